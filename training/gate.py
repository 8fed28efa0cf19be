"""The quality gate: `python3 -m training.gate` fails when model/ is not what its manifest says.

Without MNIST it checks the file against the manifest and against its own golden pictures;
with MNIST it also measures the accuracy and calibration again.
"""

from __future__ import annotations

import argparse
import base64
import json
import sys
from pathlib import Path

import numpy as np

from . import data, evaluate, interpret, operators
from .errors import TrainingError
from .files import sha256

MODEL = Path(__file__).resolve().parent.parent / "model"

BARS = {
    "accuracy": 0.995,
    "ece": 0.01,
    "bytes": 100_000,
    "falseAccepts": 0.05,
    "goldenDifference": 1e-4,
}
"""Least accuracy and greatest calibration error on MNIST's test set; greatest size; greatest share
of held-out negatives accepted where 95 % of digits are; greatest difference from golden answers."""


def failures(content: bytes, manifest: dict, test: data.Digits | None = None) -> list[str]:
    """Why this file with this manifest may not ship; empty where it may."""
    bars, found = manifest["bars"], []
    if sha256(content) != manifest["sha256"]:
        return [f"sha256 is {sha256(content)}, the manifest says {manifest['sha256']}"]
    unknown = operators.unsupported(content)
    if unknown:
        return [f"the built-in engine cannot run {', '.join(unknown)}"]
    if len(content) != manifest["bytes"] or len(content) > bars["bytes"]:
        found.append(
            f"{len(content)} bytes, the manifest says {manifest['bytes']}"
            f" and allows {bars['bytes']}"
        )
    main = manifest["metrics"][0]
    found += _against_bars("the manifest", main, bars)
    false_accepts = manifest["rejection"]["falseAccepts95"]
    if false_accepts > bars["falseAccepts"]:
        found.append(
            f"{false_accepts:.4f} of negatives accepted, at most {bars['falseAccepts']} may be"
        )
    found += _golden(content, manifest)
    if test is not None:
        measured = evaluate.metrics(
            "MNIST test", interpret.run(content, test.images)[0], test.labels
        )
        found += _against_bars("measured now", measured, bars)
        if measured["correct"] != main["correct"]:
            found.append(
                f"{measured['correct']} right of MNIST's test set,"
                f" the manifest says {main['correct']}"
            )
    return found


def _against_bars(origin: str, numbers: dict, bars: dict) -> list[str]:
    found = []
    if numbers["accuracy"] < bars["accuracy"]:
        found.append(
            f"accuracy {numbers['accuracy']} ({origin}), at least {bars['accuracy']} is asked for"
        )
    if numbers["ece"] > bars["ece"]:
        found.append(
            f"calibration error {numbers['ece']} ({origin}), at most {bars['ece']} is allowed"
        )
    return found


def _golden(content: bytes, manifest: dict) -> list[str]:
    pictures = [
        np.frombuffer(base64.b64decode(g["raster"]), np.uint8).reshape(28, 28)
        for g in manifest["golden"]
    ]
    probabilities, scores = interpret.run(content, np.stack(pictures))
    found = []
    for expected, p, score in zip(manifest["golden"], probabilities, scores, strict=True):
        worst = max(abs(p - expected["probabilities"]).max(), abs(score - expected["score"]))
        if worst > manifest["bars"]["goldenDifference"]:
            found.append(f"the golden {expected['label']} differs by {worst:.2g}")
        if p.argmax() != expected["label"] or score < manifest["rejection"]["threshold"]:
            found.append(
                f"the golden {expected['label']} is read as {p.argmax()}, score {score:.3f}"
            )
    return found


def main(arguments: list[str] | None = None) -> int:
    """Check model/; returns the exit code."""
    parser = argparse.ArgumentParser("python3 -m training.gate", description=__doc__)
    parser.add_argument("--data", help="folder of MNIST's four files")
    parser.add_argument("--model", type=Path, default=MODEL, help="folder to check")
    options = parser.parse_args(arguments)
    manifest = json.loads((options.model / "manifest.json").read_text())
    content = (options.model / manifest["file"]).read_bytes()
    try:
        test = data.load(options.data, download_missing=False).test
    except TrainingError as error:
        if options.data:
            raise
        test = None
        print(f"SKIPPED: accuracy on MNIST's test set is not measured again. {error}")
    found = failures(content, manifest, test)
    for failure in found:
        print(f"FAILED: {failure}")
    if not found:
        print(f"passed: {manifest['name']} {manifest['version']}, {manifest['sha256'][:12]}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
