"""Uniform random numbers from a `torch.Generator`."""

from __future__ import annotations

import torch
from torch import Generator, Tensor


def uniform(n: int, generator: Generator) -> Tensor:
    """Returns `n` values in 0..1, float [n]."""
    return torch.rand(n, generator=generator)


def symmetric(n: int, generator: Generator, limit: float) -> Tensor:
    """Returns `n` values in -limit..limit, float [n]."""
    return (2 * uniform(n, generator) - 1) * limit
