"""model/, written whole or not at all, and only past the gate."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from . import card, gate
from .errors import TrainingError
from .files import write_beside_then_rename

FILE = "mnist.onnx"


def publish(
    content: bytes, manifest: dict, folder: Path, plots: dict[str, bytes] | None = None
) -> None:
    """Put the model, its manifest and its card into `folder`.

    Everything is written into a folder beside and moved over in one go, so that nobody finds a
    model with another model's manifest.

    Raises:
        TrainingError: the model fails its gate; `folder` stays as it was.
    """
    failures = gate.failures(content, manifest)
    if failures:
        raise TrainingError(
            f"Expected a model that passes its gate but {'; '.join(failures)}. "
            "Nothing was exported."
        )
    beside = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    before = folder.with_name(f".{folder.name}.{os.getpid()}.old")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    try:
        write_beside_then_rename(beside / FILE, content)
        write_beside_then_rename(beside / "manifest.json", serialise(manifest))
        write_beside_then_rename(beside / "README.md", card.render(manifest).encode())
        for name, picture in (plots or {}).items():
            write_beside_then_rename(beside / name, picture)
        try:
            if folder.exists():
                os.replace(folder, before)
            os.replace(beside, folder)
        except BaseException:
            if before.exists() and not folder.exists():
                os.replace(before, folder)
            raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        shutil.rmtree(before, ignore_errors=True)


def serialise(manifest: dict) -> bytes:
    """The manifest's bytes, the same for the same facts."""
    return (json.dumps(manifest, indent=2) + "\n").encode()
