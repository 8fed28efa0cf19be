"""Pictures with the answers that PyTorch gives, for whoever runs the exported file elsewhere.

All of them are drawn by our own pen; none comes from MNIST.
"""

from __future__ import annotations

import base64
import json

import numpy as np

from . import hands
from .deploy import Deployed, run
from .pen import SIDE


def golden(network: Deployed, seed: int = 5) -> list[dict]:
    """One drawn picture of each digit with what the network answers; each answer is right."""
    chosen = []
    for label in hands.DIGITS:
        rng = np.random.default_rng([seed, int(label)])
        tries = np.stack([hands.write(hands.DIGITS[label][k % 2], rng, 0.6) for k in range(16)])
        probabilities, scores = run(network, tries)
        # An average one would do, but these pictures also stand for the digits in a self-test.
        best = int(np.argmax(probabilities[:, int(label)] * scores))
        chosen.append(
            {"label": int(label), **_vector(tries[best], probabilities[best], scores[best])}
        )
    return chosen


def vectors(network: Deployed) -> str:
    """The file of parity vectors, JSON: digits in several hands, signs, scribbles, noise, greys."""
    rng = np.random.default_rng(11)
    pictures = [
        (f"digit {label}, hand {k}", hands.write(shape, rng))
        for label, shapes in hands.DIGITS.items()
        for k, shape in enumerate(shapes)
    ]
    pictures += [
        (f"sign {k}", hands.write(shape, rng)) for k, shape in enumerate(hands.NOT_DIGITS[::3])
    ]
    pictures += [(f"scribble {k}", hands.scribble(rng)) for k in range(4)]
    pictures += [(f"noise {k}", rng.integers(0, 256, (SIDE, SIDE), np.uint8)) for k in range(3)]
    pictures += [
        (f"flat {level}", np.full((SIDE, SIDE), level, np.uint8)) for level in (0, 1, 128, 255)
    ]
    probabilities, scores = run(network, np.stack([picture for _, picture in pictures]))
    return (
        json.dumps(
            {
                "source": "training/parity.py: drawn by our own pen, answered by PyTorch",
                "vectors": [
                    {"name": name, **_vector(picture, p, s)}
                    for (name, picture), p, s in zip(pictures, probabilities, scores, strict=True)
                ],
            },
            indent=1,
        )
        + "\n"
    )


def _vector(raster: np.ndarray, probabilities: np.ndarray, score: float) -> dict:
    return {
        "raster": base64.b64encode(raster.tobytes()).decode(),
        "probabilities": [float(f"{p:.8g}") for p in probabilities.tolist()],
        "score": float(f"{float(score):.8g}"),
    }
