"""Pictures that are harder than MNIST."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from training.data.mnist import Digits
from training.report import challenge_sets

SEVEN = np.zeros((28, 28), np.uint8)
SEVEN[4:7, 8:20] = 255
SEVEN[7:24, 16:20] = 255
DIGITS = Digits(np.stack([SEVEN] * 3), np.array([7, 7, 7]))


@pytest.mark.parametrize("margin", challenge_sets.MARGINS)
@pytest.mark.parametrize("size", challenge_sets.SIZES)
def test_a_tight_crop_has_ink_up_to_its_margin(size: int, margin: int) -> None:
    rng = np.random.default_rng(1)
    crop = np.asarray(challenge_sets.tight_crop(SEVEN, size, margin, False, False, rng, False))
    assert max(crop.shape) == size + 2 * margin
    inner = crop[margin : crop.shape[0] - margin, margin : crop.shape[1] - margin]
    assert (crop == 0).sum() == (inner == 0).sum() > 0
    assert all((edge == 0).any() for edge in (inner[0], inner[-1], inner[:, 0], inner[:, -1]))


def test_a_stretched_crop_is_square() -> None:
    rng = np.random.default_rng(1)
    assert challenge_sets.tight_crop(SEVEN, 32, 1, True, True, rng, True).size == (34, 34)


def test_a_background_that_is_not_quite_black_is_darker_than_64() -> None:
    rng = np.random.default_rng(1)
    for kind in ("even", "sloping"):
        picture = np.asarray(challenge_sets.mnist_form(SEVEN, 63, kind, rng))
        assert 0 < picture[SEVEN == 0].min() <= picture[SEVEN == 0].max() <= 63


def test_a_set_depends_on_nothing_but_its_seed() -> None:
    draw = [challenge_sets.sets_of_digits(DIGITS, 2, seed)["pages/above"] for seed in (0, 0, 1)]
    first, again, other = ([picture.tobytes() for _, picture in pictures()] for pictures in draw)
    assert first == again != other


def test_every_set_has_digits_and_pages_have_everything_else(tmp_path: Path) -> None:
    for name, pictures in challenge_sets.sets_of_digits(DIGITS, 1, 0).items():
        assert challenge_sets.write(tmp_path, name, pictures()) == 1
    labels = {
        folder.name: {label.name for label in folder.iterdir()} for folder in tmp_path.iterdir()
    }
    pages = labels.pop("pages")
    assert labels == {
        name: {"7"}
        for name in ("tight-crops", "tight-crops-12px", "stretched", "stretched-12px", "mnist-form")
    }
    assert {"7", "two-digits-overlaid", "written-a", "written-capital-y", "blank-shadow"} < pages


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder with a picture of a 7, and one of a 9."""
    for label in "79":
        (tmp_path / label).mkdir()
        Image.fromarray(SEVEN[:, :20]).save(tmp_path / label / "a.png")
    return tmp_path


def test_a_picture_that_lies_on_its_side_is_as_wide_as_it_was_tall(pictures: Path) -> None:
    sets = challenge_sets.sets_of_pictures("drawn", pictures, 9, 0)
    drawn = [(label, picture.size) for label, picture in sets["on-their-side/left-drawn"]()]
    assert drawn == [("7", (28, 20)), ("9", (28, 20))]


def test_a_digit_that_becomes_another_one_is_not_turned_upside_down(pictures: Path) -> None:
    sets = challenge_sets.sets_of_pictures("drawn", pictures, 9, 0)
    assert [label for label, _ in sets["upside-down/180-drawn"]()] == ["7"]
