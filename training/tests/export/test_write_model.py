"""Replacing `model/`."""

from __future__ import annotations

import copy
import os
from pathlib import Path

import pytest

from training.errors import TrainingError
from training.export.write_model import write_model


def test_a_model_that_fails_a_check_is_not_written(shipped, tmp_path: Path) -> None:
    content, manifest = shipped
    manifest["card"]["metrics"][0]["accuracy"] = 0.9
    with pytest.raises(TrainingError, match="Nothing was exported"):
        write_model(content, manifest, tmp_path / "model")
    assert list(tmp_path.iterdir()) == []


def test_an_interruption_leaves_the_previous_model(shipped, tmp_path: Path, monkeypatch) -> None:
    folder = tmp_path / "model"
    write_model(*shipped, folder)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    renamed = copy.deepcopy(shipped[1])
    renamed["version"] = "9.9.9"

    def interrupt(path: Path, content: bytes) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("training.export.write_model.write_atomically", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_model(shipped[0], renamed, folder)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    assert [file.name for file in tmp_path.iterdir()] == ["model"]


def test_a_failed_rename_leaves_the_previous_model(shipped, tmp_path: Path, monkeypatch) -> None:
    folder = tmp_path / "model"
    write_model(*shipped, folder)
    replace = os.replace

    def fail(source: Path, target: Path) -> None:
        if Path(target) == folder and ".part" in str(source):
            raise OSError("disk is full")
        replace(source, target)

    monkeypatch.setattr("training.export.write_model.os.replace", fail)
    with pytest.raises(OSError, match="disk is full"):
        write_model(*shipped, folder)
    assert (folder / "manifest.json").exists()


def test_every_file_of_the_previous_model_is_replaced(shipped, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "previous.svg").write_text("")
    write_model(*shipped, folder, {"new.svg": b"<svg/>"})
    assert sorted(file.name for file in folder.iterdir()) == [
        "README.md",
        "manifest.json",
        "manifest.schema.json",
        "mnist.onnx",
        "new.svg",
    ]
