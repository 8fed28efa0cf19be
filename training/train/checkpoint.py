"""Saves and restores the state of a training run."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import torch

from ..errors import TrainingError
from ..files import write_atomically


def save(path: Path, state: dict[str, Any]) -> None:
    """Saves `state`. An interruption leaves the previous checkpoint."""
    buffer = io.BytesIO()
    torch.save(state, buffer)
    write_atomically(path, buffer.getvalue())


def load(path: Path, run: dict[str, Any]) -> dict[str, Any] | None:
    """Returns the state saved at `path`, or None if there is none.

    `run` identifies the training run: the state must have been saved with an equal `state["run"]`.

    Raises:
        TrainingError: the file cannot be read, or belongs to another run.
    """
    if not path.exists():
        return None
    try:
        state = torch.load(path, map_location="cpu")
    except Exception as error:
        raise TrainingError(
            f"Expected a checkpoint in {path} but it cannot be read: {error}. Delete it."
        ) from error
    if state.get("run") != run:
        raise TrainingError(
            f"Expected the checkpoint {path} to be of {run} but it is of {state.get('run')}. "
            "Delete it or choose another folder with --runs."
        )
    return state
