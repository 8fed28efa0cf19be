"""From evaluation reports of the package to the manifest and the card."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from training.errors import TrainingError
from training.export.schema import schema_errors
from training.paths import MODEL
from training.report import real_world


def report(sha256: str, **changes: object) -> dict:
    """What `mnist-predict evaluate --json` prints, as far as it is used."""
    share = {"count": 9, "n": 10, "share": 0.9, "interval": [0.59585, 0.98213]}
    return {
        "schema": 2,
        "package": "1.2.3",
        "model": {"sha256": sha256},
        "accuracy": share,
        "trueAccepts": share,
        "falseAccepts": None,
        "at95": None,
        "calibrationError": 0.02,
        **changes,
    }


def test_a_report_becomes_an_entry_of_the_manifest(manifest) -> None:
    reports = {"photographs": report(manifest["sha256"])}
    added = real_world.with_reports(manifest, reports)["card"]["realWorld"]
    assert added["package"] == "1.2.3"
    assert added["sets"][0]["set"] == "photographs"
    assert added["sets"][0]["accuracy"] == 0.9


def test_the_manifest_with_reports_is_valid(manifest) -> None:
    negatives = {"n": 4, "share": 0.25}
    at95 = {"falseAccepts": {"share": 0.0}}
    added = report(manifest["sha256"], falseAccepts=negatives, at95=at95)
    assert schema_errors(real_world.with_reports(manifest, {"photographs": added})) == []


def test_a_new_report_replaces_the_previous_one(manifest) -> None:
    reports = {"photographs": report(manifest["sha256"])}
    once = real_world.with_reports(manifest, reports)
    assert real_world.with_reports(once, reports) == once


def test_a_report_about_another_model_is_rejected(manifest) -> None:
    with pytest.raises(TrainingError, match="Evaluate again"):
        real_world.with_reports(manifest, {"photographs": report("0" * 64)})


def test_reports_of_two_versions_of_the_package_are_rejected(manifest) -> None:
    sha256 = manifest["sha256"]
    reports = {"a": report(sha256), "b": report(sha256, package="2.0.0")}
    with pytest.raises(TrainingError, match="one version"):
        real_world.with_reports(manifest, reports)


def test_a_file_that_is_not_a_report_is_rejected_and_nothing_is_written(
    tmp_path: Path, capsys
) -> None:
    model = shutil.copytree(MODEL, tmp_path / "model")
    before = {path.name: path.read_bytes() for path in model.iterdir()}
    (tmp_path / "other.json").write_text('{"schema": 7}')
    arguments = [f"photographs={tmp_path / 'other.json'}", "--model", str(model)]
    assert real_world.main(arguments) == 1
    assert "schema is 7" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in model.iterdir()} == before


def test_the_card_shows_the_sets_and_their_plot(tmp_path: Path, manifest) -> None:
    model = shutil.copytree(MODEL, tmp_path / "model")
    (tmp_path / "photos.json").write_text(json.dumps(report(manifest["sha256"])))
    arguments = [f"photographs={tmp_path / 'photos.json'}", "--model", str(model)]
    assert real_world.main(arguments) == 0
    card = (model / "README.md").read_text()
    assert "| photographs | 10 | 9 | 90.00% | 59.59% to 98.21% |" in card
    assert "(sets.svg)" in card and (model / "sets.svg").exists()
