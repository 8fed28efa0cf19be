"""Augmentation."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch import Generator, Tensor

from training.augment import intensity
from training.augment.config import AugmentationConfig
from training.augment.geometric import distort
from training.augment.transform import augment
from training.data.mnist import Digits


def generator(seed: int = 1) -> Generator:
    return torch.Generator().manual_seed(seed)


@pytest.fixture
def stroke() -> Tensor:
    """A vertical stroke, one pixel wide, 64 times."""
    images = torch.zeros(64, 1, 28, 28)
    images[:, :, 4:24, 14] = 255
    return images


def test_augmentation_keeps_shape_and_range(digits: Digits) -> None:
    augmented = augment(torch.tensor(digits.images), generator())
    assert augmented.shape == (len(digits), 1, 28, 28)
    assert augmented.min() >= 0 and augmented.max() <= 255


def test_augmentation_changes_most_rasters(digits: Digits) -> None:
    images = torch.tensor(digits.images)
    augmented = augment(images, generator()).squeeze(1)
    assert ((augmented - images.float()).abs().amax((1, 2)) > 20).float().mean() > 0.7


def test_an_identity_probability_of_one_changes_nothing(digits: Digits) -> None:
    images = torch.tensor(digits.images)
    augmented = augment(images, generator(), AugmentationConfig(identity_probability=1.0))
    assert torch.equal(augmented.squeeze(1), images.float())


def test_the_same_generator_gives_the_same_augmentation(digits: Digits) -> None:
    images = torch.tensor(digits.images)
    first, second = (augment(images, generator(7)) for _ in range(2))
    assert torch.equal(first, second)


def test_erosion_keeps_a_stroke_of_one_pixel_visible(stroke: Tensor) -> None:
    assert intensity.erode(stroke, generator()).sum((1, 2, 3)).min() > 0


def test_dilation_adds_ink(stroke: Tensor) -> None:
    dilated = intensity.dilate(stroke, generator())
    assert (dilated.sum((1, 2, 3)) > stroke.sum((1, 2, 3))).all()


def test_blurring_keeps_the_amount_of_ink(stroke: Tensor) -> None:
    blurred = intensity.blur(stroke, generator())
    assert blurred.max() < 255
    assert torch.allclose(blurred.sum((1, 2, 3)), stroke.sum((1, 2, 3)))


def test_fading_keeps_the_minimum_contrast(stroke: Tensor) -> None:
    faded = intensity.fade(stroke, generator(), min_contrast=0.5).amax((1, 2, 3))
    assert faded.min() >= 0.5 * 255 and faded.max() <= 255


def test_a_ruled_line_is_horizontal_or_vertical() -> None:
    lines = intensity.draw_line(torch.zeros(64, 1, 28, 28), generator()).squeeze(1) > 0
    assert (lines.any(1).sum(1).eq(1) | lines.any(2).sum(1).eq(1)).all()


def test_a_coarse_raster_is_blurred_but_keeps_its_place(stroke: Tensor) -> None:
    coarse = intensity.coarsen(stroke, generator())
    columns = coarse.amax((1, 2)).argmax(1)
    assert ((columns - 14).abs() <= 2).all() and not torch.equal(coarse, stroke)


def test_a_stretched_raster_is_wider_and_fits_the_box() -> None:
    images = torch.zeros(64, 1, 28, 28)
    images[:, :, 4:24, 9:19] = 255
    still = AugmentationConfig(
        rotation=0, scale=0, shrink_probability=0, aspect=0, shear=0, translation=0, elastic=0
    )
    config = replace(still, stretch_probability=1)
    widths = (distort(images, generator(), config).amax((1, 2)) > 127).sum(1)
    assert widths.min() >= 10 and widths.max() > 17 and widths.max() <= 20
