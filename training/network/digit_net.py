"""The network that ships."""

from __future__ import annotations

from torch import nn

from .two_head_net import TwoHeadNet, conv_block

N_FEATURES = 64 * 3 * 3


class DigitNet(TwoHeadNet):
    """98K parameters, 4 M multiply-adds.

    A valid 5x5 convolution and a pool come first: on one thread, large feature maps cost more time
    than multiply-adds do.
    """

    def __init__(self) -> None:
        features = nn.Sequential(
            conv_block(1, 24, 5),
            nn.MaxPool2d(2),
            conv_block(24, 40, 3),
            conv_block(40, 48, 3, padding=1),
            nn.MaxPool2d(2),
            conv_block(48, 64, 3, padding=1),
            conv_block(64, 64, 3),
            nn.Flatten(),
        )
        super().__init__(features, N_FEATURES, dropout=0.3)
