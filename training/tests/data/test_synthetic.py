"""Synthetic digits and negatives."""

from __future__ import annotations

import numpy as np
import pytest

from training.data import fonts, handwriting, negatives, rasterize, synthetic
from training.data.mnist import Digits

VERTICAL_STROKE = [np.array([[0.5, 0.0], [0.5, 1.0]])]


def test_a_drawn_stroke_fits_the_box_of_20_pixels() -> None:
    rows = np.flatnonzero(rasterize.draw(VERTICAL_STROKE, 2).max(1))
    assert 20 <= np.ptp(rows) + 1 <= 21


@pytest.mark.parametrize("label", handwriting.DIGITS)
def test_the_center_of_mass_of_a_drawn_digit_is_the_middle_of_the_frame(label: str) -> None:
    shape = handwriting.DIGITS[label][0]
    ink = handwriting.draw_shape(shape, np.random.default_rng(0)).astype(float)
    positions = np.arange(28) + 0.5
    assert abs(ink.sum(1) @ positions / ink.sum() - 14) < 0.3
    assert abs(ink.sum(0) @ positions / ink.sum() - 14) < 0.3


def test_normalization_keeps_the_aspect_ratio() -> None:
    wide = np.zeros((50, 200), np.uint8)
    wide[10:40, 20:180] = 255
    raster = rasterize.normalize_to_frame(wide)
    height, width = (np.ptp(np.flatnonzero(raster.max(axis) > 127)) + 1 for axis in (1, 0))
    assert (height, width) == (4, 20)


def test_normalization_of_an_empty_image_gives_an_empty_raster() -> None:
    assert not rasterize.normalize_to_frame(np.zeros((40, 40), np.uint8)).any()


def test_the_same_seed_draws_the_same_digits() -> None:
    first, second = (synthetic.make_digits(30, seed=4) for _ in range(2))
    assert np.array_equal(first.images, second.images)
    assert np.array_equal(first.labels, second.labels)


def test_another_seed_draws_other_digits() -> None:
    first, second = (synthetic.make_digits(10, seed) for seed in (4, 5))
    assert not np.array_equal(first.images, second.images)


def test_validation_and_training_use_different_fonts() -> None:
    assert fonts.faces(True) and not set(fonts.faces(True)) & set(fonts.faces(False))


@pytest.mark.parametrize("kind", negatives.KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_of_negative_is_a_raster(kind: negatives.Draw, digits: Digits) -> None:
    raster = kind(np.random.default_rng(3), digits, False)
    assert raster.shape == (28, 28) and raster.dtype == np.uint8


@pytest.fixture
def one_and_seven() -> Digits:
    """A vertical stroke as a 1, and an L, which is wider, as a 7."""
    one, seven = np.zeros((2, 28, 28), np.uint8)
    one[4:24, 13:15] = 255
    seven[4:24, 8:10] = seven[22:24, 8:20] = 255
    return Digits(np.stack([one, seven]), np.array([1, 7]))


def test_two_digits_in_one_raster_are_different_ones(one_and_seven: Digits) -> None:
    rng = np.random.default_rng(1)
    drawn = [negatives.overlapping_digits(rng, one_and_seven, False) for _ in range(20)]
    assert all(np.count_nonzero(raster.max(0)) >= 9 for raster in drawn)


def test_only_digits_that_are_none_when_turned_are_turned(one_and_seven: Digits) -> None:
    rng, seven = np.random.default_rng(1), one_and_seven.images[1]
    turned = {negatives.turned_digit(rng, one_and_seven, False).tobytes() for _ in range(40)}
    assert turned == {np.rot90(seven, turns).tobytes() for turns in (1, 2, 3)}


def test_digits_that_are_piled_up_are_higher_than_wide_or_as_wide(digits: Digits) -> None:
    rng = np.random.default_rng(1)
    drawn = [negatives.piled_digits(rng, digits, False) for _ in range(30)]
    assert all(
        18 <= np.ptp(np.flatnonzero(raster.max(1) > 32)) + 1 <= 22
        or 18 <= np.ptp(np.flatnonzero(raster.max(0) > 32)) + 1 <= 22
        for raster in drawn
    )
