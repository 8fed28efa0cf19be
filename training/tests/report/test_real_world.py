"""From evaluation reports of the package to the manifest and the card."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from training.errors import TrainingError
from training.export.schema import schema_errors
from training.paths import MODEL
from training.report import card, real_world

COMMIT = "0123456789" * 4


def report(sha256: str, **changes: object) -> dict:
    """What `mnist-predict evaluate --json` prints, as far as it is used."""
    share = {"count": 9, "n": 10, "share": 0.9, "interval": [0.59585, 0.98213]}
    return {
        "schema": 2,
        "package": "1.2.3",
        "model": {"sha256": sha256},
        "accuracy": share,
        "acceptedAccuracy": {**share, "count": 8, "n": 9},
        "trueAccepts": share,
        "falseAccepts": None,
        "negatives": [],
        "at95": None,
        "calibrationError": 0.02,
        **changes,
    }


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A git checkout with one commit."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src/index.ts").write_text("")
    author = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    for arguments in (
        ["init", "--quiet"],
        ["add", "."],
        [*author, "commit", "--quiet", "--message", "First"],
    ):
        subprocess.check_call(["git", "-C", str(tmp_path), *arguments])
    return tmp_path


def test_a_report_becomes_an_entry_of_the_manifest(manifest) -> None:
    reports = {"photographs": report(manifest["sha256"])}
    added = real_world.with_reports(manifest, reports, {}, COMMIT)["card"]["realWorld"]
    assert (added["package"], added["commit"]) == ("1.2.3", COMMIT)
    assert added["sets"][0]["set"] == "photographs"
    assert added["sets"][0]["accuracy"] == 0.9


def test_the_manifest_with_reports_is_valid(manifest) -> None:
    negatives = {"n": 4, "share": 0.25}
    at95 = {"falseAccepts": {"share": 0.0}}
    added = report(manifest["sha256"], falseAccepts=negatives, at95=at95)
    assert (
        schema_errors(real_world.with_reports(manifest, {"photographs": added}, {}, COMMIT)) == []
    )


def test_the_commit_is_that_of_the_checkout(checkout: Path) -> None:
    git = ["git", "-C", str(checkout)]
    assert (
        real_world.commit_of(checkout)
        == subprocess.check_output([*git, "rev-parse", "HEAD"], text=True).strip()
    )


def test_code_that_is_not_committed_is_rejected(checkout: Path) -> None:
    (checkout / "src/index.ts").write_text("changed")
    with pytest.raises(TrainingError, match="Commit, evaluate again"):
        real_world.commit_of(checkout)


def test_a_folder_without_git_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="git failed"):
        real_world.commit_of(tmp_path)


def test_a_new_report_replaces_the_previous_one(manifest) -> None:
    reports = {"photographs": report(manifest["sha256"])}
    once = real_world.with_reports(manifest, reports, {}, COMMIT)
    assert real_world.with_reports(once, reports, {}, COMMIT) == once


def test_a_report_about_another_model_is_rejected(manifest) -> None:
    with pytest.raises(TrainingError, match="Evaluate again"):
        real_world.with_reports(manifest, {"photographs": report("0" * 64)}, {}, COMMIT)


def test_reports_of_two_versions_of_the_package_are_rejected(manifest) -> None:
    sha256 = manifest["sha256"]
    reports = {"a": report(sha256), "b": report(sha256, package="2.0.0")}
    with pytest.raises(TrainingError, match="one version"):
        real_world.with_reports(manifest, reports, {}, COMMIT)


def test_a_file_that_is_not_a_report_is_rejected_and_nothing_is_written(
    tmp_path: Path, capsys, monkeypatch
) -> None:
    monkeypatch.setattr(real_world, "commit_of", lambda _: COMMIT)
    model = shutil.copytree(MODEL, tmp_path / "model")
    before = {path.name: path.read_bytes() for path in model.iterdir()}
    (tmp_path / "other.json").write_text('{"schema": 7}')
    arguments = [f"photographs={tmp_path / 'other.json'}", "--model", str(model)]
    assert real_world.main(arguments) == 1
    assert "schema is 7" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in model.iterdir()} == before


def test_a_digit_that_is_accepted_as_another_one_counts(manifest) -> None:
    assert real_world.summarize("a", report(manifest["sha256"]), manifest)["wrongAccepts"] == 0.1


def test_harder_sets_have_negatives_by_kind(manifest) -> None:
    kind = {"folder": "blank-grain", "falseAccepts": {"n": 60, "count": 1}}
    pages = report(manifest["sha256"], negatives=[kind])
    reports = {"photographs": report(manifest["sha256"])}
    added = real_world.with_reports(manifest, reports, {"pages": pages}, COMMIT)
    harder = added["card"]["realWorld"]["harder"]
    assert harder["negatives"] == [{"kind": "blank grain", "n": 60, "accepted": 1}]
    assert "| blank grain | 60 | 1 |" in card.render(added)
    assert schema_errors(added) == []


def test_the_card_shows_the_sets_and_their_plot(tmp_path: Path, manifest, monkeypatch) -> None:
    monkeypatch.setattr(real_world, "commit_of", lambda _: COMMIT)
    model = shutil.copytree(MODEL, tmp_path / "model")
    (tmp_path / "photos.json").write_text(json.dumps(report(manifest["sha256"])))
    arguments = [f"photographs={tmp_path / 'photos.json'}", "--model", str(model)]
    assert real_world.main(arguments) == 0
    text = (model / "README.md").read_text()
    assert "| photographs | 10 | 9 | 90.00% | 59.59% to 98.21% |" in text
    assert "of the package at commit 012345678901," in text
    assert "(sets.svg)" in text and (model / "sets.svg").exists()
