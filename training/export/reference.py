"""The reference executor: runs an exported file node by node in PyTorch."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor
from torch.nn import functional as F


def _conv(x: Tensor, kernel: Tensor, bias: Tensor, a: dict) -> Tensor:
    return F.conv2d(x, kernel, bias, padding=a["pads"][0])


def _gemm(x: Tensor, weight: Tensor, bias: Tensor, a: dict) -> Tensor:
    assert a["transB"] == 1
    return F.linear(x, weight, bias)


def _max_pool(x: Tensor, a: dict) -> Tensor:
    return F.max_pool2d(x, a["kernel_shape"], a["strides"])


OPERATORS: dict[str, Callable[..., Tensor]] = {
    "Cast": lambda x, a: x.float(),
    "Unsqueeze": lambda x, axis, a: x.unsqueeze(int(axis)),
    "Squeeze": lambda x, axis, a: x.squeeze(int(axis)),
    "Sub": lambda x, y, a: x - y,
    "Mul": lambda x, y, a: x * y,
    "Div": lambda x, y, a: x / y,
    "Conv": _conv,
    "Relu": lambda x, a: F.relu(x),
    "MaxPool": _max_pool,
    "Flatten": lambda x, a: torch.flatten(x, a["axis"]),
    "Gemm": _gemm,
    "Softmax": lambda x, a: torch.softmax(x, a["axis"]),
    "Sigmoid": lambda x, a: torch.sigmoid(x),
}


@torch.no_grad()
def run(content: bytes, images: np.ndarray, batch_size: int = 500) -> tuple[np.ndarray, np.ndarray]:
    """Runs an ONNX file on uint8 [N,28,28]; returns probabilities [N,10] and scores [N]."""
    graph = onnx.load_from_string(content).graph
    constants = {i.name: torch.tensor(numpy_helper.to_array(i)) for i in graph.initializer}
    outputs = []
    for start in range(0, len(images), batch_size):
        values = {**constants, "image": torch.tensor(images[start : start + batch_size])}
        for node in graph.node:
            attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
            values[node.output[0]] = OPERATORS[node.op_type](
                *(values[name] for name in node.input), attributes
            )
        outputs.append((values["probabilities"], values["score"]))
    return torch.cat([p for p, _ in outputs]).numpy(), torch.cat([s for _, s in outputs]).numpy()
