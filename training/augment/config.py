"""The strength of every augmentation."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class AugmentationConfig:
    """Ranges are symmetric and uniform unless stated. Probabilities are per raster."""

    rotation: float = 10.0
    """Degrees, either way."""
    scale: float = 0.12
    """Relative change of size, either way."""
    shrink_probability: float = 0.06
    """Scales by another 0.7 to 1, as if a speck beside the digit had been framed with it."""
    aspect: float = 0.12
    """Standard deviation of the logarithm of width to height."""
    shear: float = 0.15
    """Horizontal, either way."""
    stretch_probability: float = 0.06
    """Widens to at most the width of the box, as pictures do that were squeezed into a square."""
    translation: float = 2.0
    """Pixels, either way."""
    elastic: float = 0.5
    """Standard deviation of the displacement of a 5x5 grid of control points, pixels."""
    dilate_probability: float = 0.12
    erode_probability: float = 0.16
    blur_probability: float = 0.10
    coarsen_probability: float = 0.08
    """Reduces to the resolution of a tight crop of 10 to 16 pixels and enlarges again."""
    fade_probability: float = 0.12
    min_contrast: float = 0.35
    """Lowest contrast after fading, relative to the original."""
    line_probability: float = 0.02
    noise_probability: float = 0.05
    identity_probability: float = 0.25
    """Returns the raster unchanged."""
