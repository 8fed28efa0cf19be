"""A pen: strokes in, a 28x28 raster in MNIST's own framing out."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

SIDE, BOX = 28, 20
"""MNIST's frame, and the box its digits were fitted into, in pixels."""
FINE = 4
"""Sub-pixels a pixel while drawing; averaged away for smooth edges."""

Stroke = np.ndarray
"""Points [K,2], x to the right and y downwards, in any unit."""


def smooth(points: np.ndarray, steps: int = 8) -> Stroke:
    """A Catmull-Rom curve through `points` [K,2]."""
    if len(points) < 3:
        return points
    before, after = 2 * points[0] - points[1], 2 * points[-1] - points[-2]
    p = np.concatenate([[before], points, [after]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None, None]
    a, b, c, d = p[:-3], p[1:-2], p[2:-1], p[3:]
    curve = 0.5 * (
        2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
    )
    return np.concatenate([curve.transpose(1, 0, 2).reshape(-1, 2), points[-1:]])


def draw(strokes: list[Stroke], width: float, box: float = BOX) -> np.ndarray:
    """Draw strokes with a round pen of `width` pixels, fitted into `box` pixels, centred by mass.

    Returns uint8 [28,28], 0 background to 255 ink.
    """
    points = np.concatenate(strokes)
    low, high = points.min(0), points.max(0)
    scale = max(box - width, 1) / max((high - low).max(), 1e-6)
    middle = (low + high) / 2
    canvas = Image.new("L", (SIDE * FINE, SIDE * FINE))
    pen = ImageDraw.Draw(canvas)
    radius = width * FINE / 2
    for stroke in strokes:
        path = [tuple(point) for point in ((stroke - middle) * scale + SIDE / 2) * FINE]
        if len(path) > 1:
            pen.line(path, fill=255, width=max(1, round(2 * radius)), joint="curve")
        for x, y in (path[0], path[-1]):
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    return centre(np.asarray(canvas))


def centre(fine: np.ndarray) -> np.ndarray:
    """Shift a fine canvas so that its centre of mass is its middle, then average it to 28x28."""
    mass = fine.sum(dtype=np.int64)
    if mass:
        rows, columns = fine.sum(1, dtype=np.int64), fine.sum(0, dtype=np.int64)
        size = len(fine)
        places = np.arange(size) + 0.5
        down = round(size / 2 - float(rows @ places) / mass)
        right = round(size / 2 - float(columns @ places) / mass)
        fine = shift(fine, down, right)
    step = len(fine) // SIDE
    return fine.reshape(SIDE, step, SIDE, step).mean((1, 3)).round().astype(np.uint8)


def shift(image: np.ndarray, down: int, right: int) -> np.ndarray:
    """Move a picture; what leaves is lost and background comes in."""
    moved = np.zeros_like(image)
    height, width = image.shape
    rows, columns = (
        slice(max(down, 0), height + min(down, 0)),
        slice(max(right, 0), width + min(right, 0)),
    )
    from_rows, from_columns = (
        slice(max(-down, 0), height + min(-down, 0)),
        slice(max(-right, 0), width + min(-right, 0)),
    )
    moved[rows, columns] = image[from_rows, from_columns]
    return moved


def fit(ink: np.ndarray, box: int = BOX) -> np.ndarray:
    """Any ink (uint8, 0 background) framed as MNIST frames digits: cropped, fitted, centred."""
    rows, columns = np.flatnonzero(ink.max(1) > 32), np.flatnonzero(ink.max(0) > 32)
    if not len(rows):
        return np.zeros((SIDE, SIDE), np.uint8)
    crop = Image.fromarray(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
    scale = box * FINE / max(crop.size)
    size = tuple(max(1, round(side * scale)) for side in crop.size)
    canvas = Image.new("L", (SIDE * FINE, SIDE * FINE))
    canvas.paste(
        crop.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0),
        tuple((SIDE * FINE - side) // 2 for side in size),
    )
    return centre(np.asarray(canvas))
