"""Calibrates a trained network, exports it and measures it: mnist.onnx and its manifest."""

from __future__ import annotations

import platform
from dataclasses import asdict, dataclass

import numpy as np
import onnx
import scipy
import torch

from ..data import fonts, negatives
from ..data.dataset import SyntheticDataset
from ..data.mnist import CHECKSUMS, Digits, Mnist
from ..files import sha256
from ..network.digit_net import DigitNet
from ..report import metrics
from ..train.recipes import Recipe
from . import calibration, graph, operators, parity
from .check_model import QUALITY_THRESHOLDS
from .folding import FoldedNet, fold

VERSION = "1.3.0"
"""Of the model. Major: contract, labels or framing; minor: new weights; patch: same weights."""


@dataclass(frozen=True)
class Calibrated:
    """A folded network with its temperature set."""

    network: FoldedNet
    rejection: dict
    """The manifest's `rejection`: the threshold and how it was chosen."""
    negatives: dict
    """The card's `rejection`: the scores of negatives."""


@dataclass(frozen=True)
class Provenance:
    """How the network was trained."""

    recipe: Recipe
    seed: int
    seeds: dict
    """The card's `seeds`: the test accuracy of every seed of the run."""


@dataclass(frozen=True)
class Exported:
    """What `write_model` writes."""

    content: bytes
    """mnist.onnx"""
    manifest: dict
    parity_vectors: bytes


def calibrate(network: DigitNet, validation: Digits, synthetic: SyntheticDataset) -> Calibrated:
    """Folds a trained network; chooses temperature and threshold on validation data."""
    folded = fold(network)
    logits = folded.predict_logits(validation.images)
    folded.temperature.fill_(calibration.choose_temperature(logits, validation.labels))

    scores = folded.predict(validation.images)[1]
    negative_scores = folded.predict(synthetic.negatives)[1]
    at99 = calibration.threshold_at(scores, 0.99)
    at95 = calibration.threshold_at(scores, 0.95)

    def false_accepts(selected: np.ndarray) -> dict:
        return {
            "falseAccepts": _share(selected >= at99),
            "falseAccepts95": _share(selected >= at95),
        }

    kinds = []
    for index, kind in enumerate(negatives.KINDS):
        selected = negative_scores[synthetic.kinds == index]
        name = kind.__name__.replace("_", " ")
        kinds.append({"kind": name, "n": len(selected), **false_accepts(selected)})
    return Calibrated(
        folded,
        {
            "threshold": at99,
            "trueAccepts": 0.99,
            "chosenOn": f"{len(validation):,} digits held out of MNIST's training set",
        },
        {
            "threshold95": at95,
            **false_accepts(negative_scores),
            "auroc": round(metrics.auroc(scores, negative_scores), 5),
            "n": len(negative_scores),
            "kinds": kinds,
        },
    )


def export(
    calibrated: Calibrated,
    mnist: Mnist,
    synthetic: SyntheticDataset,
    provenance: Provenance,
    plots: list[dict],
) -> Exported:
    """Builds mnist.onnx, measures it, and describes it in the manifest. Reads MNIST's test set.

    `plots` has file and title of each plot of the card.

    Raises:
        TrainingError: the graph has something that the built-in engine does not support.
    """
    network = calibrated.network
    content = graph.build(network, VERSION)
    operators.check_operators(content)
    measured = [
        metrics.summarize(name, network.predict(digits.images)[0], digits.labels)
        for name, digits in (
            ("MNIST test", mnist.test),
            ("MNIST validation (held out of training)", mnist.validation),
            ("digits drawn in other hands and fonts", synthetic.digits),
        )
    ]
    manifest = {
        "name": "mnist",
        "version": VERSION,
        "file": "mnist.onnx",
        "sha256": sha256(content),
        "bytes": len(content),
        "opset": graph.OPSET,
        "inputs": [{"name": "image", "type": "uint8", "shape": ["N", 28, 28]}],
        "outputs": [
            {"name": "probabilities", "type": "float32", "shape": ["N", 10]},
            {"name": "score", "type": "float32", "shape": ["N"]},
        ],
        "labels": [str(digit) for digit in range(10)],
        "rejection": calibrated.rejection,
        "golden": parity.golden_vectors(network),
        "qualityThresholds": QUALITY_THRESHOLDS,
        "card": {
            "parameters": sum(p.numel() for p in network.parameters()),
            "temperature": round(float(network.temperature), 6),
            "metrics": measured,
            "rejection": calibrated.negatives,
            "seeds": provenance.seeds,
            "plots": plots,
            "data": _data_sources(),
            "recipe": asdict(provenance.recipe),
            "seed": provenance.seed,
            "versions": {
                "python": platform.python_version(),
                "torch": torch.__version__,
                "onnx": onnx.__version__,
                "numpy": np.__version__,
                "scipy": scipy.__version__,
            },
        },
    }
    return Exported(content, manifest, parity.parity_vectors(network))


def _share(selected: np.ndarray) -> float:
    return round(float(selected.mean()), 5) if len(selected) else 0.0


def _data_sources() -> list[dict]:
    return [
        {
            "name": "MNIST",
            "licence": "CC BY-SA 3.0",
            "authors": "Y. LeCun, C. Cortes, C. J. C. Burges",
            "sha256": CHECKSUMS,
        },
        {
            "name": "Synthetic handwritten digits and negatives",
            "licence": "MIT, drawn by training/data/handwriting.py and training/data/negatives.py",
            "authors": "this project",
            "sha256": {},
        },
        {
            "name": f"Glyphs of {fonts.count_faces()} free fonts of Debian, rendered",
            "licence": "each font's own; no font is shipped",
            "authors": "their designers",
            "sha256": {},
        },
    ]
