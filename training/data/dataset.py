"""The synthetic data set, drawn once per seed and cached: drawing it costs more than an epoch."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..files import sha256, write_atomically
from . import fonts, handwriting, negatives, rasterize, synthetic
from .mnist import Digits


@dataclass(frozen=True)
class SyntheticDataset:
    """The training or validation data besides MNIST."""

    digits: Digits
    negatives: np.ndarray
    """uint8 [N,28,28]."""
    kinds: np.ndarray
    """Kind of each negative, int64 [N], an index into `negatives.KINDS`."""


@dataclass(frozen=True)
class SyntheticConfig:
    """Size and seed of a synthetic data set."""

    digits: int
    negatives: int
    seed: int
    held_out: bool
    """Draws with the fonts that are used for validation only."""


def load_or_make(
    config: SyntheticConfig, mnist: Digits, cache: Path | None = None
) -> SyntheticDataset:
    """Loads the data set from the folder `cache`, or draws it and stores it there.

    The digits of `mnist` are the source of the negatives that consist of digits.
    """
    key = sha256(f"{config}-{_source_hash()}-{sha256(mnist.images.tobytes())}".encode())
    path = cache / f"synthetic-{key[:16]}.npz" if cache else None
    if path and path.exists():
        with np.load(path) as arrays:
            digits = Digits(arrays["images"], arrays["labels"])
            return SyntheticDataset(digits, arrays["negatives"], arrays["kinds"])
    digits = synthetic.make_digits(config.digits, config.seed, config.held_out)
    images, kinds = negatives.make_negatives(config.negatives, mnist, config.seed, config.held_out)
    if path:
        buffer = io.BytesIO()
        np.savez(buffer, images=digits.images, labels=digits.labels, negatives=images, kinds=kinds)
        write_atomically(path, buffer.getvalue())
    return SyntheticDataset(digits, images, kinds)


def _source_hash() -> str:
    """Returns a hash that changes with the code that draws."""
    modules = (rasterize, handwriting, fonts, synthetic, negatives)
    return sha256(b"".join(Path(module.__file__).read_bytes() for module in modules))
