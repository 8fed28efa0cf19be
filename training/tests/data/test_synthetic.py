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
    raster = kind(np.random.default_rng(3), digits.images, False)
    assert raster.shape == (28, 28) and raster.dtype == np.uint8
