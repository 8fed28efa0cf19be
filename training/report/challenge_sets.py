"""Draws labelled pictures that are harder than MNIST, to measure the whole package with.

Training measures rasters. Users crop digits to their ink, store them with two grey levels, write
two numbers on a page and photograph blank paper. This draws such pictures from MNIST's validation
digits, from the fixtures and from real pictures, for the package to evaluate:

    python3 -m training.report.challenge_sets /tmp/challenge --per-cell 60
    npx mnist-predict evaluate /tmp/challenge/tight-crops --json

Each set is a folder with a folder for each label: a digit, or the kind of what is none. A set has
cells, such as the sizes of a crop; the name of a file begins with that of its cell.
"""

from __future__ import annotations

import argparse
import functools
import io
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps
from scipy import ndimage

from ..data import fonts, handwriting, mnist
from ..data.rasterize import SIDE, draw_oversampled
from ..paths import REPOSITORY

Rng = np.random.Generator
Picture = Image.Image

SIZES = (12, 16, 20, 28, 32, 48, 64, 128, 256)
"""Longest side of the ink of a tight crop, in pixels."""
READABLE_SIZE = 16
"""Smaller crops are sets of their own: at 12 pixels, some digits cannot be told apart."""
MARGINS = (0, 1, 2)
"""Background around it, in pixels."""
FINE = 16
"""Sub-pixels per pixel of the smooth version that crops are drawn from."""
LEVELS = (0, 5, 10, 20, 32, 48, 63)
"""Grey levels of a background that is not quite black."""
REAL_PICTURES = REPOSITORY.parent / "shared" / "digits"
FIXTURES = REPOSITORY / "test" / "fixtures" / "digits"
SUFFIXES = {".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp"}


@functools.cache
def spline_matrix() -> np.ndarray:
    """Returns the matrix that enlarges a column of a raster `FINE` times by cubic splines."""
    at = (np.arange(SIDE * FINE) + 0.5) / FINE - 0.5
    columns = [
        ndimage.map_coordinates(column, [at], order=3, mode="nearest") for column in np.eye(SIDE)
    ]
    return np.stack(columns, 1).astype(np.float32)


def smooth(raster: np.ndarray, sharpness: float) -> np.ndarray:
    """Enlarges a raster `FINE` times by cubic splines and crops it to its ink; float [H,W], 0 to 1.

    `sharpness` is the slope at the edges: 1 keeps their blur, 4 leaves a quarter of it.
    """
    splines = spline_matrix()
    fine = splines @ (raster.astype(np.float32) / 255) @ splines.T
    ink = np.clip((fine - 0.5) * sharpness + 0.5, 0, 1)
    rows, columns = np.flatnonzero(ink.max(1) >= 0.5), np.flatnonzero(ink.max(0) >= 0.5)
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def resize(ink: np.ndarray, width: int, height: int) -> np.ndarray:
    """Resizes ink (0 to 1) with anti-aliasing."""
    image = Image.fromarray(ink.astype(np.float32), "F")
    return np.clip(np.asarray(image.resize((width, height), Image.Resampling.BOX)), 0, 1)


def fit(ink: np.ndarray, size: int) -> np.ndarray:
    """Resizes ink so that its longest side is `size`; its aspect is kept."""
    height, width = (max(1, round(side * size / max(ink.shape))) for side in ink.shape)
    return resize(ink, width, height)


def tight_crop(
    raster: np.ndarray,
    size: int,
    margin: int,
    is_light: bool,
    is_grey: bool,
    rng: Rng,
    square: bool,
) -> Picture:
    """Draws a digit cropped to its ink, its aspect kept or stretched to a square."""
    ink = smooth(raster, rng.uniform(1, 4))
    drawn = np.pad(resize(ink, size, size) if square else fit(ink, size), margin)
    if not is_grey:
        drawn = (drawn >= 0.5).astype(np.float32)
    background, foreground = 255.0, 0.0
    if is_grey and rng.random() < 0.5:
        background, foreground = rng.uniform(190, 255), rng.uniform(0, 80)
    grey = background + (foreground - background) * drawn
    return to_picture(255 - grey if is_light else grey)


def mnist_form(raster: np.ndarray, level: int, kind: str, rng: Rng) -> Picture:
    """Draws a digit in MNIST's form on a background that is not quite black."""
    rows, columns = np.mgrid[:SIDE, :SIDE] / (SIDE - 1) - 0.5
    background = np.full((SIDE, SIDE), float(level))
    if kind == "noisy":
        background += rng.normal(0, max(1, level / 8), (SIDE, SIDE))
    elif kind == "sloping":
        angle = rng.uniform(0, 2 * np.pi)
        background *= 1 + np.cos(angle) * rows + np.sin(angle) * columns
        background = np.minimum(background, 63)
    ink = raster / 255
    return to_picture(background * (1 - ink) + 255 * ink)


def two_digits(first: np.ndarray, second: np.ndarray, kind: str, rng: Rng) -> Picture:
    """Draws two digits on one page."""
    size = int(rng.integers(40, 100))
    a, b = (
        fit(smooth(raster, 3), round(size * rng.uniform(0.85, 1.15))) for raster in (first, second)
    )
    gap = round(size * rng.uniform(0.12, 0.5))
    if kind == "above":
        positions = [(0, 0), (a.shape[0] + gap, round(rng.uniform(-0.25, 0.25) * size))]
    elif kind == "diagonal":
        side = rng.choice([-1, 1])
        right = a.shape[1] + gap if side > 0 else -b.shape[1] - gap
        positions = [(0, 0), (round(a.shape[0] * rng.uniform(0.6, 0.95)), right)]
    elif kind == "half-height":
        b = fit(smooth(second, 3), round(a.shape[0] * rng.uniform(0.45, 0.6)))
        down = round((a.shape[0] - b.shape[0]) * rng.random())
        right = a.shape[1] + gap if rng.random() < 0.5 else -b.shape[1] - gap
        positions = [(0, 0), (down, right)]
    elif kind == "overlaid":
        down, right = (
            round((side_a - side_b) / 2 + rng.uniform(-0.25, 0.25) * size)
            for side_a, side_b in zip(a.shape, b.shape, strict=True)
        )
        positions = [(0, 0), (down, right)]
    else:
        raise ValueError(kind)
    return page([a, b], positions, rng)


def page(inks: list[np.ndarray], positions: list[tuple[int, int]], rng: Rng) -> Picture:
    """Draws ink at positions (row, column) on paper, with a margin around it."""
    top, left = (min(position[axis] for position in positions) for axis in (0, 1))
    bottom, right = (
        max(position[axis] + ink.shape[axis] for ink, position in zip(inks, positions, strict=True))
        for axis in (0, 1)
    )
    margin = round(rng.uniform(0.15, 0.5) * max(bottom - top, right - left))
    canvas = np.zeros((bottom - top + 2 * margin, right - left + 2 * margin), np.float32)
    for ink, (row, column) in zip(inks, positions, strict=True):
        row, column = row - top + margin, column - left + margin
        part = canvas[row : row + ink.shape[0], column : column + ink.shape[1]]
        np.maximum(part, ink, out=part)
    paper, pen = rng.uniform(200, 255), rng.uniform(0, 80)
    return to_picture(
        paper + (pen - paper) * canvas + rng.normal(0, rng.uniform(0, 3), canvas.shape)
    )


def letter(character: str, printed: bool, rng: Rng) -> Picture:
    """Draws a letter in a hand or font that no network is trained on."""
    if printed:
        faces = fonts.faces(held_out=True)
        ink = smooth(fonts.draw_glyph(character, faces[rng.integers(len(faces))], rng), 3)
    else:
        shapes = handwriting.HELD_OUT_LETTERS[character]
        strokes = handwriting.vary(shapes[rng.integers(len(shapes))], rng)
        drawn = draw_oversampled(*strokes, oversampling=FINE) / 255
        rows, columns = np.flatnonzero(drawn.max(1)), np.flatnonzero(drawn.max(0))
        ink = drawn[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return page([fit(ink, int(rng.integers(40, 160)))], [(0, 0)], rng)


def blank(kind: str, rng: Rng) -> Picture:
    """Draws a photo of paper with nothing on it."""
    width, height = (int(side) for side in rng.integers(120, 480, 2))
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    side = max(width, height)
    lightness = np.full((height, width), rng.uniform(150, 250), np.float32)
    angle = rng.uniform(0, 2 * np.pi)
    toward = (np.cos(angle) * (columns - width / 2) + np.sin(angle) * (rows - height / 2)) / side
    if kind == "squared":
        pitch, tilt = rng.uniform(0.04, 0.2) * side, rng.normal(0, 0.06)
        thickness, depth = rng.uniform(0.8, 2.5), rng.uniform(0.06, 0.45)
        for along in (columns + tilt * rows, rows - tilt * columns):
            distance = np.abs((along + rng.uniform(0, pitch)) % pitch - pitch / 2)
            lightness *= 1 - depth * np.clip(thickness / 2 + 0.5 - distance, 0, 1)
    elif kind == "shadow":
        width_of_edge = rng.choice([0.01, 0.03, 0.1, 0.3])
        for _ in range(rng.integers(1, 4)):
            turn, offset = rng.uniform(0, 2 * np.pi), rng.uniform(-0.35, 0.35)
            across = np.cos(turn) * (columns - width / 2) + np.sin(turn) * (rows - height / 2)
            inside = 1 / (1 + np.exp(-np.clip((across / side - offset) / width_of_edge, -30, 30)))
            lightness *= 1 - rng.uniform(0.1, 0.6) * inside
    lightness *= 1 - rng.uniform(0, 0.3) * (toward + 0.5)
    lightness *= (
        1 - rng.uniform(0, 0.25) * ((columns / width - 0.5) ** 2 + (rows / height - 0.5) ** 2) * 2
    )
    deviation = rng.uniform(3, 14) if kind == "grain" else rng.uniform(0, 4)
    coarseness = rng.choice([0, 0.7, 1.5, 3]) if kind == "grain" else rng.choice([0, 0.7])
    noise = ndimage.gaussian_filter(rng.normal(size=lightness.shape), coarseness)
    picture = to_picture(lightness + noise / noise.std() * deviation)
    return jpeg(picture, int(rng.integers(40, 95))) if rng.random() < 0.5 else picture


def to_picture(grey: np.ndarray) -> Picture:
    """Rounds grey levels to a picture."""
    return Image.fromarray(np.clip(np.round(grey), 0, 255).astype(np.uint8))


def jpeg(picture: Picture, quality: int) -> Picture:
    """Compresses a picture as JPEG and reads it again."""
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    return Image.open(buffer).convert(picture.mode)


def read_picture(path: Path) -> Picture:
    """Reads a picture as a viewer shows it: turned as its EXIF says, alpha on white, RGB."""
    picture = ImageOps.exif_transpose(Image.open(path))
    if picture.mode.startswith("I"):
        # Sixteen bits a sample, which Pillow would clip.
        return to_picture(np.asarray(picture) / 257).convert("RGB")
    if "transparency" in picture.info or picture.mode in ("RGBA", "LA", "PA"):
        picture = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture)
    return picture.convert("RGB")


def rotate(picture: Picture, degrees: float) -> Picture:
    """Rotates a picture counterclockwise; the corners get the median colour of its frame."""
    pixels = np.asarray(picture)
    frame = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    fill = tuple(int(value) for value in np.median(frame, 0))
    return picture.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=fill)


def reduce_contrast(picture: Picture, share: float) -> Picture:
    """Scales the distance of every sample from middle grey."""
    return picture.point(lambda value: round(127.5 + share * (value - 127.5)))


def scale(picture: Picture, factor: float) -> Picture:
    """Resizes a picture."""
    size = tuple(max(1, round(side * factor)) for side in picture.size)
    return picture.resize(size, Image.Resampling.LANCZOS)


CHANGES: dict[str, Callable[[Picture], Picture]] = {
    "rotated/left": lambda picture: rotate(picture, 15),
    "rotated/right": lambda picture: rotate(picture, -15),
    "recompressed/jpeg-30": lambda picture: jpeg(picture, 30),
    "low-contrast/25": lambda picture: reduce_contrast(picture, 0.25),
    "resized/half": lambda picture: scale(picture, 0.5),
    "resized/double": lambda picture: scale(picture, 2),
    "upside-down/180": lambda picture: picture.transpose(Image.Transpose.ROTATE_180),
    "on-their-side/left": lambda picture: picture.transpose(Image.Transpose.ROTATE_90),
    "on-their-side/right": lambda picture: picture.transpose(Image.Transpose.ROTATE_270),
}
"""By set and cell: the picture shows the same digit, or in the last three is not upright."""
SAME_UPSIDE_DOWN = "69"
"""Digits that become another one."""

Set = Iterator[tuple[str, Picture]]
"""Labels and pictures."""
Sets = dict[str, Callable[[], Set]]
"""By set and cell."""


def sets_of_digits(digits: mnist.Digits, per_cell: int, seed: int) -> Sets:
    """Returns the sets that are drawn from MNIST's digits."""

    def sample(name: str, draw: Callable[[int, Rng], tuple[str, Picture]]) -> Set:
        rng = np.random.default_rng([seed, zlib.crc32(name.encode())])
        rows = rng.permutation(len(digits))[: min(per_cell, len(digits))]
        for row in rows:
            yield draw(row, rng)

    def crop(size: int, margin: int, light: bool, grey: bool, square: bool, row: int, rng: Rng):  # noqa: ANN202
        raster = digits.images[row]
        picture = tight_crop(raster, size, margin, light, grey, rng, square)
        return str(digits.labels[row]), picture

    def form(level: int, kind: str, row: int, rng: Rng):  # noqa: ANN202
        return str(digits.labels[row]), mnist_form(digits.images[row], level, kind, rng)

    def single(row: int, rng: Rng):  # noqa: ANN202
        ink = fit(smooth(digits.images[row], 3), int(rng.integers(40, 160)))
        return str(digits.labels[row]), page([ink], [(0, 0)], rng)

    def pair(kind: str, row: int, rng: Rng):  # noqa: ANN202
        others = np.flatnonzero(digits.labels != digits.labels[row])
        other = digits.images[rng.choice(others) if len(others) else row]
        return f"two-digits-{kind}", two_digits(digits.images[row], other, kind, rng)

    def write_letter(character: str, row: int, rng: Rng):  # noqa: ANN202
        case = "capital-" if character.isupper() else ""
        return f"written-{case}{character.lower()}", letter(character, False, rng)

    def print_letter(row: int, rng: Rng):  # noqa: ANN202
        return "printed-letters", letter(rng.choice(list(fonts.LETTERS)), True, rng)

    def empty(kind: str, row: int, rng: Rng):  # noqa: ANN202
        return f"blank-{kind}", blank(kind, rng)

    draws: dict[str, Callable[[int, Rng], tuple[str, Picture]]] = {}
    for kind, square in (("tight-crops", False), ("stretched", True)):
        for size in SIZES:
            for polarity in ("dark", "light"):
                for tone in ("grey", "two-valued"):
                    for margin in MARGINS:
                        name = kind if size >= READABLE_SIZE else f"{kind}-{size}px"
                        draws[f"{name}/{size}px-{polarity}-{tone}-m{margin}"] = functools.partial(
                            crop, size, margin, polarity == "light", tone == "grey", square
                        )
    for level in LEVELS:
        for kind in ("even", "noisy", "sloping") if level else ("even",):
            draws[f"mnist-form/{level}-{kind}"] = functools.partial(form, level, kind)
    draws["pages/single"] = single
    for kind in ("above", "diagonal", "half-height", "overlaid"):
        draws[f"pages/{kind}"] = functools.partial(pair, kind)
    for character in handwriting.HELD_OUT_LETTERS:
        draws[f"pages/{character}"] = functools.partial(write_letter, character)
    draws["pages/printed"] = print_letter
    for kind in ("squared", "shadow", "grain"):
        draws[f"pages/{kind}"] = functools.partial(empty, kind)
    return {name: functools.partial(sample, name, draw) for name, draw in draws.items()}


def sets_of_pictures(source: str, folder: Path, per_cell: int, seed: int) -> Sets:
    """Returns the changed pictures of a folder with a subfolder for each digit."""
    paths = sorted(path for path in folder.glob("[0-9]/*") if path.suffix.lower() in SUFFIXES)
    order = np.random.default_rng([seed, zlib.crc32(source.encode())]).permutation(len(paths))
    chosen = [paths[i] for i in np.sort(order[:per_cell])]

    def changed(name: str, change: Callable[[Picture], Picture]) -> Set:
        for path in chosen:
            label = path.parent.name
            if not (name.startswith("upside-down") and label in SAME_UPSIDE_DOWN):
                yield label, change(read_picture(path))

    return {
        f"{name}-{source}": functools.partial(changed, name, change)
        for name, change in CHANGES.items()
        if chosen
    }


def write(folder: Path, name: str, pictures: Set) -> int:
    """Writes a cell of a set as PNG files; returns how many."""
    group, cell = name.split("/")
    count = 0
    for label, picture in pictures:
        (folder / group / label).mkdir(parents=True, exist_ok=True)
        picture.save(folder / group / label / f"{cell}-{count:04d}.png", compress_level=1)
        count += 1
    return count


def main(arguments: list[str] | None = None) -> int:
    """Writes the sets and returns the exit code."""
    parser = argparse.ArgumentParser("python3 -m training.report.challenge_sets")
    parser.add_argument("folder", type=Path, help="where to write the sets")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--per-cell", type=int, default=200, metavar="N", help="pictures in a cell")
    parser.add_argument("--only", default="", metavar="PREFIX", help="only sets that begin with it")
    parser.add_argument("--data", type=Path, help="folder of MNIST's files")
    parser.add_argument(
        "--half", type=int, choices=(0, 1), help="of the digits: choose on one, check on the other"
    )
    options = parser.parse_args(arguments)
    digits = mnist.load(options.data).validation
    if options.half is not None:
        digits = digits[np.arange(options.half, len(digits), 2)]
    sets = sets_of_digits(digits, options.per_cell, options.seed)
    for name, source in (
        ("fixtures", FIXTURES),
        *((kind, REAL_PICTURES / kind) for kind in ("photo", "phone", "drawn")),
    ):
        sets |= sets_of_pictures(name, source, options.per_cell, options.seed)
    for name, pictures in sets.items():
        if name.startswith(options.only):
            print(f"{write(options.folder, name, pictures()):5d}  {name}", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
