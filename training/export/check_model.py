"""Checks `model/` against its manifest and the quality thresholds.

`python3 -m training.export.check_model` exits with status 1 if a check fails. Without MNIST it
checks the file against the manifest and its golden vectors. With MNIST it also measures accuracy
and calibration error again.
"""

from __future__ import annotations

import argparse
import base64
import json
import sys
from pathlib import Path

import numpy as np

from ..data import mnist
from ..data.mnist import Digits
from ..errors import TrainingError
from ..files import sha256
from ..paths import MODEL
from ..report import metrics
from . import operators, reference
from .schema import schema_errors

QUALITY_THRESHOLDS = {
    "minAccuracy": 0.995,
    "maxCalibrationError": 0.01,
    "maxBytes": 110_000,
    "maxFalseAccepts": 0.05,
    "maxGoldenDifference": 1e-4,
}
"""What a model must reach to ship; manifest.schema.json describes each."""


def find_failures(content: bytes, manifest: dict, test: Digits | None = None) -> list[str]:
    """Returns the failed checks of an ONNX file and its manifest; an empty list if it may ship.

    `test`, MNIST's test set, adds the checks that measure accuracy and calibration error again.
    """
    invalid = schema_errors(manifest)
    if invalid:
        return [f"the manifest is invalid: {error}" for error in invalid]
    thresholds, card = manifest["qualityThresholds"], manifest["card"]
    if sha256(content) != manifest["sha256"]:
        return [f"SHA-256 is {sha256(content)}, the manifest says {manifest['sha256']}"]
    unsupported = operators.find_unsupported(content)
    if unsupported:
        return [f"the built-in engine cannot run {', '.join(unsupported)}"]
    failures = []
    if len(content) != manifest["bytes"] or len(content) > thresholds["maxBytes"]:
        failures.append(
            f"{len(content)} bytes, the manifest says {manifest['bytes']}"
            f" and allows {thresholds['maxBytes']}"
        )
    claimed = card["metrics"][0]
    failures += _below_thresholds("manifest", claimed, thresholds)
    false_accepts = card["rejection"]["falseAccepts95"]
    if false_accepts > thresholds["maxFalseAccepts"]:
        failures.append(f"false accepts {false_accepts}, at most {thresholds['maxFalseAccepts']}")
    failures += _golden_failures(content, manifest)
    if test is not None:
        probabilities, _ = reference.run(content, test.images)
        measured = metrics.summarize("MNIST test", probabilities, test.labels)
        failures += _below_thresholds("measured", measured, thresholds)
        if measured["correct"] != claimed["correct"]:
            failures.append(
                f"{measured['correct']} of MNIST's test set are correct,"
                f" the manifest says {claimed['correct']}"
            )
    return failures


def _below_thresholds(origin: str, entry: dict, thresholds: dict) -> list[str]:
    failures = []
    minimum, maximum = thresholds["minAccuracy"], thresholds["maxCalibrationError"]
    if entry["accuracy"] < minimum:
        failures.append(f"accuracy {entry['accuracy']} ({origin}), at least {minimum}")
    if entry["ece"] > maximum:
        failures.append(f"calibration error {entry['ece']} ({origin}), at most {maximum}")
    return failures


def _golden_failures(content: bytes, manifest: dict) -> list[str]:
    rasters = [
        np.frombuffer(base64.b64decode(vector["raster"]), np.uint8).reshape(28, 28)
        for vector in manifest["golden"]
    ]
    outputs = reference.run(content, np.stack(rasters))
    failures = []
    for golden, probabilities, score in zip(manifest["golden"], *outputs, strict=True):
        difference = max(
            abs(probabilities - golden["probabilities"]).max(), abs(score - golden["score"])
        )
        if difference > manifest["qualityThresholds"]["maxGoldenDifference"]:
            failures.append(f"golden vector {golden['label']} differs by {difference:.2g}")
        digit = probabilities.argmax()
        if digit != golden["label"] or score < manifest["rejection"]["threshold"]:
            failures.append(f"golden vector {golden['label']} is read as {digit}, {score:.3f}")
    return failures


def main(arguments: list[str] | None = None) -> int:
    """Checks a model folder and prints the result; returns the exit code."""
    parser = argparse.ArgumentParser("python3 -m training.export.check_model", description=__doc__)
    parser.add_argument("--data", help="folder of MNIST's four files")
    parser.add_argument("--model", type=Path, default=MODEL, help="folder to check")
    options = parser.parse_args(arguments)
    manifest = json.loads((options.model / "manifest.json").read_text())
    content = (options.model / manifest["file"]).read_bytes()
    try:
        test = mnist.load(options.data, download_missing=False).test
    except TrainingError as error:
        if options.data:
            print(f"error: {error}", file=sys.stderr)
            return 1
        test = None
        print(f"SKIPPED: accuracy on MNIST's test set was not measured. {error}")
    failures = find_failures(content, manifest, test)
    for failure in failures:
        print(f"FAILED: {failure}")
    if not failures:
        print(f"passed: {manifest['name']} {manifest['version']}, {manifest['sha256'][:12]}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
