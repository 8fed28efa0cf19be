"""Renders strokes as 28x28 rasters, normalized as MNIST's digits are."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

SIDE, BOX = 28, 20
"""Side of MNIST's frame, and of the box that its digits were scaled into, in pixels."""
OVERSAMPLING = 4
"""Sub-pixels per pixel and axis while drawing; averaging them smooths the edges."""
INK_THRESHOLD = 32
"""Pixels up to this value count as background when a digit is cropped."""

Stroke = np.ndarray
"""Points [K,2]: x to the right, y downwards, in any unit."""


def catmull_rom(points: np.ndarray, steps: int = 8) -> Stroke:
    """Returns a Catmull-Rom spline through `points` [K,2], with `steps` points per segment."""
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
    """Draws strokes with a round pen of `width` pixels, scaled to a box of `box` pixels.

    Returns uint8 [28,28], 0 background to 255 ink, with the center of mass in the middle.
    """
    return center_by_mass(draw_oversampled(strokes, width, box))


def draw_oversampled(
    strokes: list[Stroke], width: float, box: float = BOX, oversampling: int = OVERSAMPLING
) -> np.ndarray:
    """Draws strokes in a frame of 28 pixels with `oversampling` sub-pixels each; uint8 [S,S]."""
    points = np.concatenate(strokes)
    low, high = points.min(0), points.max(0)
    scale = max(box - width, 1) / max((high - low).max(), 1e-6)
    middle = (low + high) / 2
    canvas = Image.new("L", (SIDE * oversampling, SIDE * oversampling))
    pen = ImageDraw.Draw(canvas)
    radius = width * oversampling / 2
    for stroke in strokes:
        path = [tuple(point) for point in ((stroke - middle) * scale + SIDE / 2) * oversampling]
        if len(path) > 1:
            pen.line(path, fill=255, width=max(1, round(2 * radius)), joint="curve")
        for x, y in (path[0], path[-1]):
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    return np.asarray(canvas)


def center_by_mass(canvas: np.ndarray) -> np.ndarray:
    """Moves the center of mass of an oversampled canvas to the middle and averages it to 28x28."""
    mass = canvas.sum(dtype=np.int64)
    if mass:
        rows, columns = canvas.sum(1, dtype=np.int64), canvas.sum(0, dtype=np.int64)
        size = len(canvas)
        positions = np.arange(size) + 0.5
        down = round(size / 2 - float(rows @ positions) / mass)
        right = round(size / 2 - float(columns @ positions) / mass)
        canvas = shift(canvas, down, right)
    step = len(canvas) // SIDE
    return canvas.reshape(SIDE, step, SIDE, step).mean((1, 3)).round().astype(np.uint8)


def shift(image: np.ndarray, down: int, right: int) -> np.ndarray:
    """Shifts an image by whole pixels and fills with background."""
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


def crop_to_ink(ink: np.ndarray) -> np.ndarray:
    """Crops an image (uint8, 0 background) that has ink to the box of its ink."""
    rows, columns = (np.flatnonzero(ink.max(axis) > INK_THRESHOLD) for axis in (1, 0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def normalize_to_frame(ink: np.ndarray, box: int = BOX) -> np.ndarray:
    """Crops, scales and centers ink (uint8, 0 background) as MNIST's digits are; uint8 [28,28].

    Returns an empty raster if there is no ink.
    """
    if ink.max() <= INK_THRESHOLD:
        return np.zeros((SIDE, SIDE), np.uint8)
    crop = Image.fromarray(crop_to_ink(ink))
    scale = box * OVERSAMPLING / max(crop.size)
    size = tuple(max(1, round(side * scale)) for side in crop.size)
    canvas = Image.new("L", (SIDE * OVERSAMPLING, SIDE * OVERSAMPLING))
    canvas.paste(
        crop.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0),
        tuple((SIDE * OVERSAMPLING - side) // 2 for side in size),
    )
    return center_by_mass(np.asarray(canvas))
