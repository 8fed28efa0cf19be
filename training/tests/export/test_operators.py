"""Operators that the built-in engine does not support, in the wording of the engine."""

from __future__ import annotations

import onnx
import pytest
from onnx import helper

from training.data.mnist import Mnist
from training.errors import TrainingError
from training.export import graph, operators
from training.export.check_model import find_failures
from training.export.manifest import Calibrated, Provenance, export
from training.export.write_model import write_model
from training.files import sha256


def model(*nodes: onnx.NodeProto, opset: int = 13) -> bytes:
    graph = helper.make_graph(list(nodes), "test", [], [])
    opsets = [helper.make_opsetid("com.example", 1), helper.make_opsetid("", opset)]
    return helper.make_model(graph, opset_imports=opsets).SerializeToString()


def node(operator: str, **attributes) -> onnx.NodeProto:
    return helper.make_node(operator, ["x"], ["y"], **attributes)


def with_leaky_relu(content: bytes) -> bytes:
    changed = onnx.load_from_string(content)
    for each in changed.graph.node:
        if each.op_type == "Relu":
            each.op_type = "LeakyRelu"
    return changed.SerializeToString()


@pytest.mark.parametrize(
    ("unsupported", "description"),
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
def test_unsupported_operators_and_attributes_are_described(
    unsupported: onnx.NodeProto, description: str
) -> None:
    assert operators.find_unsupported(model(unsupported)) == [description]


@pytest.mark.parametrize("opset", [12, 22])
def test_an_unsupported_operator_set_is_described(opset: int) -> None:
    description = f"operator set {opset} (13 to 21 are supported)"
    assert operators.find_unsupported(model(opset=opset)) == [description]


def test_repeated_problems_are_described_once() -> None:
    leaky, conv = node("LeakyRelu"), node("Conv", group=2, dilations=[2, 2])
    assert operators.find_unsupported(model(leaky, conv, leaky)) == [
        "operator LeakyRelu",
        "Conv with dilations = [2,2]",
        "Conv with group = 2",
    ]


@pytest.mark.parametrize(
    "supported",
    [
        node("Softmax", axis=-1),
        node("Gemm", alpha=1.0, beta=1.0, transA=0, transB=1),
        node("Conv", group=1, kernel_shape=[7, 2], pads=[3, 0, 1, 2], strides=[4, 1]),
        node("MaxPool", kernel_shape=[3, 2], strides=[2, 1], pads=[0, 0, 0, 0]),
    ],
)
def test_supported_attributes_are_accepted(supported: onnx.NodeProto) -> None:
    assert operators.find_unsupported(model(supported)) == []


def test_the_shipped_model_is_supported(shipped) -> None:
    assert operators.find_unsupported(shipped[0]) == []


def test_a_model_with_an_unsupported_operator_fails_its_checks(shipped) -> None:
    content, manifest = with_leaky_relu(shipped[0]), shipped[1]
    manifest |= {"sha256": sha256(content), "bytes": len(content)}
    assert find_failures(content, manifest) == ["the built-in engine cannot run operator LeakyRelu"]


def test_a_model_with_an_unsupported_operator_is_not_written(shipped, tmp_path) -> None:
    content, manifest = with_leaky_relu(shipped[0]), shipped[1]
    manifest |= {"sha256": sha256(content), "bytes": len(content)}
    with pytest.raises(TrainingError, match="cannot run operator LeakyRelu"):
        write_model(content, manifest, tmp_path / "model")
    assert list(tmp_path.iterdir()) == []


def test_export_rejects_an_unsupported_operator_before_it_measures(
    folded, digits, synthetic, recipe, monkeypatch
) -> None:
    build = graph.build
    monkeypatch.setattr(graph, "build", lambda *arguments: with_leaky_relu(build(*arguments)))
    monkeypatch.setattr("training.report.metrics.summarize", lambda *_: pytest.fail("measured"))
    mnist = Mnist(digits, digits, digits)
    with pytest.raises(TrainingError) as error:
        export(Calibrated(folded, {}, {}), mnist, synthetic, Provenance(recipe, 1, {}), [])
    assert str(error.value) == (
        "Expected a model that the built-in engine can run but it has operator LeakyRelu. "
        "Use what src/engine/operators.json lists, or extend the engine and the list."
    )
