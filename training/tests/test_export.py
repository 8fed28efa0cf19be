"""From a network to model/: the same numbers, past the gate, whole or not at all."""

from __future__ import annotations

import base64
import copy
import json
import os
import shutil
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch

from training import card, gate, graph, interpret
from training.data import Digits, normalise
from training.deploy import Deployed, deploy, run
from training.errors import TrainingError
from training.network import DigitNet
from training.publish import publish

PARITY = gate.MODEL.parent / "test" / "fixtures" / "parity.json"


@pytest.fixture(scope="module")
def network(digits: Digits) -> DigitNet:
    """Untrained, but with batch statistics that differ from nothing."""
    torch.manual_seed(5)
    network = DigitNet()
    with torch.no_grad():
        for _ in range(5):
            network(normalise(torch.tensor(digits.images).float().unsqueeze(1)))
    return network.eval()


@pytest.fixture(scope="module")
def deployed(network: DigitNet) -> Deployed:
    deployed = deploy(network)
    deployed.temperature.fill_(0.7)
    return deployed


@pytest.fixture(scope="module")
def content(deployed: Deployed) -> bytes:
    return graph.build(deployed, "1.0.0")


@pytest.fixture
def shipped() -> tuple[bytes, dict]:
    """The model of this repository."""
    manifest = json.loads((gate.MODEL / "manifest.json").read_text())
    return (gate.MODEL / manifest["file"]).read_bytes(), manifest


def test_folding_changes_no_logit_by_more_than_rounding_does(network, deployed, digits) -> None:
    with torch.no_grad():
        expected = network(normalise(torch.tensor(digits.images).float().unsqueeze(1)))[0]
        assert torch.allclose(deployed.logits(torch.tensor(digits.images))[0], expected, atol=0.01)


def test_the_exported_file_answers_as_pytorch_does(deployed, content, digits) -> None:
    expected, answered = run(deployed, digits.images), interpret.run(content, digits.images)
    for ours, theirs in zip(expected, answered, strict=True):
        assert np.abs(ours - theirs).max() < 1e-6


def test_the_exported_file_keeps_the_contract(content) -> None:
    model = onnx.load_from_string(content)
    described = [
        (
            value.name,
            value.type.tensor_type.elem_type,
            [side.dim_param or side.dim_value for side in value.type.tensor_type.shape.dim],
        )
        for value in [*model.graph.input, *model.graph.output]
    ]
    assert described == [
        ("image", onnx.TensorProto.UINT8, ["N", 28, 28]),
        ("probabilities", onnx.TensorProto.FLOAT, ["N", 10]),
        ("score", onnx.TensorProto.FLOAT, ["N"]),
    ]


def test_the_exported_file_leaves_nothing_to_fold(content) -> None:
    kinds = {node.op_type for node in onnx.load_from_string(content).graph.node}
    assert "BatchNormalization" not in kinds and "Dropout" not in kinds and "Constant" not in kinds


def test_exporting_twice_gives_the_same_bytes(deployed, content) -> None:
    assert graph.build(deployed, "1.0.0") == content


def test_the_shipped_model_passes_its_gate(shipped) -> None:
    assert gate.failures(*shipped) == []


def test_the_shipped_model_is_as_good_as_its_manifest_says(shipped, mnist) -> None:
    assert gate.failures(*shipped, mnist.test) == []


def test_the_shipped_model_answers_its_parity_vectors(shipped) -> None:
    vectors = json.loads(PARITY.read_text())["vectors"]
    rasters = np.stack(
        [np.frombuffer(base64.b64decode(v["raster"]), np.uint8).reshape(28, 28) for v in vectors]
    )
    probabilities, scores = interpret.run(shipped[0], rasters)
    assert np.abs(probabilities - [v["probabilities"] for v in vectors]).max() < 1e-5
    assert np.abs(scores - [v["score"] for v in vectors]).max() < 1e-5


def spoil_accuracy(content: bytes, manifest: dict) -> bytes:
    manifest["metrics"][0]["accuracy"] = 0.9
    return content


def spoil_calibration(content: bytes, manifest: dict) -> bytes:
    manifest["metrics"][0]["ece"] = 0.2
    return content


def spoil_rejection(content: bytes, manifest: dict) -> bytes:
    manifest["rejection"]["falseAccepts95"] = 0.2
    return content


def spoil_size(content: bytes, manifest: dict) -> bytes:
    manifest["bars"]["bytes"] = 10_000
    return content


def spoil_golden(content: bytes, manifest: dict) -> bytes:
    manifest["golden"][3]["score"] -= 0.01
    return content


def spoil_byte(content: bytes, manifest: dict) -> bytes:
    return content[:5000] + bytes([content[5000] ^ 1]) + content[5001:]


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (spoil_accuracy, "accuracy 0.9 "),
        (spoil_calibration, "calibration error 0.2 "),
        (spoil_rejection, "of negatives accepted"),
        (spoil_size, "bytes, the manifest says"),
        (spoil_golden, "the golden 3 differs"),
        (spoil_byte, "sha256 is"),
    ],
)
def test_the_gate_refuses(spoil, complaint: str, shipped) -> None:
    content, manifest = shipped
    (failure,) = gate.failures(spoil(content, manifest), manifest)
    assert complaint in failure


def test_a_model_that_fails_its_gate_is_not_exported(shipped, tmp_path: Path) -> None:
    content, manifest = shipped
    spoil_accuracy(content, manifest)
    with pytest.raises(TrainingError, match="Nothing was exported"):
        publish(content, manifest, tmp_path / "model")
    assert list(tmp_path.iterdir()) == []


def test_an_untrained_network_does_not_pass_for_the_shipped_one(content, shipped) -> None:
    manifest = shipped[1]
    manifest["sha256"], manifest["bytes"] = gate.sha256(content), len(content)
    assert any("golden" in failure for failure in gate.failures(content, manifest))


def test_an_interrupted_export_leaves_the_model_before_it(
    shipped, tmp_path: Path, monkeypatch
) -> None:
    folder = tmp_path / "model"
    publish(*shipped, folder)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    renamed = copy.deepcopy(shipped[1])
    renamed["version"] = "9.9.9"
    monkeypatch.setattr(
        "training.publish.card.render", lambda _: (_ for _ in ()).throw(KeyboardInterrupt)
    )
    with pytest.raises(KeyboardInterrupt):
        publish(shipped[0], renamed, folder)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    assert [file.name for file in tmp_path.iterdir()] == ["model"]


def test_an_export_that_cannot_be_moved_into_place_leaves_the_model_before_it(
    shipped, tmp_path: Path, monkeypatch
) -> None:
    folder = tmp_path / "model"
    publish(*shipped, folder)
    real = os.replace

    def refuse(source, target) -> None:
        if Path(target) == folder and ".part" in str(source):
            raise OSError("disk is full")
        real(source, target)

    monkeypatch.setattr("training.publish.os.replace", refuse)
    with pytest.raises(OSError, match="disk is full"):
        publish(*shipped, folder)
    assert (folder / "manifest.json").exists()


def test_an_export_replaces_everything_at_once(shipped, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "of-an-older-model.svg").write_text("")
    publish(*shipped, folder, {"new.svg": b"<svg/>"})
    assert sorted(file.name for file in folder.iterdir()) == [
        "README.md",
        "manifest.json",
        "mnist.onnx",
        "new.svg",
    ]


def test_the_card_of_the_shipped_model_is_up_to_date() -> None:
    assert card.main(["--check"]) == 0


def test_a_card_that_somebody_edited_is_found_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shutil.copytree(gate.MODEL, tmp_path / "model")
    (folder / "README.md").write_text("# Better than it is\n")
    assert card.main(["--check", "--model", str(folder)]) == 1
    assert "is not what manifest.json says" in capsys.readouterr().out


def test_the_card_is_written_from_the_manifest(tmp_path: Path) -> None:
    folder = shutil.copytree(gate.MODEL, tmp_path / "model")
    (folder / "README.md").unlink()
    assert card.main(["--model", str(folder)]) == 0
    assert card.main(["--check", "--model", str(folder)]) == 0
