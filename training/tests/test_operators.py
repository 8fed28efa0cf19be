"""What the built-in engine cannot run is refused at export, by the names that it has at load."""

from __future__ import annotations

import json

import onnx
import pytest
from onnx import helper

from training import export, gate, operators
from training.bank import Bank
from training.data import Digits, Mnist
from training.deploy import deploy
from training.errors import TrainingError
from training.network import DigitNet
from training.publish import publish
from training.recipes import Recipe


def model(*nodes: onnx.NodeProto, opset: int = 13) -> bytes:
    graph = helper.make_graph(list(nodes), "test", [], [])
    opsets = [helper.make_opsetid("com.example", 1), helper.make_opsetid("", opset)]
    return helper.make_model(graph, opset_imports=opsets).SerializeToString()


def node(operator: str, **attributes) -> onnx.NodeProto:
    return helper.make_node(operator, ["x"], ["y"], **attributes)


def shipped() -> tuple[bytes, dict]:
    manifest = json.loads((gate.MODEL / "manifest.json").read_text())
    return (gate.MODEL / manifest["file"]).read_bytes(), manifest


def with_leaky_relu(content: bytes) -> bytes:
    changed = onnx.load_from_string(content)
    for each in changed.graph.node:
        if each.op_type == "Relu":
            each.op_type = "LeakyRelu"
    return changed.SerializeToString()


@pytest.mark.parametrize(
    ("unknown", "named"),
    [
        (node("LeakyRelu", alpha=0.5), "operator LeakyRelu"),
        (node("Relu", domain="com.example"), "operator com.example.Relu"),
        (node("Conv", group=2), "Conv with group = 2"),
        (node("Conv", dilations=[2, 2]), "Conv with dilations = [2,2]"),
        (node("Conv", auto_pad="SAME_UPPER"), 'Conv with auto_pad = "SAME_UPPER"'),
        (node("Conv", padding=1), "Conv with padding = 1"),
        (node("MaxPool", pads=[1, 1, 1, 1]), "MaxPool with pads = [1,1,1,1]"),
        (node("MaxPool", dilations=[1, 2]), "MaxPool with dilations = [1,2]"),
        (node("Gemm", alpha=0.5), "Gemm with alpha = 0.5"),
        (node("Gemm", beta=2.0), "Gemm with beta = 2"),
        (node("Relu", slopes=[0.5]), 'Relu with slopes = "of type 6"'),
    ],
)
def test_what_the_engine_does_not_know_is_named(unknown: onnx.NodeProto, named: str) -> None:
    assert operators.unsupported(model(unknown)) == [named]


@pytest.mark.parametrize("opset", [12, 22])
def test_an_operator_set_that_the_engine_does_not_know_is_named(opset: int) -> None:
    named = f"operator set {opset} (13 to 21 are supported)"
    assert operators.unsupported(model(opset=opset)) == [named]


def test_everything_is_named_once() -> None:
    leaky, conv = node("LeakyRelu"), node("Conv", group=2, dilations=[2, 2])
    assert operators.unsupported(model(leaky, conv, leaky)) == [
        "operator LeakyRelu",
        "Conv with dilations = [2,2]",
        "Conv with group = 2",
    ]


@pytest.mark.parametrize(
    "known",
    [
        node("Softmax", axis=-1),
        node("Gemm", alpha=1.0, beta=1.0, transA=0, transB=1),
        node("Conv", group=1, kernel_shape=[7, 2], pads=[3, 0, 1, 2], strides=[4, 1]),
        node("MaxPool", kernel_shape=[3, 2], strides=[2, 1], pads=[0, 0, 0, 0]),
    ],
)
def test_what_the_engine_knows_is_not_named(known: onnx.NodeProto) -> None:
    assert operators.unsupported(model(known)) == []


def test_the_engine_can_run_the_shipped_model() -> None:
    assert operators.unsupported(shipped()[0]) == []


def test_the_gate_names_an_unknown_operator() -> None:
    content, manifest = with_leaky_relu(shipped()[0]), shipped()[1]
    manifest |= {"sha256": gate.sha256(content), "bytes": len(content)}
    assert gate.failures(content, manifest) == ["the built-in engine cannot run operator LeakyRelu"]


def test_a_model_with_an_unknown_operator_is_not_written(tmp_path) -> None:
    content, manifest = with_leaky_relu(shipped()[0]), shipped()[1]
    manifest |= {"sha256": gate.sha256(content), "bytes": len(content)}
    with pytest.raises(TrainingError, match="cannot run operator LeakyRelu"):
        publish(content, manifest, tmp_path / "model")
    assert list(tmp_path.iterdir()) == []


def test_the_export_refuses_an_unknown_operator_before_it_measures_anything(
    digits: Digits, bank: Bank, recipe: Recipe, monkeypatch
) -> None:
    build = export.graph.build
    monkeypatch.setattr(export.graph, "build", lambda *given: with_leaky_relu(build(*given)))
    monkeypatch.setattr(export.evaluate, "metrics", lambda *_: pytest.fail("measured"))
    with pytest.raises(TrainingError) as failure:
        export.export(deploy(DigitNet().eval()), {}, Mnist(digits, digits, digits), bank, recipe, 1)
    assert str(failure.value) == (
        "Expected a model that the built-in engine can run but it has operator LeakyRelu. "
        "Use what src/engine/operators.json lists, or teach the engine and add it there."
    )
