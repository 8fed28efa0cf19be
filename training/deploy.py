"""The network as it ships: batch normalisation folded away, weights rounded to half precision.

Everything that is reported, and every parity vector, is computed with this very network.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .data import MEAN, STD
from .network import PENULTIMATE, DigitNet

SCALE = float(np.float32(1 / (255 * STD)))
SHIFT = float(np.float32(255 * MEAN))
"""Input bytes become (byte - SHIFT) * SCALE."""


class Deployed(nn.Module):
    """uint8 [N,28,28] -> probabilities float32 [N,10] and score float32 [N], both 0..1."""

    def __init__(self) -> None:
        super().__init__()
        self.convs = nn.ModuleList(
            [
                nn.Conv2d(1, 16, 5),
                nn.Conv2d(16, 24, 3),
                nn.Conv2d(24, 32, 3),
                nn.Conv2d(32, 80, 3, padding=1),
            ]
        )
        self.pool_after = (0, 2)
        self.digit = nn.Linear(PENULTIMATE, 10)
        self.is_digit = nn.Linear(PENULTIMATE, 1)
        self.register_buffer("temperature", torch.tensor(1.0))

    def logits(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Digit logits [N,10] before the temperature, and score logits [N]."""
        x = (images.unsqueeze(1).float() - SHIFT) * SCALE
        for index, conv in enumerate(self.convs):
            x = conv(x)
            # Pooling first gives the same numbers, and a quarter of them to rectify.
            if index in self.pool_after:
                x = F.max_pool2d(x, 2)
            x = F.relu(x)
        x = torch.flatten(x, 1)
        return self.digit(x), self.is_digit(x).squeeze(1)

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        digit, is_digit = self.logits(images)
        return torch.softmax(digit / self.temperature, 1), torch.sigmoid(is_digit)


@torch.no_grad()
def deploy(network: DigitNet) -> Deployed:
    """Fold and round a trained network."""
    deployed = Deployed().eval().requires_grad_(False)
    blocks = [block for block in network.features if isinstance(block, nn.Sequential)]
    for conv, (convolution, norm, _) in zip(deployed.convs, blocks, strict=True):
        gain = norm.weight.double() / torch.sqrt(norm.running_var.double() + norm.eps)
        conv.weight.copy_(convolution.weight.double() * gain.view(-1, 1, 1, 1))
        conv.bias.copy_(norm.bias.double() - norm.running_mean.double() * gain)
    deployed.digit.load_state_dict(network.digit.state_dict())
    deployed.is_digit.load_state_dict(network.is_digit.state_dict())
    for name, parameter in deployed.named_parameters():
        if name.endswith("weight"):
            parameter.copy_(parameter.half().float())
    return deployed


@torch.no_grad()
def run(deployed: Deployed, images: np.ndarray, batch: int = 500) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities [N,10] and scores [N] of uint8 [N,28,28], in batches."""
    parts = [deployed(torch.tensor(images[i : i + batch])) for i in range(0, len(images), batch)]
    return torch.cat([p for p, _ in parts]).numpy(), torch.cat([s for _, s in parts]).numpy()


@torch.no_grad()
def run_logits(deployed: Deployed, images: np.ndarray, batch: int = 500) -> np.ndarray:
    """Digit logits [N,10] before the temperature."""
    return torch.cat(
        [
            deployed.logits(torch.tensor(images[i : i + batch]))[0]
            for i in range(0, len(images), batch)
        ]
    ).numpy()
