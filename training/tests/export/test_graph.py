"""Folding and the ONNX graph."""

from __future__ import annotations

import numpy as np
import onnx
import torch

from training.data.mnist import normalize
from training.export import graph, reference


def test_folding_changes_logits_by_no_more_than_rounding(network, folded, digits) -> None:
    images = torch.tensor(digits.images)
    with torch.no_grad():
        expected = network(normalize(images.float().unsqueeze(1)))[0]
        assert torch.allclose(folded.logits(images)[0], expected, atol=0.01)


def test_folding_leaves_the_trained_network_unchanged(network, folded) -> None:
    assert network.features[0][0].weight.dtype == torch.float32
    assert isinstance(network.features[0][1], torch.nn.BatchNorm2d)


def test_the_reference_executor_gives_the_outputs_of_pytorch(folded, content, digits) -> None:
    expected, actual = folded.predict(digits.images), reference.run(content, digits.images)
    for ours, theirs in zip(expected, actual, strict=True):
        assert np.abs(ours - theirs).max() < 1e-6


def test_the_exported_file_has_the_inputs_and_outputs_of_the_contract(content) -> None:
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


def test_the_exported_file_has_nothing_left_to_fold(content) -> None:
    operators = {node.op_type for node in onnx.load_from_string(content).graph.node}
    assert not operators & {"BatchNormalization", "Dropout", "Constant"}


def test_exporting_twice_gives_the_same_bytes(folded, content) -> None:
    assert graph.build(folded, "1.0.0") == content
