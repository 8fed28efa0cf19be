"""The exponential moving average."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from training.train.ema import average_of


def test_the_average_starts_with_the_weights_after_the_first_step() -> None:
    network = nn.Linear(1, 1, bias=False)
    average = average_of(network, decay=0.999)
    nn.init.constant_(network.weight, 5.0)
    average.update_parameters(network)
    assert average.module.weight.item() == 5.0


def test_the_decay_rises_to_its_limit() -> None:
    network = nn.Linear(1, 1, bias=False)
    average = average_of(network, decay=0.5)
    for value in (0.0, 1.0):
        nn.init.constant_(network.weight, value)
        average.update_parameters(network)
    # The second step keeps 2/11 of the first; a constant decay of 0.5 would keep half.
    assert average.module.weight.item() == pytest.approx(9 / 11)
    average.n_averaged.fill_(1000)
    nn.init.constant_(network.weight, 0.0)
    average.update_parameters(network)
    assert average.module.weight.item() == pytest.approx(9 / 22)


def test_batch_statistics_are_averaged_and_counts_are_copied() -> None:
    network = nn.BatchNorm1d(2)
    average = average_of(network, decay=0.5)
    for value in (0.0, 4.0):
        network.running_mean.fill_(value)
        network.num_batches_tracked.fill_(int(value))
        average.update_parameters(network)
    assert 0 < average.module.running_mean[0] < 4
    assert average.module.num_batches_tracked == torch.tensor(4)
