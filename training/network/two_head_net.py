"""The parts that the shipped network and its teachers share."""

from __future__ import annotations

from torch import Tensor, nn


def conv_block(in_channels: int, out_channels: int, size: int, padding: int = 0) -> nn.Sequential:
    """Returns convolution, batch normalization and ReLU."""
    return nn.Sequential(
        # The batch normalization has the bias.
        nn.Conv2d(in_channels, out_channels, size, padding=padding, bias=False),
        nn.BatchNorm2d(out_channels),
        nn.ReLU(),
    )


class TwoHeadNet(nn.Module):
    """A feature extractor with two linear heads: which digit, and whether it is a digit.

    Returns the logits of the ten digits [N,10] and the logit of "this is one digit" [N].
    """

    def __init__(self, features: nn.Sequential, n_features: int, dropout: float) -> None:
        super().__init__()
        self.features = features
        self.dropout = nn.Dropout(dropout)
        self.digit = nn.Linear(n_features, 10)
        self.is_digit = nn.Linear(n_features, 1)

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        features = self.dropout(self.features(images))
        return self.digit(features), self.is_digit(features).squeeze(1)
