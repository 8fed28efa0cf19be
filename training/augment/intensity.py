"""Augmentation of pixel values: stroke width, sharpness, contrast, ruled lines and noise.

Every function takes and returns float [N,1,28,28], 0 background to 255 ink.
"""

from __future__ import annotations

import torch
from torch import Generator, Tensor
from torch.nn import functional as F

from ..data.rasterize import SIDE
from .random import symmetric, uniform

COARSE_SIDES = (14, 17, 20, 22)
"""Sides of the frame in which a digit is 10, 12, 14 and 16 pixels high."""


def dilate(images: Tensor, generator: Generator) -> Tensor:
    """Widens strokes by up to one pixel on each side."""
    return torch.lerp(images, F.max_pool2d(images, 3, 1, 1), _amount(images, generator))


def erode(images: Tensor, generator: Generator) -> Tensor:
    """Narrows strokes by up to half a pixel on each side and restores their peak."""
    eroded = -torch.maximum(
        F.max_pool2d(-images, (3, 1), 1, (1, 0)), F.max_pool2d(-images, (1, 3), 1, (0, 1))
    )
    narrowed = torch.lerp(images, eroded, _amount(images, generator))
    # Without this, a stroke of one pixel would vanish.
    peak = narrowed.amax((2, 3), keepdim=True).clamp_min(1)
    return narrowed * (images.amax((2, 3), keepdim=True) / peak).clamp(1, 2.5)


def blur(images: Tensor, generator: Generator) -> Tensor:
    """Blends with a 3x3 binomial filter."""
    kernel = images.new_tensor([1.0, 2.0, 1.0])
    kernel = (kernel[:, None] * kernel / 16).view(1, 1, 3, 3)
    return torch.lerp(images, F.conv2d(images, kernel, padding=1), _amount(images, generator))


def coarsen(images: Tensor, generator: Generator) -> Tensor:
    """Reduces the resolution by a factor of 1.25 to 2; makes one raster of two two-valued."""
    sides = torch.tensor(COARSE_SIDES)[
        torch.randint(len(COARSE_SIDES), (len(images),), generator=generator)
    ]
    two_valued = uniform(len(images), generator) < 0.5
    coarse = torch.empty_like(images)
    for side in COARSE_SIDES:
        rows = (sides == side).nonzero().squeeze(1)
        if not len(rows):
            continue
        small = F.interpolate(images[rows], (side, side), mode="area")
        half = small.amax((1, 2, 3), keepdim=True) / 2
        binary = (small > half) * 255.0
        small = torch.where(two_valued[rows].view(-1, 1, 1, 1), binary, small)
        coarse[rows] = F.interpolate(small, (SIDE, SIDE), mode="bilinear", align_corners=False)
    return coarse


def fade(images: Tensor, generator: Generator, min_contrast: float) -> Tensor:
    """Lowers the contrast to `min_contrast` to 1 and applies a gamma of exp(-0.6) to exp(0.6)."""
    n = len(images)
    contrast = 1 - (1 - min_contrast) * uniform(n, generator).view(-1, 1, 1, 1)
    gamma = torch.exp(symmetric(n, generator, 0.6)).view(-1, 1, 1, 1)
    return (images.clamp(0, 255) / 255) ** gamma * 255 * contrast


def draw_line(images: Tensor, generator: Generator) -> Tensor:
    """Draws part of a horizontal or vertical ruled line, one pixel wide."""
    n = len(images)
    horizontal = uniform(n, generator) < 0.6
    position = torch.randint(1, SIDE - 1, (n,), generator=generator)
    ink = 60 + 120 * uniform(n, generator)
    start = torch.randint(0, 16, (n,), generator=generator)
    length = torch.randint(6, SIDE, (n,), generator=generator)
    pixels = torch.arange(SIDE)
    on_line = pixels == position[:, None]
    within = (pixels >= start[:, None]) & (pixels < (start + length)[:, None])
    lines = on_line[:, :, None] & within[:, None, :]
    lines = torch.where(horizontal[:, None, None], lines, lines.transpose(1, 2))
    return torch.maximum(images, (lines * ink[:, None, None]).unsqueeze(1))


def add_noise(images: Tensor, generator: Generator) -> Tensor:
    """Adds Gaussian noise with a standard deviation of up to 18."""
    noise = torch.randn(images.shape, generator=generator)
    return images + noise * 18 * _amount(images, generator)


def _amount(images: Tensor, generator: Generator) -> Tensor:
    """Returns a strength of 0..1 for every raster, float [N,1,1,1]."""
    return uniform(len(images), generator).view(-1, 1, 1, 1)
