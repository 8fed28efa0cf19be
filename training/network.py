"""The networks, as PyTorch modules. Input float [N,1,28,28], normalised."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

PENULTIMATE = 80 * 4 * 4


def _block(inside: int, outside: int, size: int, padding: int = 0) -> nn.Sequential:
    # No bias: the batch normalisation that follows has one.
    return nn.Sequential(
        nn.Conv2d(inside, outside, size, padding=padding, bias=False),
        nn.BatchNorm2d(outside),
        nn.ReLU(),
    )


class DigitNet(nn.Module):
    """The network that ships: 48K parameters, 1.4 M multiply-adds.

    It shrinks early (a valid 5x5 convolution, then a pool) and keeps few, small maps: on one thread
    the number of large maps costs more time than the number of multiply-adds does.

    Returns logits of the ten digits [N,10] and the logit of "this is one digit" [N].
    """

    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(
            _block(1, 16, 5),
            nn.MaxPool2d(2),
            _block(16, 24, 3),
            _block(24, 32, 3),
            nn.MaxPool2d(2),
            _block(32, 80, 3, padding=1),
            nn.Flatten(),
        )
        self.dropout = nn.Dropout(0.3)
        self.digit = nn.Linear(PENULTIMATE, 10)
        self.is_digit = nn.Linear(PENULTIMATE, 1)

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        features = self.dropout(self.features(images))
        return self.digit(features), self.is_digit(features).squeeze(1)


class TeacherNet(nn.Module):
    """A network ten times as costly, which never ships: the small one learns from its opinions."""

    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(
            _block(1, 32, 5),
            nn.MaxPool2d(2),
            _block(32, 64, 3, padding=1),
            _block(64, 64, 3, padding=1),
            nn.MaxPool2d(2),
            _block(64, 128, 3, padding=1),
            _block(128, 128, 3, padding=1),
            nn.MaxPool2d(2),
            nn.Flatten(),
        )
        self.dropout = nn.Dropout(0.4)
        self.digit = nn.Linear(128 * 3 * 3, 10)
        self.is_digit = nn.Linear(128 * 3 * 3, 1)

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        features = self.dropout(self.features(images))
        return self.digit(features), self.is_digit(features).squeeze(1)


class TutorialNet(nn.Module):
    """The network of PyTorch's classic MNIST example, 21,840 parameters.

    Returns log-probabilities [N,10].
    """

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
