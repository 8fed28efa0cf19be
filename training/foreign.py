"""Digits that MNIST lacks: flagged 1s, crossed 7s, open 4s, tailed 9s, printed digits."""

from __future__ import annotations

import numpy as np

from . import fonts, hands
from .data import Digits

FAMILIES = (
    (hands.FLAGGED, 0.18),
    (hands.CROSSED, 0.10),
    (hands.OPEN, 0.08),
    (hands.TAILED, 0.06),
    (hands.DIGITS, 0.42),
)
"""Whose hands, and how often; what is left of the whole is printed digits. The familiar digits are
drawn too, lest a clean line be taken for the sign of a 1 or a 7."""


def make(n: int, seed: int, held_out: bool = False) -> Digits:
    """Draw `n` digits of the world outside MNIST."""
    rng = np.random.default_rng([seed, 7, held_out])
    images, labels = [], []
    while len(images) < n:
        label, image = _one(rng, held_out)
        if image.any():
            images.append(image)
            labels.append(int(label))
    return Digits(np.stack(images), np.array(labels, np.int64))


def _one(rng: np.random.Generator, held_out: bool) -> tuple[str, np.ndarray]:
    lot = rng.random()
    for family, share in FAMILIES:
        lot -= share
        if lot < 0:
            label = list(family)[rng.integers(len(family))]
            shape = family[label][rng.integers(len(family[label]))]
            return label, hands.write(shape, rng)
    label = str(rng.integers(10))
    faces = fonts.faces(held_out)
    return label, fonts.glyph(label, faces[rng.integers(len(faces))], rng)
