"""The network that ships."""

from __future__ import annotations

from torch import Tensor, nn

N_FEATURES = 64 * 3 * 3


def conv_block(in_channels: int, out_channels: int, size: int, padding: int = 0) -> nn.Sequential:
    """Returns convolution, batch normalization and ReLU."""
    return nn.Sequential(
        # The batch normalization has the bias.
        nn.Conv2d(in_channels, out_channels, size, padding=padding, bias=False),
        nn.BatchNorm2d(out_channels),
        nn.ReLU(),
    )


class DigitNet(nn.Module):
    """A feature extractor with two linear heads: which digit, and whether it is a digit.

    98K parameters, 4 M multiply-adds. A valid 5x5 convolution and a pool come first: on one thread,
    large feature maps cost more time than multiply-adds do.

    Returns the logits of the ten digits [N,10] and the logit of "this is one digit" [N].
    """

    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(
            conv_block(1, 24, 5),
            nn.MaxPool2d(2),
            conv_block(24, 40, 3),
            conv_block(40, 48, 3, padding=1),
            nn.MaxPool2d(2),
            conv_block(48, 64, 3, padding=1),
            conv_block(64, 64, 3),
            nn.Flatten(),
        )
        self.dropout = nn.Dropout(0.3)
        self.digit = nn.Linear(N_FEATURES, 10)
        self.is_digit = nn.Linear(N_FEATURES, 1)

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        features = self.dropout(self.features(images))
        return self.digit(features), self.is_digit(features).squeeze(1)
