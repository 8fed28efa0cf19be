"""Composes pictures of numbers from MNIST's validation digits, to measure `readNumber` on.

Digits that no choice of training was made on do not exist besides the test set, which is left
alone; so the validation digits are split in two by their index: tune on one half, report the other.

    python3 -m training.report.number_sets FOLDER --half report --seed 2
    npx tsx bench/numbers.ts FOLDER
"""

from __future__ import annotations

import argparse
import csv
import io
from pathlib import Path

import numpy as np
from PIL import Image
from scipy import ndimage

from ..data import mnist, negatives

Rng = np.random.Generator

HALVES = ("develop", "report")
KINDS = ("apart", "touching", "letters")
LENGTHS = range(1, 7)


def glyph(raster: np.ndarray, height: float, slant: float) -> np.ndarray:
    """Returns a digit as coverage 0..1, sheared, scaled as a whole frame and cropped to its ink.

    Args:
        height: that of MNIST's 20x20 box, in pixels; digits keep their size within it.
        slant: pixels to the right for each pixel up.
    """
    scale = height / 20
    side = raster.shape[0]
    room = np.pad(raster / 255, side // 2)
    size = int(np.ceil(room.shape[0] * scale))
    # Row and column of the input for those of the output.
    matrix = np.array([[1, 0], [slant, 1]]) / scale
    middle = (np.array(room.shape) - 1) / 2
    offset = middle - matrix @ (np.full(2, size - 1) / 2)
    drawn = np.clip(ndimage.affine_transform(room, matrix, offset, (size, size), order=3), 0, 1)
    rows, columns = np.flatnonzero(drawn.max(1) > 0.3), np.flatnonzero(drawn.max(0) > 0.3)
    return drawn[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def compose(glyphs: list[np.ndarray], gaps: list[float], tops: list[int]) -> np.ndarray:
    """Places digits next to each other and returns the coverage of all of them.

    Args:
        gaps: between the ink of a digit and that of the next, in pixels along a row, where they
            are closest; less than 0 for digits that overlap.
        tops: row of the first row of each digit.
    """
    height = max(top + each.shape[0] for top, each in zip(tops, glyphs, strict=True))
    width = sum(each.shape[1] for each in glyphs) + int(sum(max(0, gap) for gap in gaps)) + height
    line = np.zeros((height, width))
    right = np.full(height, -np.inf)
    for index, each in enumerate(glyphs):
        ink = each > 0.3
        rows = np.arange(each.shape[0]) + tops[index]
        first = np.where(ink.any(1), ink.argmax(1), np.inf)
        last = np.where(ink.any(1), each.shape[1] - 1 - ink[:, ::-1].argmax(1), -np.inf)
        # Strokes that pass above or below each other are as close as those in one row.
        reach = 1 + max(0, round(gaps[index - 1])) if index else 1
        edge = ndimage.maximum_filter1d(right, 2 * reach + 1)[rows]
        wanted = np.max(edge - first) + 1 + (gaps[index - 1] if index else 0)
        left = max(0, round(wanted)) if np.isfinite(wanted) else 0
        part = line[rows[0] : rows[-1] + 1, left : left + each.shape[1]]
        np.maximum(part, each, out=part)
        right[rows] = np.maximum(right[rows], left + last)
    return line[:, : int(right.max()) + 1]


def number(digits: mnist.Digits, length: int, kind: str, rng: Rng) -> tuple[str, np.ndarray]:
    """Returns a number and the coverage of its ink, 0..1: one hand's size and slant, with jitter.

    Of the kind `letters` it returns an empty label and a row of letters, printed in fonts that
    training does not use or written.
    """
    if kind == "letters":
        draw = [negatives.letter, negatives.written_letter][rng.integers(2)]
        rasters = [draw(rng, digits.images, True) for _ in range(length)]
        label = ""
    else:
        rows = rng.integers(len(digits), size=length)
        rasters = list(digits.images[rows])
        label = "".join(str(digits.labels[row]) for row in rows)
    height = rng.uniform(28, 110)
    slant = rng.normal(0, 0.12)
    glyphs = [
        glyph(raster, height * rng.uniform(0.92, 1.08), slant + rng.normal(0, 0.04))
        for raster in rasters
    ]
    gaps = list(rng.uniform(0.08, 0.4, length - 1) * height)
    if kind == "touching":
        touches = rng.random(length - 1) < 0.5
        touches[rng.integers(length - 1)] = True
        overlaps = -rng.uniform(0.01, 0.08, length - 1) * height
        gaps = list(np.where(touches, overlaps, gaps))
    # MNIST's digits fill the box; wide ones stand in the middle of its height.
    shifts = [(height - each.shape[0]) / 2 + rng.normal(0, 0.03) * height for each in glyphs]
    tops = [round(shift - min(shifts)) for shift in shifts]
    return label, compose(glyphs, gaps, tops)


def picture(coverage: np.ndarray, rng: Rng) -> tuple[str, bytes]:
    """Draws ink on paper, dark on light, and returns the format and the file.

    A third is black on white as a PNG; the others are on uneven, grainy paper, as a JPEG.
    """
    height = coverage.shape[0]
    margins = [(int(a), int(b)) for a, b in rng.uniform(0.2, 1.2, (2, 2)) * height]
    ink = np.pad(coverage, margins)
    if rng.random() < 1 / 3:
        return "png", encode(255 * (1 - ink), "png", 0)
    paper = rng.uniform(190, 250) * shading(ink.shape, rng)
    grain = ndimage.gaussian_filter(rng.normal(size=ink.shape), rng.uniform(0.4, 1.2))
    paper = paper + rng.uniform(0.5, 5) * grain / grain.std()
    ink = ndimage.gaussian_filter(ink, rng.uniform(0, 0.015) * height) * rng.uniform(0.6, 1)
    return "jpg", encode(paper * (1 - ink) + 20 * ink, "jpeg", int(rng.integers(30, 95)))


def shading(shape: tuple[int, ...], rng: Rng) -> np.ndarray:
    """Returns the light of a lamp from one side, as factors of at most 1."""
    rows, columns = np.mgrid[0 : 1 : shape[0] * 1j, 0 : 1 : shape[1] * 1j]
    down, right = rng.uniform(-0.25, 0.25, 2)
    slope = down * rows + right * columns
    return 1 + slope - slope.max()


def encode(grey: np.ndarray, file_format: str, quality: int) -> bytes:
    """Returns the bytes of an image file; `quality` is for JPEG."""
    stream = io.BytesIO()
    options = {"quality": quality} if file_format == "jpeg" else {}
    Image.fromarray(np.clip(grey + 0.5, 0, 255).astype(np.uint8)).save(
        stream, file_format, **options
    )
    return stream.getvalue()


def write(folder: Path, digits: mnist.Digits, count: int, seed: int) -> None:
    """Writes `count` pictures for each kind and length, and `labels.csv`: path, label and kind."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    with (folder / "labels.csv").open("w", newline="") as stream:
        labels = csv.writer(stream)
        labels.writerow(["path", "label", "kind"])
        for kind in KINDS:
            for length in LENGTHS[1:] if kind == "touching" else LENGTHS:
                for index in range(count):
                    label, coverage = number(digits, length, kind, rng)
                    suffix, content = picture(coverage, rng)
                    name = f"{kind}-{length}-{index:04}.{suffix}"
                    (folder / name).write_bytes(content)
                    labels.writerow([name, label, kind])


def main() -> None:
    """Writes the pictures that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--half", choices=HALVES, default="develop", help="of the validation set")
    parser.add_argument("--count", type=int, default=300, help="pictures for a kind and length")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    digits = mnist.load().validation[HALVES.index(given.half) :: 2]
    write(given.folder, digits, given.count, given.seed)


if __name__ == "__main__":
    main()
