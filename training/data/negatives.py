"""Negatives: rasters that are not one digit. The rejection score is trained on them.

Method: D. Hendrycks, M. Mazeika, T. Dietterich, "Deep Anomaly Detection with Outlier
Exposure", ICLR 2019.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage

from . import fonts, handwriting
from .mnist import Digits
from .rasterize import (
    INK_THRESHOLD,
    OVERSAMPLING,
    SIDE,
    center_by_mass,
    crop_to_ink,
    normalize_to_frame,
)

Rng = np.random.Generator

NO_DIGIT_ON_SIDE = (2, 3, 4, 5, 7)
NO_DIGIT_UPSIDE_DOWN = (3, 4, 7)
"""Digits that do not look like a digit, or like the same one, when they are turned."""


def letter(rng: Rng, digits: Digits, held_out: bool) -> np.ndarray:
    """Returns a printed letter or sign."""
    faces = fonts.faces(held_out)
    ink = fonts.draw_glyph(rng.choice(list(fonts.LETTERS)), faces[rng.integers(len(faces))], rng)
    # Some fonts lack a sign and draw nothing.
    return ink if ink.any() else letter(rng, digits, held_out)


def written_letter(rng: Rng, digits: Digits, held_out: bool) -> np.ndarray:
    """Returns a letter or sign in synthetic handwriting."""
    shapes = handwriting.LETTERS_AND_SIGNS
    return handwriting.draw_shape(shapes[rng.integers(len(shapes))], rng)


def scribble(rng: Rng, digits: Digits, held_out: bool) -> np.ndarray:
    """Returns random strokes."""
    return handwriting.draw_scribble(rng)


def several_digits(rng: Rng, digits: Digits, held_out: bool) -> np.ndarray:
    """Returns two or three digits side by side, close together or touching."""
    parts = []
    for row in rng.integers(len(digits), size=2 if rng.random() < 0.8 else 3):
        image = digits.images[row]
        columns = np.flatnonzero(image.max(0) > INK_THRESHOLD)
        parts += [
            image[:, columns[0] : columns[-1] + 1],
            np.zeros((SIDE, rng.integers(0, 5)), np.uint8),
        ]
    return normalize_to_frame(np.concatenate(parts[:-1], 1))


def overlapping_digits(rng: Rng, digits: Digits, held_out: bool) -> np.ndarray:
    """Returns two digits, one over the other, in the frame of one."""
    first, second = (crop_to_ink(digit) for digit in _two_digits(rng, digits))
    down, right = rng.integers(-6, 7, 2)

    def middle(ink: np.ndarray) -> tuple[int, int]:
        return (3 * SIDE - ink.shape[0]) // 2, (3 * SIDE - ink.shape[1]) // 2

    row, column = middle(second)
    return _merge((first, *middle(first)), (second, row + down, column + right))


def piled_digits(rng: Rng, digits: Digits, held_out: bool) -> np.ndarray:
    """Returns two digits that touch or nearly touch: above each other, diagonal, or one small."""
    first, second = (crop_to_ink(digit) for digit in _two_digits(rng, digits))
    if rng.random() < 0.5:
        scale = rng.uniform(0.4, 1)
        size = tuple(max(3, round(side * scale)) for side in reversed(second.shape))
        second = np.asarray(Image.fromarray(second).resize(size, Image.Resampling.BILINEAR))
    (height, width), gap = first.shape, rng.integers(-2, 4)
    if rng.random() < 0.6:
        down, right = height + gap, round(rng.uniform(-0.3, 0.3) * width)
    else:
        down = round(rng.uniform(0.4, 1) * height)
        right = round(rng.uniform(0.7, 1.1) * width) + max(gap, 0)
        right = right if rng.random() < 0.5 else -right
    return _merge((first, 0, SIDE), (second, down, SIDE + right))


def turned_digit(rng: Rng, digits: Digits, held_out: bool) -> np.ndarray:
    """Returns a digit on its side or upside down, if that is no digit."""
    if rng.random() < 0.55:
        labels, turns = NO_DIGIT_ON_SIDE, int(rng.choice([1, 3]))
    else:
        labels, turns = NO_DIGIT_UPSIDE_DOWN, 2
    while True:
        row = rng.integers(len(digits))
        if digits.labels[row] in labels:
            return np.rot90(digits.images[row], turns)


def swapped_halves(rng: Rng, digits: Digits, held_out: bool) -> np.ndarray:
    """Returns a digit whose halves have changed places."""
    return np.roll(digits.images[rng.integers(len(digits))], SIDE // 2, int(rng.integers(2)))


def cut_off(rng: Rng, digits: Digits, held_out: bool) -> np.ndarray:
    """Returns a digit shifted so far that most of it is outside the frame."""
    image = digits.images[rng.integers(len(digits))]
    down, right = rng.integers(9, 13, 2) * rng.choice([-1, 1], 2)
    return ndimage.shift(image, (down, right), order=0)


def inverted(rng: Rng, digits: Digits, held_out: bool) -> np.ndarray:
    """Returns a digit with inverted polarity."""
    return 255 - digits.images[rng.integers(len(digits))]


def noise(rng: Rng, digits: Digits, held_out: bool) -> np.ndarray:
    """Returns fine or coarse noise in the whole frame or a patch of it."""
    values = ndimage.gaussian_filter(rng.normal(size=(SIDE, SIDE)), rng.choice([0, 0.7, 1.5, 3]))
    values = (values - values.min()) / np.ptp(values)
    if rng.random() < 0.4:
        values = (values > rng.uniform(0.4, 0.9)).astype(float)
    if rng.random() < 0.3:
        return normalize_to_frame((values[6:22, 6:22] * 255).astype(np.uint8))
    return (values * rng.uniform(60, 255)).astype(np.uint8)


def texture(rng: Rng, digits: Digits, held_out: bool) -> np.ndarray:
    """Returns stripes, a grid, a checkerboard, rings or a gradient."""
    rows, columns = np.mgrid[:SIDE, :SIDE].astype(float)
    angle, period, phase = rng.uniform(0, np.pi), rng.uniform(2.5, 12), rng.uniform(0, 6.3)
    along = rows * np.sin(angle) + columns * np.cos(angle)
    across = rows * np.cos(angle) - columns * np.sin(angle)
    kind = rng.integers(5)
    waves = np.sin(along / period * 2 * np.pi + phase)
    if kind == 1:
        waves = np.maximum(waves, np.sin(across / period * 2 * np.pi))
    elif kind == 2:
        waves = waves * np.sin(across / period * 2 * np.pi)
    elif kind == 3:
        waves = np.sin(
            np.hypot(rows - rng.uniform(0, 28), columns - rng.uniform(0, 28)) / period * 6.3
        )
    elif kind == 4:
        waves = (along - along.mean()) / SIDE * 2
    if rng.random() < 0.5:
        waves = np.where(waves > rng.uniform(-0.5, 0.9), 1, -1)
    return np.clip((waves + 1) / 2 * rng.uniform(60, 255), 0, 255).astype(np.uint8)


def blob(rng: Rng, digits: Digits, held_out: bool) -> np.ndarray:
    """Returns a filled rectangle, ellipse or irregular region."""
    side = SIDE * OVERSAMPLING
    rows, columns = np.mgrid[:side, :side] / side - 0.5
    kind = rng.integers(3)
    if kind == 0:
        inside = (abs(rows) < rng.uniform(0.1, 0.36)) & (abs(columns) < rng.uniform(0.1, 0.36))
    elif kind == 1:
        inside = (rows / rng.uniform(0.15, 0.36)) ** 2 + (
            columns / rng.uniform(0.15, 0.36)
        ) ** 2 < 1
    else:
        field = ndimage.gaussian_filter(rng.normal(size=(SIDE, SIDE)), 3)
        inside = ndimage.zoom(field, OVERSAMPLING, order=1) > rng.uniform(0, 0.12)
        inside &= np.hypot(rows, columns) < 0.36
    return center_by_mass((inside * rng.uniform(120, 255)).astype(np.uint8))


def leftover(rng: Rng, digits: Digits, held_out: bool) -> np.ndarray:
    """Returns wedges and bars, as background removal leaves of a shadow or the edge of a page."""
    canvas = Image.new("L", (SIDE * OVERSAMPLING, SIDE * OVERSAMPLING))
    pen = ImageDraw.Draw(canvas)
    corner = rng.uniform(10, 100, 2)
    reach = rng.normal(0, 35, (2, 2))
    # A narrow wedge looks like a 1.
    while abs(np.linalg.det(reach)) < 0.4 * (reach**2).sum(1).max():
        reach = rng.normal(0, 35, (2, 2))
    pen.polygon([tuple(point) for point in (corner, *(corner + reach))], fill=255)
    for _ in range(rng.integers(0, 3)):
        end = corner + rng.normal(0, 12, 2) + rng.choice([[0, 1], [1, 0]]) * rng.normal(0, 70)
        pen.line([*corner, *end], fill=255, width=int(rng.integers(3, 14)))
    return normalize_to_frame(np.asarray(canvas))


def specks(rng: Rng, digits: Digits, held_out: bool) -> np.ndarray:
    """Returns one to five dots, as thresholding leaves of an empty page."""
    image = np.zeros((SIDE, SIDE))
    for _ in range(rng.integers(1, 6)):
        row, column = rng.integers(0, SIDE, 2)
        image[row : row + rng.integers(1, 4), column : column + rng.integers(1, 4)] = rng.uniform(
            60, 255
        )
    return ndimage.gaussian_filter(image, rng.uniform(0, 0.8)).astype(np.uint8)


def blank(rng: Rng, digits: Digits, held_out: bool) -> np.ndarray:
    """Returns a frame of one gray level, half of them 0, with little or no noise."""
    level = 0 if rng.random() < 0.5 else rng.uniform(0, 255)
    return np.clip(level + rng.normal(0, rng.uniform(0, 6), (SIDE, SIDE)), 0, 255).astype(np.uint8)


def _merge(*placed: tuple[np.ndarray, int, int]) -> np.ndarray:
    """Draws ink at rows and columns of a canvas three frames wide, and normalizes it to a frame."""
    canvas = np.zeros((3 * SIDE, 3 * SIDE), np.uint8)
    for ink, row, column in placed:
        part = canvas[row : row + ink.shape[0], column : column + ink.shape[1]]
        np.maximum(part, ink, out=part)
    return normalize_to_frame(canvas)


def _two_digits(rng: Rng, digits: Digits) -> tuple[np.ndarray, np.ndarray]:
    """Returns two different digits: the same ones, one over the other, would look like one."""
    while True:
        first, second = rng.integers(len(digits), size=2)
        if digits.labels[first] != digits.labels[second]:
            return digits.images[first], digits.images[second]


Draw = Callable[[Rng, Digits, bool], np.ndarray]
"""Draws one negative, uint8 [28,28]. Arguments: generator, MNIST images, held-out fonts."""

KINDS: dict[Draw, float] = {
    letter: 0.24,
    written_letter: 0.20,
    scribble: 0.06,
    several_digits: 0.08,
    piled_digits: 0.05,
    overlapping_digits: 0.12,
    swapped_halves: 0.02,
    cut_off: 0.02,
    turned_digit: 0.07,
    inverted: 0.01,
    noise: 0.03,
    texture: 0.03,
    blob: 0.02,
    leftover: 0.03,
    specks: 0.01,
    blank: 0.01,
}
"""The kinds of negatives and their shares."""


def make_negatives(
    n: int, digits: Digits, seed: int, held_out: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Draws `n` negatives, uint8 [n,28,28], and returns them with their kinds, int64 [n].

    A kind is an index into `KINDS`. `digits` are the source of fragments and pairs.
    `held_out` selects the fonts that are used for validation only.
    """
    rng = np.random.default_rng([seed, held_out])
    draw, shares = list(KINDS), np.array(list(KINDS.values()))
    kinds = rng.choice(len(draw), n, p=shares / shares.sum())
    return np.stack([draw[kind](rng, digits, held_out) for kind in kinds]), kinds
