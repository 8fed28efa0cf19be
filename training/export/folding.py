"""The network that ships: batch normalization folded, weights rounded to 8 bits.

All metrics, thresholds and parity vectors are computed with this network.
"""

from __future__ import annotations

import copy

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.fusion import fuse_conv_bn_eval

from ..data.mnist import MEAN, STD
from ..network.digit_net import DigitNet
from .quantization import quantize

SCALE = float(np.float32(1 / (255 * STD)))
SHIFT = float(np.float32(255 * MEAN))
"""A pixel is normalized to (pixel - SHIFT) * SCALE."""

BATCH = 500


class FoldedNet(nn.Module):
    """uint8 [N,28,28] -> probabilities float32 [N,10] and score float32 [N], both 0..1."""

    def __init__(
        self, convs: list[nn.Conv2d], pool_after: set[int], digit: nn.Linear, is_digit: nn.Linear
    ) -> None:
        super().__init__()
        self.convs = nn.ModuleList(convs)
        self.pool_after = pool_after
        self.digit = digit
        self.is_digit = is_digit
        self.register_buffer("temperature", torch.tensor(1.0))

    def logits(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Returns digit logits [N,10], not divided by the temperature, and score logits [N]."""
        x = (images.unsqueeze(1).float() - SHIFT) * SCALE
        for index, conv in enumerate(self.convs):
            x = conv(x)
            # Max pooling and ReLU commute; pooling first leaves a quarter of the values.
            if index in self.pool_after:
                x = F.max_pool2d(x, 2)
            x = F.relu(x)
        x = torch.flatten(x, 1)
        return self.digit(x), self.is_digit(x).squeeze(1)

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        digit, is_digit = self.logits(images)
        return torch.softmax(digit / self.temperature, 1), torch.sigmoid(is_digit)

    @torch.no_grad()
    def predict(self, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Returns probabilities [N,10] and scores [N] for uint8 [N,28,28]."""
        outputs = [self(batch) for batch in torch.tensor(images).split(BATCH)]
        return torch.cat([p for p, _ in outputs]).numpy(), torch.cat(
            [s for _, s in outputs]
        ).numpy()

    @torch.no_grad()
    def predict_logits(self, images: np.ndarray) -> np.ndarray:
        """Returns digit logits [N,10], not divided by the temperature, for uint8 [N,28,28]."""
        return torch.cat(
            [self.logits(batch)[0] for batch in torch.tensor(images).split(BATCH)]
        ).numpy()


@torch.no_grad()
def fold(network: DigitNet) -> FoldedNet:
    """Folds the batch normalization of a network in evaluation mode and rounds the weights."""
    convs: list[nn.Conv2d] = []
    pool_after: set[int] = set()
    for layer in network.features:
        if isinstance(layer, nn.MaxPool2d):
            pool_after.add(len(convs) - 1)
        elif isinstance(layer, nn.Sequential):
            # Folded in double precision, so that the weights are rounded only once.
            conv, norm, _ = copy.deepcopy(layer).double()
            convs.append(fuse_conv_bn_eval(conv, norm).float())
    heads = copy.deepcopy(network.digit), copy.deepcopy(network.is_digit)
    for layer in (*convs, *heads):
        quantize(layer)
    return FoldedNet(convs, pool_after, *heads).eval().requires_grad_(False)
