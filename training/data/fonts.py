"""Renders glyphs of the installed fonts: printed digits, and letters as negatives."""

from __future__ import annotations

import functools
from pathlib import Path

import matplotlib
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from .rasterize import normalize_to_frame

FOLDERS = (Path("/usr/share/fonts"), Path(matplotlib.get_data_path()) / "fonts" / "ttf")
SYMBOLS = (
    "cmex",
    "cmsy",
    "cmmi",
    "msam",
    "msbm",
    "stmary",
    "wasy",
    "esint",
    "dsrom",
    "rsfs",
    "eufm",
    "STIXSiz",
    "STIXNonUni",
    "OpenSymbol",
    "opens___",
    "Display",
    "MathTeX",
    "LinBiolinum_K",
)
"""Parts of the names of fonts that have symbols in the place of letters."""

LETTERS = "ACDEFGHJKLMNPQRTUVWXYacdefhkmnprtuvwxy&@#?%+=<>*"
"""Without O I l i j S s Z z B b g q, which some writers draw like a digit."""

HELD_OUT = (
    "cmtt10",
    "cmss10",
    "cmr10",
    "STIXGeneral",
    "Andika",
    "Play",
    "Junction",
    "Rufscript",
    "rufscript",
)
"""Parts of the names of fonts that are used for validation only."""


@functools.lru_cache(maxsize=2)
def faces(held_out: bool) -> tuple[str, ...]:
    """Returns the paths of the training fonts, or of the held-out ones, ordered by file name."""
    found = {}
    for folder in FOLDERS:
        for path in sorted(folder.rglob("*.[to]tf")):
            if not any(part in path.name for part in SYMBOLS):
                found.setdefault(path.name, str(path))
    names = [name for name in sorted(found) if any(part in name for part in HELD_OUT) == held_out]
    return tuple(found[name] for name in names)


def count_faces() -> int:
    """Returns the number of installed fonts that are used."""
    return len(faces(False)) + len(faces(True))


@functools.lru_cache(maxsize=512)
def _font(path: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, 80)


def draw_glyph(character: str, path: str, rng: np.random.Generator) -> np.ndarray:
    """Draws one character, slightly rotated and sheared, uint8 [28,28]."""
    canvas = Image.new("L", (192, 192))
    ImageDraw.Draw(canvas).text((96, 96), character, fill=255, font=_font(path), anchor="mm")
    shear, rotation, aspect = rng.normal(0, 0.12), rng.normal(0, 0.1), np.exp(rng.normal(0, 0.15))
    matrix = np.array(
        [[np.cos(rotation), -np.sin(rotation)], [np.sin(rotation), np.cos(rotation)]]
    ) @ [
        [aspect, shear],
        [0, 1],
    ]
    offset = 96 - matrix @ [96, 96]
    warped = canvas.transform(
        canvas.size,
        Image.Transform.AFFINE,
        (*matrix[0], offset[0], *matrix[1], offset[1]),
        Image.Resampling.BILINEAR,
    )
    return normalize_to_frame(np.asarray(warped))
