"""Parity vectors: rasters with PyTorch's outputs, for every other engine to reproduce.

All rasters are synthetic; none comes from MNIST.
"""

from __future__ import annotations

import base64

import numpy as np

from ..data import handwriting
from ..data.rasterize import SIDE
from ..files import to_json
from .folding import FoldedNet

SOURCE = "training/export/parity.py: synthetic rasters with PyTorch's outputs"
GOLDEN_SEED, VECTORS_SEED = 5, 11


def golden_vectors(network: FoldedNet, seed: int = GOLDEN_SEED) -> list[dict]:
    """Returns one synthetic raster of each digit with the outputs; all are classified correctly."""
    vectors = []
    for label, shapes in handwriting.DIGITS.items():
        rng = np.random.default_rng([seed, int(label)])
        rasters = np.stack([handwriting.draw_shape(shapes[k % 2], rng, 0.6) for k in range(16)])
        probabilities, scores = network.predict(rasters)
        # The self-test checks the predicted digit too, so take the most certain of the rasters.
        best = int(np.argmax(probabilities[:, int(label)] * scores))
        vector = _vector(rasters[best], probabilities[best], scores[best])
        vectors.append({"label": int(label), **vector})
    return vectors


def parity_vectors(network: FoldedNet) -> bytes:
    """Returns the file of parity vectors, JSON: digits, signs, scribbles, noise, uniform frames."""
    rng = np.random.default_rng(VECTORS_SEED)
    rasters = {
        f"digit {label}, shape {k}": handwriting.draw_shape(shape, rng)
        for label, shapes in handwriting.DIGITS.items()
        for k, shape in enumerate(shapes)
    }
    for k, shape in enumerate(handwriting.LETTERS_AND_SIGNS[::3]):
        rasters[f"sign {k}"] = handwriting.draw_shape(shape, rng)
    for k in range(4):
        rasters[f"scribble {k}"] = handwriting.draw_scribble(rng)
    for k in range(3):
        rasters[f"noise {k}"] = rng.integers(0, 256, (SIDE, SIDE), np.uint8)
    for level in (0, 1, 128, 255):
        rasters[f"uniform {level}"] = np.full((SIDE, SIDE), level, np.uint8)
    outputs = network.predict(np.stack(list(rasters.values())))
    vectors = [
        {"name": name, **_vector(raster, probabilities, score)}
        for (name, raster), probabilities, score in zip(rasters.items(), *outputs, strict=True)
    ]
    return to_json({"source": SOURCE, "vectors": vectors}, indent=1)


def _vector(raster: np.ndarray, probabilities: np.ndarray, score: float) -> dict:
    return {
        "raster": base64.b64encode(raster.tobytes()).decode(),
        "probabilities": [float(f"{p:.8g}") for p in probabilities.tolist()],
        "score": float(f"{float(score):.8g}"),
    }
