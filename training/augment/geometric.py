"""Geometric augmentation: affine and elastic distortion.

Elastic distortion: P. Simard, D. Steinkraus, J. Platt, "Best Practices for Convolutional Neural
Networks Applied to Visual Document Analysis", ICDAR 2003.
"""

from __future__ import annotations

import math

import torch
from torch import Generator, Tensor
from torch.nn import functional as F

from ..data.rasterize import BOX, INK_THRESHOLD, SIDE
from .config import AugmentationConfig
from .random import symmetric, uniform


def distort(images: Tensor, generator: Generator, config: AugmentationConfig) -> Tensor:
    """Applies an affine and an elastic distortion to float [N,1,28,28] in one resampling."""
    n = len(images)
    rotation = symmetric(n, generator, config.rotation * math.pi / 180)
    scale = 1 + symmetric(n, generator, config.scale)
    if config.shrink_probability:
        shrunk = uniform(n, generator) < config.shrink_probability
        scale = torch.where(shrunk, scale * (0.7 + 0.3 * uniform(n, generator)), scale)
    aspect = torch.exp(torch.randn(n, generator=generator) * config.aspect / 2)
    shear = symmetric(n, generator, config.shear)
    # `affine_grid` maps output to input coordinates, so sizes are divided by the scale.
    horizontal, vertical = aspect / scale, 1 / (aspect * scale)
    stretched = uniform(n, generator) < config.stretch_probability
    stretch = 1 + (_room(images) - 1) * uniform(n, generator)
    horizontal = torch.where(stretched, horizontal / stretch, horizontal)
    cos, sin = rotation.cos(), rotation.sin()
    matrix = torch.stack(
        [
            torch.stack([cos * horizontal, (shear * cos - sin) * vertical], 1),
            torch.stack([sin * horizontal, (shear * sin + cos) * vertical], 1),
        ],
        1,
    )
    # The coordinates of a grid are -1..1, so one pixel is 2 / SIDE.
    translation = symmetric(2 * n, generator, 2 * config.translation / SIDE).view(n, 2, 1)
    grid = F.affine_grid(
        torch.cat([matrix, translation], 2), list(images.shape), align_corners=False
    )
    control_points = torch.randn(n, 2, 5, 5, generator=generator) * (2 * config.elastic / SIDE)
    displacement = F.interpolate(control_points, (SIDE, SIDE), mode="bicubic", align_corners=True)
    return F.grid_sample(images, grid + displacement.permute(0, 2, 3, 1), align_corners=False)


def _room(images: Tensor) -> Tensor:
    """Returns the factors by which rasters can be widened until they fill the box, float [N]."""
    widths = (images.amax((1, 2)) > INK_THRESHOLD).sum(1)
    return (BOX / widths.clamp_min(BOX // 3)).clamp_min(1)
