"""Builds the ONNX graph node by node, without constants that an engine would have to fold."""

from __future__ import annotations

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from .folding import SCALE, SHIFT, FoldedNet
from .quantization import integers

OPSET = 13


def build(network: FoldedNet, version: str) -> bytes:
    """Returns the network as an ONNX file with weights of 8 bits.

    `version` is the semantic version of the model; its major number becomes `model_version`.
    """
    nodes, initializers = [], []

    def constant(name: str, value: np.ndarray) -> str:
        initializers.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(kind: str, inputs: list[str], output: str, **attributes) -> str:
        nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def weight(name: str, layer: nn.Conv2d | nn.Linear) -> str:
        values, scale = integers(layer).numpy(), layer.scale.numpy()
        assert np.array_equal(values * scale, layer.weight.numpy()), f"{name} is not quantized"
        cast = node(
            "Cast", [constant(f"{name}_int8", values)], f"{name}_float", to=TensorProto.FLOAT
        )
        return node("Mul", [cast, constant(f"{name}_scale", scale)], name)

    axis = constant("channel_axis", np.array([1], np.int64))
    x = node("Cast", ["image"], "image_float", to=TensorProto.FLOAT)
    x = node("Unsqueeze", [x, axis], "image_channel")
    x = node("Sub", [x, constant("mean", np.array(SHIFT, np.float32))], "image_centred")
    x = node("Mul", [x, constant("scale", np.array(SCALE, np.float32))], "image_normalised")
    for index, conv in enumerate(network.convs, 1):
        kernel = weight(f"conv{index}_weight", conv)
        bias = constant(f"conv{index}_bias", conv.bias.numpy())
        pads = [conv.padding[0]] * 4
        x = node(
            "Conv",
            [x, kernel, bias],
            f"conv{index}",
            kernel_shape=list(conv.kernel_size),
            pads=pads,
        )
        if index - 1 in network.pool_after:
            x = node("MaxPool", [x], f"pool{index}", kernel_shape=[2, 2], strides=[2, 2])
        x = node("Relu", [x], f"relu{index}")
    x = node("Flatten", [x], "features", axis=1)
    for name, layer in (("digit", network.digit), ("is_digit", network.is_digit)):
        parameters = [
            weight(f"{name}_weight", layer),
            constant(f"{name}_bias", layer.bias.numpy()),
        ]
        node("Gemm", [x, *parameters], f"{name}_logit", transB=1)
    scaled = node(
        "Div", ["digit_logit", constant("temperature", network.temperature.numpy())], "digit_scaled"
    )
    node("Softmax", [scaled], "probabilities", axis=1)
    node("Squeeze", [node("Sigmoid", ["is_digit_logit"], "score_column"), axis], "score")

    graph = helper.make_graph(
        nodes, "mnist",
        [helper.make_tensor_value_info("image", TensorProto.UINT8, ["N", 28, 28])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["N", 10]),
         helper.make_tensor_value_info("score", TensorProto.FLOAT, ["N"])],
        initializers,
    )  # fmt: skip
    model = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", OPSET)],
        producer_name="training",
        model_version=int(version.split(".")[0]),
    )
    # The lowest IR version that has this opset: engines reject files newer than themselves.
    model.ir_version = 7
    onnx.checker.check_model(model)
    return model.SerializeToString()
