"""Tests of the pictures of numbers."""

import numpy as np
import pytest

from training.data import mnist
from training.report import number_sets


def digits() -> mnist.Digits:
    """Returns two bars, labelled 1 and 7."""
    images = np.zeros((2, 28, 28), np.uint8)
    images[0, 4:24, 13:16] = images[1, 4:24, 12:15] = 255
    return mnist.Digits(images, np.array([1, 7]))


def components(coverage: np.ndarray) -> int:
    return number_sets.ndimage.label(coverage > 0.3, np.ones((3, 3)))[1]


@pytest.mark.parametrize("length", [1, 3, 6])
def test_digits_that_stand_apart_do_not_touch(length):
    label, coverage = number_sets.number(digits(), length, "apart", np.random.default_rng(1))
    assert (len(label), components(coverage)) == (length, length)


def test_digits_that_touch_make_fewer_components_than_digits():
    label, coverage = number_sets.number(digits(), 4, "touching", np.random.default_rng(1))
    assert components(coverage) < len(label)


def test_a_seed_gives_the_same_pictures(tmp_path):
    for name in ("first", "second"):
        number_sets.write(tmp_path / name, digits(), 1, 7)
    first, second = (
        {file.name: file.read_bytes() for file in (tmp_path / name).iterdir()}
        for name in ("first", "second")
    )
    assert first == second and len(first) == 18
