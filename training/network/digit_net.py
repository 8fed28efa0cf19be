"""The network that ships."""

from __future__ import annotations

from torch import nn

from .two_head_net import TwoHeadNet, conv_block

N_FEATURES = 80 * 4 * 4


class DigitNet(TwoHeadNet):
    """48K parameters, 1.4 M multiply-adds.

    A valid 5x5 convolution and a pool come first: on one thread, large feature maps cost more time
    than multiply-adds do.
    """

    def __init__(self) -> None:
        features = nn.Sequential(
            conv_block(1, 16, 5),
            nn.MaxPool2d(2),
            conv_block(16, 24, 3),
            conv_block(24, 32, 3),
            nn.MaxPool2d(2),
            conv_block(32, 80, 3, padding=1),
            nn.Flatten(),
        )
        super().__init__(features, N_FEATURES, dropout=0.3)
