"""Composes the augmentations."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import torch
from torch import Generator, Tensor

from .config import AugmentationConfig
from .geometric import distort
from .intensity import add_noise, blur, coarsen, dilate, draw_line, erode, fade
from .random import uniform

DEFAULT = AugmentationConfig()


def augment(images: Tensor, generator: Generator, config: AugmentationConfig = DEFAULT) -> Tensor:
    """Augments each raster of uint8 [N,28,28] independently; returns float [N,1,28,28], 0..255."""
    original = images.float().unsqueeze(1)
    augmented = distort(original, generator, config)
    for transform, probability in (
        (dilate, config.dilate_probability),
        (erode, config.erode_probability),
        (blur, config.blur_probability),
        (coarsen, config.coarsen_probability),
        (partial(fade, min_contrast=config.min_contrast), config.fade_probability),
        (draw_line, config.line_probability),
        (add_noise, config.noise_probability),
    ):
        augmented = _apply(transform, augmented, probability, generator)
    keep = uniform(len(original), generator) < config.identity_probability
    return torch.where(keep.view(-1, 1, 1, 1), original, augmented).clamp(0, 255)


def _apply(
    transform: Callable[[Tensor, Generator], Tensor],
    images: Tensor,
    probability: float,
    generator: Generator,
) -> Tensor:
    """Transforms a random subset of the batch."""
    selected = (uniform(len(images), generator) < probability).nonzero().squeeze(1)
    if not len(selected):
        return images
    return images.index_copy(0, selected, transform(images[selected], generator))
