"""The drawn pictures and the troubles."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from training import augment, fonts, foreign, hands, negatives, pen
from training.data import Digits

UPRIGHT = [np.array([[0.5, 0.0], [0.5, 1.0]])]


def test_a_drawn_digit_fits_the_box_of_twenty_pixels() -> None:
    rows = np.flatnonzero(pen.draw(UPRIGHT, 2).max(1))
    assert 20 <= np.ptp(rows) + 1 <= 21


@pytest.mark.parametrize("label", hands.DIGITS)
def test_the_centre_of_mass_of_a_drawn_digit_is_the_middle_of_the_frame(label: str) -> None:
    ink = hands.write(hands.DIGITS[label][0], np.random.default_rng(0)).astype(float)
    places = np.arange(28) + 0.5
    assert abs(ink.sum(1) @ places / ink.sum() - 14) < 0.3
    assert abs(ink.sum(0) @ places / ink.sum() - 14) < 0.3


def test_framing_keeps_the_aspect() -> None:
    wide = np.zeros((50, 200), np.uint8)
    wide[10:40, 20:180] = 255
    framed = pen.fit(wide)
    height, width = (np.ptp(np.flatnonzero(framed.max(axis) > 127)) + 1 for axis in (1, 0))
    assert (height, width) == (4, 20)


def test_framing_nothing_gives_nothing() -> None:
    assert not pen.fit(np.zeros((40, 40), np.uint8)).any()


def test_the_same_seed_draws_the_same_digits() -> None:
    first, second = foreign.make(30, seed=4), foreign.make(30, seed=4)
    assert np.array_equal(first.images, second.images) and np.array_equal(
        first.labels, second.labels
    )


def test_another_seed_draws_other_digits() -> None:
    assert not np.array_equal(foreign.make(10, seed=4).images, foreign.make(10, seed=5).images)


def test_the_fonts_for_validation_are_not_those_for_training() -> None:
    assert fonts.faces(True) and not set(fonts.faces(True)) & set(fonts.faces(False))


@pytest.mark.parametrize("kind", negatives.KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_of_negative_is_a_raster(kind: negatives.Make, digits: Digits) -> None:
    raster = kind(np.random.default_rng(3), digits.images, False)
    assert raster.shape == (28, 28) and raster.dtype == np.uint8


def test_troubles_keep_shape_and_range(digits: Digits) -> None:
    troubled = augment.trouble(torch.tensor(digits.images), torch.Generator().manual_seed(1))
    assert troubled.shape == (len(digits), 1, 28, 28)
    assert troubled.min() >= 0 and troubled.max() <= 255


def test_troubles_change_the_pictures(digits: Digits) -> None:
    images = torch.tensor(digits.images)
    troubled = augment.trouble(images, torch.Generator().manual_seed(1)).squeeze(1)
    assert ((troubled - images.float()).abs().amax((1, 2)) > 20).float().mean() > 0.7


def test_the_same_generator_gives_the_same_troubles(digits: Digits) -> None:
    images = torch.tensor(digits.images)
    first, second = (augment.trouble(images, torch.Generator().manual_seed(7)) for _ in range(2))
    assert torch.equal(first, second)


def test_thinning_leaves_a_stroke_of_one_pixel_visible() -> None:
    stroke = torch.zeros(64, 1, 28, 28)
    stroke[:, :, 4:24, 14] = 255
    thinner = augment.thin(stroke, torch.Generator().manual_seed(1))
    assert thinner.sum((1, 2, 3)).min() > 0


def test_thickening_adds_ink() -> None:
    stroke = torch.zeros(8, 1, 28, 28)
    stroke[:, :, 4:24, 14] = 255
    assert (
        augment.thicken(stroke, torch.Generator().manual_seed(1)).sum((1, 2, 3))
        > stroke.sum((1, 2, 3))
    ).all()
