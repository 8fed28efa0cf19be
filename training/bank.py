"""Drawn pictures, made once a seed and kept: drawing them costs more than an epoch."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from . import foreign, negatives
from .data import Digits
from .files import sha256, write_beside_then_rename


@dataclass(frozen=True)
class Bank:
    """What training sees besides MNIST."""

    foreign: Digits
    negatives: np.ndarray
    """uint8 [N,28,28]."""
    kinds: np.ndarray
    """int64 [N], index into `negatives.KINDS`."""


def fill(
    digits: np.ndarray,
    n_foreign: int,
    n_negatives: int,
    seed: int,
    held_out: bool,
    cache: Path | None = None,
) -> Bank:
    """Draw the pictures, or take them from `cache`.

    `digits` uint8 [N,28,28] are cut up for negatives.
    """
    key = f"{n_foreign}-{n_negatives}-{seed}-{held_out}-{_sources()}-{sha256(digits.tobytes())[:8]}"
    kept = cache / f"bank-{sha256(key.encode())[:16]}.npz" if cache else None
    if kept and kept.exists():
        with np.load(kept) as arrays:
            return Bank(
                Digits(arrays["images"], arrays["labels"]), arrays["negatives"], arrays["kinds"]
            )
    drawn = foreign.make(n_foreign, seed, held_out)
    outliers, kinds = negatives.make(n_negatives, digits, seed, held_out)
    if kept:
        buffer = io.BytesIO()
        np.savez(buffer, images=drawn.images, labels=drawn.labels, negatives=outliers, kinds=kinds)
        write_beside_then_rename(kept, buffer.getvalue())
    return Bank(drawn, outliers, kinds)


def _sources() -> str:
    """Changes when the code that draws changes."""
    here = Path(__file__).parent
    names = ("pen.py", "hands.py", "fonts.py", "foreign.py", "negatives.py")
    return sha256(b"".join((here / name).read_bytes() for name in names))[:12]
