"""Synthetic handwriting: stroke models of the ten digits, and of letters and signs.

MNIST was written by Americans. Other writers draw a 1 with a flag and a foot, a 7 with a bar, an
open 4 and a 9 with a tail. The model must read these too.

A shape is a list of strokes. A stroke is a list of points (x, y) in a unit box, y downwards. If it
starts with `~`, it is a Catmull-Rom spline; otherwise it is a polyline.
"""

from __future__ import annotations

import numpy as np

from .rasterize import BOX, Stroke, catmull_rom, draw

Shape = list[tuple[bool, np.ndarray]]
"""Strokes: whether it is a spline, and its points [K,2]."""


def _shape(*strokes: str) -> Shape:
    """Parses `"~.5,0 .2,.4"` to `(True, [[.5,0],[.2,.4]])`."""
    shape = []
    for stroke in strokes:
        curved = stroke.startswith("~")
        points = [
            [float(number) for number in point.split(",")] for point in stroke.lstrip("~").split()
        ]
        shape.append((curved, np.array(points)))
    return shape


DIGITS = {
    "0": [
        _shape("~.5,0 .2,.12 .05,.5 .2,.88 .5,1 .8,.88 .95,.5 .8,.12 .48,0"),
        _shape("~.55,.03 .25,.2 .15,.55 .3,.92 .6,.95 .8,.6 .75,.2 .5,.02 .35,.1"),
        _shape("~.5,.2 .1,.3 0,.5 .12,.72 .5,.8 .9,.7 1,.5 .88,.28 .48,.2"),
        _shape("~.6,.06 .3,.02 .05,.4 .15,.85 .5,1 .85,.8 .95,.4 .7,.12 .45,.1"),
    ],
    "1": [
        _shape(".5,0 .5,1"),
        _shape("~.2,.35 .4,.18 .52,0", ".52,0 .52,1"),
        _shape(".15,.35 .5,0 .5,1"),
        _shape(".1,.5 .55,0 .55,1"),
        _shape(".2,.3 .5,0 .5,1", ".2,1 .8,1"),
        _shape(".3,.22 .5,0 .5,1", ".3,1 .72,1"),
        _shape(".05,.42 .5,0 .42,1"),
        _shape(".1,.35 .45,0 .45,1", ".02,1 .9,1"),
        _shape("~.1,.4 .35,.2 .55,0", "~.55,0 .5,.5 .42,1", "~.1,.98 .5,1 .95,.95"),
        _shape("~.25,.25 .42,.05 .5,.2 .48,.6 .5,1"),
    ],
    "2": [
        _shape("~.1,.25 .25,.05 .6,0 .85,.2 .7,.5 .4,.75 .1,1", ".1,1 .95,1"),
        _shape("~.15,.2 .4,0 .75,.1 .8,.35 .5,.7 .15,.95 .1,.8 .3,.75 .6,.95 .95,.9"),
        _shape("~.1,.1 .5,0 .85,.15 .6,.55 .05,1", "~.05,1 .4,.93 .9,1"),
    ],
    "3": [
        _shape("~.1,.12 .45,0 .8,.15 .7,.38 .4,.47", "~.4,.47 .8,.55 .9,.8 .5,1 .08,.88"),
        _shape(".1,0 .85,0 .4,.4", "~.4,.4 .8,.5 .9,.78 .55,1 .1,.92"),
        _shape("~.15,.1 .5,0 .8,.2 .45,.45 .3,.5 .6,.5 .85,.75 .5,1 .1,.9"),
    ],
    "4": [
        _shape(".35,0 .05,.6 .95,.6", ".7,.3 .7,1"),
        _shape(".7,1 .7,0 .05,.65 .95,.65"),
        _shape("~.2,.05 .12,.35 .15,.5 .5,.52 .85,.45", ".82,.05 .75,1"),
        _shape(".15,0 .1,.5 .85,.5", ".75,0 .75,1"),
        _shape(".45,0 .05,.55 .9,.5", ".6,.25 .5,1"),
        _shape(".75,.55 .05,.5 .7,0 .7,1"),
        _shape(".8,.4 .05,.38 .75,.02 .8,1"),
        _shape("~.75,.55 .3,.58 .06,.52 .12,.42", ".12,.42 .72,0 .68,1"),
        _shape(".85,.55 .05,.55 .65,0 .65,1"),
        _shape("~.95,.5 .5,.57 .08,.5 .3,.25", ".3,.25 .62,0 .58,1"),
        _shape("~.3,0 .1,.4 .3,.55 .8,.4", "~.85,.1 .7,.5 .55,1"),
        _shape(".2,0 .2,.45 .8,.45", ".8,0 .8,1"),
    ],
    "5": [
        _shape(".85,0 .25,0 .2,.42", "~.2,.42 .55,.35 .88,.55 .8,.88 .45,1 .08,.9"),
        _shape("~.25,.05 .2,.45 .55,.4 .85,.6 .7,.92 .35,1 .1,.88", ".25,.05 .85,.02"),
        _shape("~.8,.02 .3,.08 .22,.4 .6,.42 .8,.7 .5,1 .1,.92"),
        _shape(".85,.02 .15,.02 .15,.45 .82,.45 .85,.95 .1,.97"),
    ],
    "6": [
        _shape("~.75,.02 .4,.15 .12,.5 .12,.8 .4,1 .75,.9 .85,.68 .6,.52 .3,.58 .12,.8"),
        _shape("~.6,0 .3,.3 .15,.7 .35,.98 .7,.95 .8,.7 .5,.55 .2,.72"),
        _shape("~.85,.15 .55,.02 .2,.25 .1,.65 .35,1 .75,.92 .8,.62 .45,.5 .12,.68"),
        _shape(".8,.02 .15,.05 .15,.97 .85,.97 .85,.5 .15,.5"),
    ],
    "7": [
        _shape(".1,.02 .9,.02 .4,1"),
        _shape(".1,.05 .9,.05 .35,1", ".25,.5 .8,.5"),
        _shape("~.1,.12 .3,.05 .6,.08 .9,.02", "~.9,.02 .6,.45 .4,1", ".3,.52 .85,.45"),
        _shape(".12,.18 .12,.03 .9,.03 .45,1", ".3,.48 .8,.48"),
        _shape("~.08,.1 .5,.06 .88,.04", "~.88,.04 .6,.5 .5,1"),
        _shape(".05,.0 .85,.0 .5,1", ".35,.55 .85,.4"),
        _shape("~.1,.2 .2,.06 .85,.1", ".85,.1 .3,1"),
    ],
    "8": [
        _shape("~.8,.15 .5,0 .2,.15 .3,.4 .7,.58 .85,.82 .5,1 .15,.82 .3,.58 .7,.4 .8,.15"),
        _shape("~.5,.45 .2,.25 .5,0 .8,.25 .5,.45 .12,.75 .5,1 .88,.75 .5,.45"),
        _shape("~.85,.08 .45,.02 .2,.22 .5,.48 .8,.72 .5,1 .2,.78 .5,.48 .85,.2 .78,.05"),
        _shape("~.5,0 .25,.2 .5,.45 .75,.2 .48,0", "~.5,.45 .12,.75 .5,1 .88,.75 .48,.45"),
        _shape("~.95,.1 .6,0 .3,.2 .45,.45 .6,.75 .4,1 .05,.9 .2,.65 .6,.4 .95,.1"),
    ],
    "9": [
        _shape("~.8,.22 .5,0 .18,.2 .25,.48 .6,.5 .8,.25", ".8,.2 .75,1"),
        _shape("~.8,.2 .45,.02 .15,.25 .35,.5 .7,.42 .82,.15", "~.82,.15 .8,.7 .6,.98 .2,.92"),
        _shape("~.75,.3 .5,.02 .2,.2 .35,.48 .75,.3 .72,.7 .5,1 .3,.95"),
        _shape("~.82,.25 .5,0 .2,.25 .45,.5 .8,.28 .6,.7 .4,1"),
        _shape(".85,.45 .1,.5 .1,.05 .85,.05 .85,1"),
        _shape("~.8,.25 .5,0 .2,.25 .5,.5 .8,.25", ".8,.05 .8,1"),
        _shape("~.8,.2 .5,0 .2,.2 .4,.45 .8,.3", ".8,.15 .75,.75 .2,1"),
        _shape("~.9,.3 .6,.45 .2,.3 .4,.02 .85,.1 .95,.5 .8,.9 .4,1 .1,.85"),
        _shape("~.75,.05 .4,.02 .15,.25 .35,.48 .75,.3 .8,.05 .78,.6 .6,1 .15,.95 .2,.75"),
    ],
}

FLAGGED_ONES = {"1": DIGITS["1"][2:]}
CROSSED_SEVENS = {"7": [shape for shape in DIGITS["7"] if len(shape) > 1]}
OPEN_FOURS = {"4": DIGITS["4"]}
TAILED_NINES = {"9": DIGITS["9"]}

# Without O I l S Z B g q b, which some writers draw like a digit.
LETTERS_AND_SIGNS = [
    _shape(".5,0 0,1", ".5,0 1,1", ".2,.6 .8,.6"),  # A
    _shape("~.9,.15 .5,0 .1,.25 .05,.6 .3,.95 .9,.88"),  # C
    _shape(".1,0 .1,1", "~.1,0 .6,.05 .95,.5 .6,.95 .1,1"),  # D
    _shape(".9,0 .1,0 .1,1 .9,1", ".1,.5 .75,.5"),  # E
    _shape("~.85,.1 .4,0 .2,.25 .5,.45 .2,.65 .2,.9 .6,1 .9,.88"),  # E, round
    _shape(".9,0 .1,0 .1,1", ".1,.5 .75,.5"),  # F
    _shape(".1,0 .1,1", ".9,0 .9,1", ".1,.5 .9,.5"),  # H
    _shape(".1,0 .1,1", ".85,0 .12,.55 .9,1"),  # K
    _shape(".15,0 .15,1 .9,1"),  # L
    _shape(".05,1 .1,0 .5,.6 .9,0 .95,1"),  # M
    _shape(".1,1 .1,0 .9,1 .9,0"),  # N
    _shape(".15,0 .15,1", "~.15,.02 .7,.05 .85,.28 .6,.5 .15,.52"),  # P
    _shape(".15,0 .15,1", "~.15,.02 .7,.05 .85,.25 .6,.48 .15,.5", ".45,.5 .9,1"),  # R
    _shape(".05,.02 .95,.02", ".5,.02 .5,1"),  # T
    _shape("~.1,0 .1,.6 .3,.95 .7,.95 .9,.6 .9,0"),  # U
    _shape(".05,0 .5,1 .95,0"),  # V
    _shape("0,0 .25,1 .5,.3 .75,1 1,0"),  # W
    _shape(".05,0 .95,1", ".95,0 .05,1"),  # X
    _shape(".05,0 .5,.5 .95,0", ".5,.5 .5,1"),  # Y
    _shape("~.15,.5 .8,.5 .75,.15 .4,.02 .1,.4 .2,.9 .6,1 .9,.85"),  # e
    _shape(".2,0 .2,1", "~.2,.6 .5,.4 .8,.55 .8,1"),  # h
    _shape(".2,0 .2,1", ".75,.4 .22,.7 .8,1"),  # k
    _shape("~.05,1 .08,.3 .25,.2 .45,.4 .48,1", "~.48,.45 .7,.2 .92,.4 .95,1"),  # m
    _shape("~.1,1 .12,.1 .5,.0 .88,.3 .9,1"),  # n
    _shape(".2,.3 .2,1", "~.2,.55 .45,.32 .8,.4"),  # r
    _shape("~.5,0 .45,.7 .6,1 .9,.9", ".15,.3 .85,.3"),  # t
    _shape("~0,.2 .1,.9 .4,.95 .5,.5 .6,.95 .9,.85 1,.2"),  # w
    _shape(".5,0 .5,1", "0,.5 1,.5"),  # +
    _shape(".0,.35 1,.3", ".0,.65 1,.68"),  # =
    _shape(".0,.5 1,.48"),  # -
    _shape(".3,0 .2,1", ".75,0 .65,1", ".0,.35 1,.3", ".0,.7 .95,.66"),  # #
    _shape("0,.6 .35,1 1,0"),  # tick
    _shape("~.1,.3 .2,.05 .5,.0 .85,.2 .7,.45 .48,.55 .48,.72", ".48,.95 .48,1"),  # ?
    _shape("~.5,.3 .3,.0 .02,.2 .2,.6 .5,1 .8,.6 .98,.2 .7,.0 .5,.3"),  # heart
    _shape(".5,0 .95,.9 .02,.35 .98,.35 .1,.95 .5,0"),  # star
    _shape("0,1 .5,0 1,1 0,1"),  # triangle
    _shape("0,0 1,0 1,1 0,1 0,0"),  # square
    _shape("0,.5 1,.5", ".7,.2 1,.5 .7,.8"),  # arrow
    _shape("~0,.5 .2,.2 .4,.7 .6,.2 .8,.7 1,.4"),  # wave
    _shape("~.5,.5 .6,.4 .7,.6 .45,.75 .2,.5 .4,.1 .85,.15 1,.6 .6,1 .1,.9"),  # spiral
]


def draw_shape(shape: Shape, rng: np.random.Generator, variation: float = 1.0) -> np.ndarray:
    """Draws a shape once, uint8 [28,28], with random jitter, slant, rotation, aspect and pen width.

    `variation` scales the standard deviations: 0 draws the shape as it is.
    """
    strokes: list[Stroke] = []
    for curved, points in shape:
        points = points + rng.normal(0, 0.035 * variation, points.shape)
        strokes.append(catmull_rom(points) if curved else points)
    aspect = np.exp(rng.normal(-0.25, 0.3 * variation))
    slant, rotation = rng.normal(-0.12, 0.18 * variation), rng.normal(0, 0.08 * variation)
    shear = np.array([[aspect, 0], [slant, 1]])
    rotate = np.array([[np.cos(rotation), np.sin(rotation)], [-np.sin(rotation), np.cos(rotation)]])
    pen_width = float(np.clip(rng.lognormal(0.7, 0.4 * variation), 0.8, 5.0))
    return draw([stroke @ shear @ rotate for stroke in strokes], pen_width, BOX)


def draw_scribble(rng: np.random.Generator) -> np.ndarray:
    """Draws one to three random strokes, uint8 [28,28]."""
    strokes = [
        catmull_rom(rng.random((rng.integers(4, 14), 2)), 5) for _ in range(rng.integers(1, 4))
    ]
    if rng.random() < 0.5:
        strokes = [stroke[:: rng.integers(3, 6)] for stroke in strokes]
    return draw(strokes, float(rng.uniform(1, 3)))
