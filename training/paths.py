"""Every path that the training package reads or writes."""

from __future__ import annotations

from pathlib import Path

TRAINING = Path(__file__).resolve().parent
REPOSITORY = TRAINING.parent

MODEL = REPOSITORY / "model"
MANIFEST_SCHEMA = MODEL / "manifest.schema.json"
PARITY_VECTORS = REPOSITORY / "test" / "fixtures" / "parity.json"
OPERATORS = REPOSITORY / "src" / "engine" / "operators.json"

RUNS = TRAINING / "runs"
"""Checkpoints and caches; ignored by git."""
MNIST_DOWNLOADS = TRAINING / "mnist"
"""Ignored by git."""
MNIST_SHARED = REPOSITORY.parent / "shared" / "mnist"
