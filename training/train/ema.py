"""The exponential moving average of the weights, which is what ships."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel


def average_of(network: nn.Module, decay: float) -> AveragedModel:
    """Returns an average of weights and batch statistics, to be updated after every step.

    The decay rises from 1/10 to `decay`, so that the random initial weights are soon forgotten.
    """

    def average(averaged: Tensor, current: Tensor, n_averaged: Tensor) -> Tensor:
        if not averaged.is_floating_point():
            return current
        n = int(n_averaged)
        return torch.lerp(averaged, current, 1 - min(decay, (n + 1) / (n + 10)))

    return AveragedModel(network, avg_fn=average, use_buffers=True).eval().requires_grad_(False)
