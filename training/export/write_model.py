"""Replaces `model/` as a whole, and only with a model that passes its checks."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from ..errors import TrainingError
from ..files import to_json, write_atomically
from ..paths import MANIFEST_SCHEMA
from ..report import card
from .check_model import find_failures


def write_model(
    content: bytes, manifest: dict, folder: Path, plots: dict[str, bytes] | None = None
) -> None:
    """Replaces `folder` with the model, its manifest and schema, its card and its plots.

    They are written to a temporary folder, which is then renamed, so that no reader finds a model
    beside the manifest of another.

    Raises:
        TrainingError: the model fails a check; `folder` is unchanged.
    """
    failures = find_failures(content, manifest)
    if failures:
        raise TrainingError(
            f"Expected a model that passes its checks but {'; '.join(failures)}. "
            "Nothing was exported."
        )
    temporary = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    previous = folder.with_name(f".{folder.name}.{os.getpid()}.old")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    files = {
        manifest["file"]: content,
        "manifest.json": to_json(manifest),
        MANIFEST_SCHEMA.name: MANIFEST_SCHEMA.read_bytes(),
        "README.md": card.render(manifest).encode(),
        **(plots or {}),
    }
    try:
        for name, file in files.items():
            write_atomically(temporary / name, file)
        try:
            if folder.exists():
                os.replace(folder, previous)
            os.replace(temporary, folder)
        except BaseException:
            if previous.exists() and not folder.exists():
                os.replace(previous, folder)
            raise
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
        shutil.rmtree(previous, ignore_errors=True)
