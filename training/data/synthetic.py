"""Synthetic digits in the shapes that MNIST lacks: flagged 1s, crossed 7s, open 4s, print."""

from __future__ import annotations

import numpy as np

from . import fonts, handwriting
from .mnist import Digits

SHAPE_SHARES = (
    (handwriting.FLAGGED_ONES, 0.18),
    (handwriting.CROSSED_SEVENS, 0.10),
    (handwriting.OPEN_FOURS, 0.08),
    (handwriting.TAILED_NINES, 0.06),
    (handwriting.DIGITS, 0.42),
)
"""Stroke models and their shares; the rest, 0.16, are printed digits.

All ten digits are among them: otherwise the clean strokes alone would indicate a 1 or a 7.
"""


def make_digits(n: int, seed: int, held_out: bool = False) -> Digits:
    """Draws `n` synthetic digits. `held_out` selects the fonts reserved for validation."""
    rng = np.random.default_rng([seed, 7, held_out])
    images, labels = [], []
    while len(images) < n:
        label, image = _draw_digit(rng, held_out)
        # Some fonts lack a digit and draw nothing.
        if image.any():
            images.append(image)
            labels.append(int(label))
    return Digits(np.stack(images), np.array(labels, np.int64))


def _draw_digit(rng: np.random.Generator, held_out: bool) -> tuple[str, np.ndarray]:
    remaining = rng.random()
    for shapes, share in SHAPE_SHARES:
        remaining -= share
        if remaining < 0:
            label = list(shapes)[rng.integers(len(shapes))]
            shape = shapes[label][rng.integers(len(shapes[label]))]
            return label, handwriting.draw_shape(shape, rng)
    label = str(rng.integers(10))
    faces = fonts.faces(held_out)
    return label, fonts.draw_glyph(label, faces[rng.integers(len(faces))], rng)
