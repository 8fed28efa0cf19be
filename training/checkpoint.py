"""Training's state on disk, whole or not at all."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import torch

from .errors import TrainingError
from .files import write_beside_then_rename


def save(path: Path, state: dict[str, Any]) -> None:
    """Keep `state`; an interruption leaves the checkpoint before it."""
    buffer = io.BytesIO()
    torch.save(state, buffer)
    write_beside_then_rename(path, buffer.getvalue())


def resume(path: Path, belongs_to: dict[str, Any]) -> dict[str, Any] | None:
    """The state kept at `path`; None where there is none.

    Raises:
        TrainingError: the file cannot be read, or another recipe or seed wrote it.
    """
    if not path.exists():
        return None
    try:
        state = torch.load(path, map_location="cpu")
    except Exception as error:
        raise TrainingError(
            f"Expected a checkpoint in {path} but it cannot be read: {error}. Delete it."
        ) from error
    if state["belongs_to"] != belongs_to:
        raise TrainingError(
            f"Expected the checkpoint {path} to be of {belongs_to} "
            f"but it is of {state['belongs_to']}. "
            "Delete it or name another folder with --runs."
        )
    return state
