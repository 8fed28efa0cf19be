"""An untrained network and its export."""

from __future__ import annotations

import pytest
import torch

from training.data.mnist import Digits, normalize
from training.export import graph
from training.export.folding import FoldedNet, fold
from training.network.digit_net import DigitNet


@pytest.fixture(scope="session")
def network(digits: Digits) -> DigitNet:
    """Untrained, but with batch statistics other than 0 and 1."""
    torch.manual_seed(5)
    network = DigitNet()
    with torch.no_grad():
        for _ in range(5):
            network(normalize(torch.tensor(digits.images).float().unsqueeze(1)))
    return network.eval()


@pytest.fixture(scope="session")
def folded(network: DigitNet) -> FoldedNet:
    folded = fold(network)
    folded.temperature.fill_(0.7)
    return folded


@pytest.fixture(scope="session")
def content(folded: FoldedNet) -> bytes:
    return graph.build(folded, "1.0.0")
