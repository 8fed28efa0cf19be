"""Troubles, made on the fly: what happens to a digit between a hand and a 28x28 raster.

Everything works on whole batches, uint8 [N,28,28] in, float [N,1,28,28] in 0..255 out.

Elastic distortions: P. Simard, D. Steinkraus, J. Platt, "Best Practices for Convolutional Neural
Networks Applied to Visual Document Analysis", ICDAR 2003.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import torch
from torch import Generator, Tensor
from torch.nn import functional as F

SIDE = 28


@dataclass(frozen=True)
class Troubles:
    """How far each trouble goes; shares are probabilities a picture."""

    turn: float = 10.0
    """Rotation, degrees, uniform either way."""
    zoom: float = 0.12
    """Scale, as a share of 1, uniform either way."""
    small: float = 0.06
    """Share of pictures that are also shrunk, down to 0.7: a speck was framed with the digit."""
    stretch: float = 0.12
    """Height against width, standard deviation of its logarithm."""
    slant: float = 0.15
    """Horizontal shear, uniform either way."""
    move: float = 2.0
    """Shift, pixels, uniform either way."""
    elastic: float = 0.5
    """Displacement of the 5x5 control points, pixels, standard deviation."""
    thicker: float = 0.12
    thinner: float = 0.16
    blur: float = 0.10
    faint: float = 0.12
    dimmest: float = 0.35
    """What a faint pen leaves of the ink at least."""
    rules: float = 0.02
    grain: float = 0.05
    untouched: float = 0.25
    """Pictures that stay as they were written."""


USUAL = Troubles()


def trouble(images: Tensor, generator: Generator, how: Troubles = USUAL) -> Tensor:
    """Bend, thicken, thin, blur and dim a batch, each picture in its own way."""
    clean = images.float().unsqueeze(1)
    bent = bend(clean, generator, how)
    for change, share in (
        (thicken, how.thicker), (thin, how.thinner), (soften, how.blur),
        (partial(fade, dimmest=how.dimmest), how.faint), (rule, how.rules), (roughen, how.grain),
    ):  # fmt: skip
        bent = some(bent, share, change, generator)
    keep = _uniform(len(clean), generator) < how.untouched
    return torch.where(keep.view(-1, 1, 1, 1), clean, bent).clamp(0, 255)


def bend(images: Tensor, generator: Generator, how: Troubles) -> Tensor:
    """Affine and elastic distortion in one resampling."""
    n = len(images)
    turn = _uniform(n, generator, how.turn * math.pi / 180)
    zoom = 1 + _uniform(n, generator, how.zoom)
    if how.small:
        shrunk = _uniform(n, generator) < how.small
        zoom = torch.where(shrunk, zoom * (0.7 + 0.3 * _uniform(n, generator)), zoom)
    stretch = torch.exp(torch.randn(n, generator=generator) * how.stretch / 2)
    slant = _uniform(n, generator, how.slant)
    # Sampling goes from the result back to the source, so scales are divided by.
    across, down = stretch / zoom, 1 / (stretch * zoom)
    cos, sin = turn.cos(), turn.sin()
    matrix = torch.stack(
        [
            torch.stack([cos * across, (slant * cos - sin) * down], 1),
            torch.stack([sin * across, (slant * sin + cos) * down], 1),
        ],
        1,
    )
    move = _uniform(2 * n, generator, 2 * how.move / SIDE).view(n, 2, 1)
    grid = F.affine_grid(torch.cat([matrix, move], 2), list(images.shape), align_corners=False)
    knots = torch.randn(n, 2, 5, 5, generator=generator) * (2 * how.elastic / SIDE)
    waves = F.interpolate(knots, (SIDE, SIDE), mode="bicubic", align_corners=True)
    return F.grid_sample(images, grid + waves.permute(0, 2, 3, 1), align_corners=False)


def thicken(images: Tensor, generator: Generator) -> Tensor:
    """A broader pen: between nothing and one pixel on every side."""
    amount = _uniform(len(images), generator).view(-1, 1, 1, 1)
    return torch.lerp(images, F.max_pool2d(images, 3, 1, 1), amount)


def thin(images: Tensor, generator: Generator) -> Tensor:
    """A finer pen: between nothing and half a pixel off every side, ink kept strong."""
    cross = -torch.maximum(
        F.max_pool2d(-images, (3, 1), 1, (1, 0)), F.max_pool2d(-images, (1, 3), 1, (0, 1))
    )
    amount = _uniform(len(images), generator).view(-1, 1, 1, 1)
    thinner = torch.lerp(images, cross, amount)
    # A stroke one pixel wide would vanish: bring its peak back.
    peak = thinner.amax((2, 3), keepdim=True).clamp_min(1)
    return thinner * (images.amax((2, 3), keepdim=True) / peak).clamp(1, 2.5)


def soften(images: Tensor, generator: Generator) -> Tensor:
    """An unsharp lens."""
    kernel = images.new_tensor([1.0, 2.0, 1.0])
    kernel = (kernel[:, None] * kernel / 16).view(1, 1, 3, 3)
    amount = _uniform(len(images), generator).view(-1, 1, 1, 1)
    return torch.lerp(images, F.conv2d(images, kernel, padding=1), amount)


def fade(images: Tensor, generator: Generator, dimmest: float) -> Tensor:
    """A faint pen, or a hard one: contrast and the curve between background and ink."""
    n = len(images)
    strength = 1 - (1 - dimmest) * _uniform(n, generator).view(-1, 1, 1, 1)
    curve = torch.exp(_uniform(n, generator, 0.6)).view(-1, 1, 1, 1)
    return (images.clamp(0, 255) / 255) ** curve * 255 * strength


def rule(images: Tensor, generator: Generator) -> Tensor:
    """What is left of one ruled line."""
    n = len(images)
    horizontal = _uniform(n, generator) < 0.6
    at = torch.randint(1, SIDE - 1, (n,), generator=generator)
    ink = 60 + 120 * _uniform(n, generator)
    start = torch.randint(0, 16, (n,), generator=generator)
    length = torch.randint(6, SIDE, (n,), generator=generator)
    places = torch.arange(SIDE)
    on_line = places == at[:, None]
    within = (places >= start[:, None]) & (places < (start + length)[:, None])
    lines = on_line[:, :, None] & within[:, None, :]
    lines = torch.where(horizontal[:, None, None], lines, lines.transpose(1, 2))
    return torch.maximum(images, (lines * ink[:, None, None]).unsqueeze(1))


def roughen(images: Tensor, generator: Generator) -> Tensor:
    """Grain of paper and sensor."""
    grain = torch.randn(images.shape, generator=generator)
    return images + grain * 18 * _uniform(len(images), generator).view(-1, 1, 1, 1)


def some(
    images: Tensor, share: float, change: Callable[..., Tensor], generator: Generator
) -> Tensor:
    """Change a random share of the batch."""
    chosen = (_uniform(len(images), generator) < share).nonzero().squeeze(1)
    if not len(chosen):
        return images
    return images.index_copy(0, chosen, change(images[chosen], generator))


def _uniform(n: int, generator: Generator, reach: float | None = None) -> Tensor:
    """0..1, or -reach..reach."""
    values = torch.rand(n, generator=generator)
    return values if reach is None else (2 * values - 1) * reach
