"""The network of PyTorch's classic MNIST example."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class TutorialNet(nn.Module):
    """21,840 parameters. Returns log-probabilities [N,10]."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.conv2 = nn.Conv2d(10, 20, 5)
        self.conv2_drop = nn.Dropout2d()
        self.fc1 = nn.Linear(320, 50)
        self.fc2 = nn.Linear(50, 10)

    def forward(self, images: Tensor) -> Tensor:
        x = F.relu(F.max_pool2d(self.conv1(images), 2))
        x = F.relu(F.max_pool2d(self.conv2_drop(self.conv2(x)), 2))
        x = F.dropout(F.relu(self.fc1(torch.flatten(x, 1))), training=self.training)
        return F.log_softmax(self.fc2(x), dim=1)
