"""The model card."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from training.paths import MODEL
from training.report import card


def test_the_card_of_the_shipped_model_is_up_to_date() -> None:
    assert card.main(["--check"]) == 0


def test_an_edited_card_fails_the_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = shutil.copytree(MODEL, tmp_path / "model")
    (folder / "README.md").write_text("# Edited\n")
    assert card.main(["--check", "--model", str(folder)]) == 1
    assert "to match manifest.json but it does not" in capsys.readouterr().out


def test_the_card_is_written_from_the_manifest(tmp_path: Path) -> None:
    folder = shutil.copytree(MODEL, tmp_path / "model")
    (folder / "README.md").unlink()
    assert card.main(["--model", str(folder)]) == 0
    assert card.main(["--check", "--model", str(folder)]) == 0
