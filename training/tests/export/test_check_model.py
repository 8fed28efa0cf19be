"""The checks of the shipped model."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

import numpy as np
import pytest

from training.export import reference
from training.export.check_model import find_failures, main
from training.files import sha256
from training.paths import PARITY_VECTORS


def test_the_shipped_model_passes(shipped) -> None:
    assert find_failures(*shipped) == []


def test_the_shipped_model_has_the_accuracy_of_its_manifest(shipped, mnist) -> None:
    assert find_failures(*shipped, mnist.test) == []


def test_the_shipped_model_gives_the_outputs_of_the_parity_vectors(shipped) -> None:
    vectors = json.loads(PARITY_VECTORS.read_text())["vectors"]
    rasters = np.stack(
        [np.frombuffer(base64.b64decode(v["raster"]), np.uint8).reshape(28, 28) for v in vectors]
    )
    probabilities, scores = reference.run(shipped[0], rasters)
    assert np.abs(probabilities - [v["probabilities"] for v in vectors]).max() < 1e-5
    assert np.abs(scores - [v["score"] for v in vectors]).max() < 1e-5


def lower_accuracy(content: bytes, manifest: dict) -> bytes:
    manifest["card"]["metrics"][0]["accuracy"] = 0.9
    return content


def raise_calibration_error(content: bytes, manifest: dict) -> bytes:
    manifest["card"]["metrics"][0]["ece"] = 0.2
    return content


def raise_false_accepts(content: bytes, manifest: dict) -> bytes:
    manifest["card"]["rejection"]["falseAccepts95"] = 0.2
    return content


def lower_size_limit(content: bytes, manifest: dict) -> bytes:
    manifest["qualityThresholds"]["maxBytes"] = 10_000
    return content


def change_golden_score(content: bytes, manifest: dict) -> bytes:
    manifest["golden"][3]["score"] -= 0.01
    return content


def remove_labels(content: bytes, manifest: dict) -> bytes:
    del manifest["labels"]
    return content


def flip_bit(content: bytes, manifest: dict) -> bytes:
    return content[:5000] + bytes([content[5000] ^ 1]) + content[5001:]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lower_accuracy, "accuracy 0.9 "),
        (raise_calibration_error, "calibration error 0.2 "),
        (raise_false_accepts, "false accepts 0.2, at most 0.05"),
        (lower_size_limit, "bytes, the manifest says"),
        (change_golden_score, "golden vector 3 differs"),
        (flip_bit, "SHA-256 is"),
        (remove_labels, "the manifest is invalid: $: 'labels' is a required property"),
    ],
)
def test_a_changed_model_or_manifest_fails(
    change: Callable[[bytes, dict], bytes], message: str, shipped
) -> None:
    content, manifest = shipped
    (failure,) = find_failures(change(content, manifest), manifest)
    assert message in failure


def test_another_network_fails_on_the_golden_vectors(content, manifest) -> None:
    manifest |= {"sha256": sha256(content), "bytes": len(content)}
    assert any("golden" in failure for failure in find_failures(content, manifest))


def test_missing_data_is_an_error_if_its_folder_was_given(tmp_path, capsys) -> None:
    assert main(["--data", str(tmp_path)]) == 1
    assert "neither exists" in capsys.readouterr().err
