"""From a trained network to a file, its manifest and its parity vectors."""

from __future__ import annotations

import platform
from dataclasses import asdict, dataclass

import numpy as np
import onnx
import scipy
import torch

from . import calibrate, data, evaluate, fonts, gate, graph, negatives, operators, parity
from .augment import trouble
from .bank import Bank
from .deploy import Deployed, deploy, run, run_logits
from .files import sha256
from .network import DigitNet
from .recipes import Recipe

VERSION = "1.1.0"
"""Of the model. Major: contract, labels or framing; minor: trained anew; patch: same weights."""


@dataclass(frozen=True)
class Exported:
    """What `publish` needs."""

    content: bytes
    """mnist.onnx"""
    manifest: dict
    vectors: str
    """parity.json"""
    network: Deployed


def choose(
    network: DigitNet, mnist_validation: data.Digits, outside: Bank
) -> tuple[Deployed, dict]:
    """Fold the network, then set its temperature and its rejection on validation data alone.

    Returns the network as it ships and the manifest's `rejection`.
    """
    deployed = deploy(network)
    logits = run_logits(deployed, mnist_validation.images)
    temperature = calibrate.choose_temperature(logits, mnist_validation.labels)
    deployed.temperature.fill_(temperature)

    # Half clean, half with mild troubles: real pictures are worse than MNIST.
    generator = torch.Generator().manual_seed(3)
    troubled = (
        trouble(torch.tensor(mnist_validation.images), generator).squeeze(1).round().byte().numpy()
    )
    scores = np.concatenate(
        [run(deployed, images)[1] for images in (mnist_validation.images, troubled)]
    )
    outlier_scores = run(deployed, outside.negatives)[1]
    at99, at95 = calibrate.threshold_at(scores, 0.99), calibrate.threshold_at(scores, 0.95)
    kinds = []
    for index, kind in enumerate(negatives.KINDS):
        own = outlier_scores[outside.kinds == index]
        kinds.append(
            {
                "kind": kind.__name__.replace("_", " "),
                "n": len(own),
                "falseAccepts": _share(own >= at99),
                "falseAccepts95": _share(own >= at95),
            }
        )
    return deployed, {
        "threshold": at99,
        "chosenOn": f"{len(mnist_validation):,} digits held out of MNIST's training set, as they "
        "are and with the troubles of training",
        "trueAccepts": 0.99,
        "falseAccepts": _share(outlier_scores >= at99),
        "threshold95": at95,
        "falseAccepts95": _share(outlier_scores >= at95),
        "auroc": round(evaluate.auroc(scores, outlier_scores), 5),
        "n": len(outlier_scores),
        "kinds": kinds,
    }


def export(
    deployed: Deployed,
    rejection: dict,
    mnist: data.Mnist,
    outside: Bank,
    recipe: Recipe,
    seed: int,
    extra: dict | None = None,
) -> Exported:
    """Write the graph and measure it. The one place that reads MNIST's test set.

    Raises:
        TrainingError: the graph has something that the built-in engine cannot run.
    """
    content = graph.build(deployed, VERSION)
    operators.check(content)
    metrics = [
        evaluate.metrics(name, run(deployed, digits.images)[0], digits.labels)
        for name, digits in (
            ("MNIST test", mnist.test),
            ("MNIST validation (held out of training)", mnist.validation),
            ("digits drawn in other hands and fonts", outside.foreign),
        )
    ]
    manifest = {
        "name": "mnist",
        "version": VERSION,
        "file": "mnist.onnx",
        "sha256": sha256(content),
        "bytes": len(content),
        "opset": graph.OPSET,
        "parameters": sum(p.numel() for p in deployed.parameters()),
        "inputs": [{"name": "image", "type": "uint8", "shape": ["N", 28, 28]}],
        "outputs": [
            {"name": "probabilities", "type": "float32", "shape": ["N", 10]},
            {"name": "score", "type": "float32", "shape": ["N"]},
        ],
        "labels": [str(digit) for digit in range(10)],
        "rejection": rejection,
        "temperature": round(float(deployed.temperature), 6),
        "metrics": metrics,
        **(extra or {}),
        "bars": gate.BARS,
        "data": _sources(),
        "recipe": asdict(recipe),
        "seed": seed,
        "versions": {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "onnx": onnx.__version__,
            "numpy": np.__version__,
            "scipy": scipy.__version__,
        },
        "golden": parity.golden(deployed),
    }
    return Exported(content, manifest, parity.vectors(deployed), deployed)


def _share(flags: np.ndarray) -> float:
    return round(float(flags.mean()), 5) if len(flags) else 0.0


def _sources() -> list[dict]:
    return [
        {
            "name": "MNIST",
            "licence": "CC BY-SA 3.0",
            "authors": "Y. LeCun, C. Cortes, C. J. C. Burges",
            "sha256": data.CHECKSUMS,
        },
        {
            "name": "Drawn digits and outliers",
            "licence": "MIT, drawn by training/hands.py and training/negatives.py",
            "authors": "this project",
            "sha256": {},
        },
        {
            "name": f"Glyphs of {fonts.count()} free fonts of Debian, rendered",
            "licence": "each font's own; no font is shipped",
            "authors": "their designers",
            "sha256": {},
        },
    ]
