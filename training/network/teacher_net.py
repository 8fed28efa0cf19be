"""The teacher for knowledge distillation."""

from __future__ import annotations

from torch import nn

from .two_head_net import TwoHeadNet, conv_block


class TeacherNet(TwoHeadNet):
    """291K parameters, ten times the multiply-adds of `DigitNet`. It never ships."""

    def __init__(self) -> None:
        features = nn.Sequential(
            conv_block(1, 32, 5),
            nn.MaxPool2d(2),
            conv_block(32, 64, 3, padding=1),
            conv_block(64, 64, 3, padding=1),
            nn.MaxPool2d(2),
            conv_block(64, 128, 3, padding=1),
            conv_block(128, 128, 3, padding=1),
            nn.MaxPool2d(2),
            nn.Flatten(),
        )
        super().__init__(features, 128 * 3 * 3, dropout=0.4)
