"""Weights of 8 bits."""

from __future__ import annotations

import torch
from torch import nn

from training.export.quantization import integers, quantize


def layer() -> nn.Conv2d:
    torch.manual_seed(1)
    return nn.Conv2d(3, 4, 3).requires_grad_(False)


def test_the_largest_weight_of_each_channel_is_kept() -> None:
    quantized, original = layer(), layer()
    quantize(quantized)
    largest = original.weight.flatten(1).abs().amax(1)
    assert torch.allclose(quantized.weight.flatten(1).abs().amax(1), largest)


def test_a_weight_changes_by_no_more_than_half_a_step() -> None:
    quantized, original = layer(), layer()
    quantize(quantized)
    change = (quantized.weight - original.weight).abs() / quantized.scale
    assert change.max() <= 0.5 + 1e-4


def test_the_integers_times_the_scale_are_the_weights() -> None:
    quantized = layer()
    quantize(quantized)
    assert torch.equal(integers(quantized).float() * quantized.scale, quantized.weight)


def test_a_channel_of_zeros_stays_zero() -> None:
    empty = layer()
    empty.weight[1] = 0
    quantize(empty)
    assert not empty.weight[1].any() and empty.weight.isfinite().all()
