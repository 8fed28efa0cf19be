"""Reports of the package about real pictures, on their way into the manifest."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from training import field, gate
from training.errors import TrainingError


def report(sha256: str, **other: object) -> dict:
    """What `mnist-predict evaluate --json` prints, as far as it is read."""
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
        **other,
    }


@pytest.fixture
def manifest() -> dict:
    return json.loads((gate.MODEL / "manifest.json").read_text())


def test_a_report_becomes_a_line_of_the_manifest(manifest) -> None:
    made = field.add(manifest, {"photographs": report(manifest["sha256"])})["field"]
    assert made["package"] == "1.2.3"
    assert made["sets"][0]["set"] == "photographs"
    assert made["sets"][0]["accuracy"] == 0.9


def test_a_new_report_takes_the_place_of_the_old(manifest) -> None:
    once = field.add(manifest, {"photographs": report(manifest["sha256"])})
    assert field.add(once, {"photographs": report(manifest["sha256"])}) == once


def test_a_report_about_another_model_is_refused(manifest) -> None:
    with pytest.raises(TrainingError, match="Evaluate again"):
        field.add(manifest, {"photographs": report("0" * 64)})


def test_reports_of_two_versions_of_the_package_are_refused(manifest) -> None:
    ours = manifest["sha256"]
    with pytest.raises(TrainingError, match="one version"):
        field.add(manifest, {"a": report(ours), "b": report(ours, package="2.0.0")})


def test_a_file_that_is_no_report_is_named_and_nothing_is_written(tmp_path: Path, capsys) -> None:
    model = shutil.copytree(gate.MODEL, tmp_path / "model")
    before = {path.name: path.read_bytes() for path in model.iterdir()}
    (tmp_path / "other.json").write_text('{"schema": 7}')
    arguments = [f"photographs={tmp_path / 'other.json'}", "--model", str(model)]
    assert field.main(arguments) == 1
    assert "schema is 7" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in model.iterdir()} == before


def test_the_card_shows_the_sets_and_their_plot(tmp_path: Path, manifest) -> None:
    model = shutil.copytree(gate.MODEL, tmp_path / "model")
    (tmp_path / "photos.json").write_text(json.dumps(report(manifest["sha256"])))
    assert field.main([f"photographs={tmp_path / 'photos.json'}", "--model", str(model)]) == 0
    written = (model / "README.md").read_text()
    assert "| photographs | 10 | 9 | 90.00% | 59.59% to 98.21% |" in written
    assert "(sets.svg)" in written and (model / "sets.svg").exists()
