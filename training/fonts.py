"""Glyphs of the machine's fonts: letters as negatives; printed digits, which are digits too."""

from __future__ import annotations

import functools
from pathlib import Path

import matplotlib
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from .pen import fit

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
"""Parts of names of fonts that hold signs instead of the letters."""

LETTERS = "ACDEFGHJKLMNPQRTUVWXYadefhkmnprtuvwxy&@#?%+=<>*"
"""Without O I l i j S s Z z B b g q c: alone, they are digits in somebody's hand."""

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
"""Parts of names of fonts that training never sees; validation draws its negatives with them."""


@functools.lru_cache(maxsize=2)
def faces(held_out: bool) -> tuple[str, ...]:
    """Paths of the fonts to train with, or of those held out, in an order that machines share."""
    found = {}
    for folder in FOLDERS:
        for path in sorted(folder.rglob("*.[to]tf")):
            if not any(part in path.name for part in SYMBOLS):
                found.setdefault(path.name, str(path))
    names = [name for name in sorted(found) if any(part in name for part in HELD_OUT) == held_out]
    return tuple(found[name] for name in names)


def count() -> int:
    """How many fonts there are on this machine."""
    return len(faces(False)) + len(faces(True))


@functools.lru_cache(maxsize=512)
def _font(path: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, 80)


def glyph(character: str, path: str, rng: np.random.Generator) -> np.ndarray:
    """One character, turned and sheared a little, framed as MNIST frames, uint8 [28,28]."""
    canvas = Image.new("L", (192, 192))
    ImageDraw.Draw(canvas).text((96, 96), character, fill=255, font=_font(path), anchor="mm")
    shear, turn, squeeze = rng.normal(0, 0.12), rng.normal(0, 0.1), np.exp(rng.normal(0, 0.15))
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) @ [
        [squeeze, shear],
        [0, 1],
    ]
    offset = 96 - matrix @ [96, 96]
    warped = canvas.transform(
        canvas.size,
        Image.Transform.AFFINE,
        (*matrix[0], offset[0], *matrix[1], offset[1]),
        Image.Resampling.BILINEAR,
    )
    return fit(np.asarray(warped))
