/**
 * The numbers of preprocessing, in the order of its steps, each with its reason. Unless a comment says otherwise, lengths are
 * fractions of the longest side of the working image, and contrasts go from 0, the background, to 1, black on white.
 */

// Working size, in pixels.

/** Longest side of the working image: a stroke in a photo is still several pixels wide, and a step takes milliseconds. */
export const workingSide = 256
/** Smaller images are enlarged to this, so that the edge of a stroke can lie between two pixels. */
export const minWorkingSide = 112
/** Largest factor of that: interpolation adds no detail, only work. */
export const maxEnlargement = 4
/** A smaller digit region is segmented again from a close-up: it has fewer than 3.4 pixels for each of the 20 of the raster. */
export const minRegionSide = 68
/** Margin around a close-up, as a fraction of the region: enough background to estimate it from. */
export const closeUpMargin = 0.6

// Bilevel images.

/** Fraction of the variance that two grey levels explain: 0.75 in an even slope, more in a crop of 16 pixels. */
export const minSeparability = 0.76
/** Least difference of the two, in grey levels: less may be noise. */
export const minBilevelContrast = 24
/** A level that this fraction of the frame has is the background's: only a crop of an upright stroke has less. */
export const frameMajority = 2 / 3
/** A picture up to this many pixels is a crop, without shadows on it... */
export const maxShadowlessSide = 64
/** ...and so is a larger one of which two levels explain more than this: the edges of shadows are soft. */
export const shadowlessSeparability = 0.96
/** The ink reaches this near to every side, as a fraction of the longest: 2 pixels of 16. */
export const tightMargin = 0.13
/** Contrast, relative to that of the ink, above which a pixel is ink. */
export const bilevelInk = 0.45
/** Background that is added all around, in pixels. */
export const bilevelMargin = 2

// Background estimation.

/** Longest side of the copy on which the background is estimated, in pixels: strokes show there, noise does not. */
export const coarseSide = 112
/** Closings of a larger radius, in pixels, are computed at half the size: in a quarter of the time, or less. */
export const maxFullSizeRadius = 4
/** A larger closing has to fill this much more of the edge pixels, because it fills more shadows as well. */
export const closingPenalty = 0.06
/** An edge pixel counts as filled at this fraction of its depth: few are filled to the full. */
export const filledDepth = 0.7
/** Radius of the morphological Laplacian, in pixels: the blur of an edge on the coarse copy. */
export const edgeRadius = 2
/** Least depth of an edge, in grey levels: above the noise of the coarse copy. */
export const minEdgeDepth = 6
/** Least depth of an edge, as a fraction of the deepest: in a picture of high contrast, faint edges are texture. */
export const minRelativeEdgeDepth = 0.3
/** This fraction of the pixels may be deeper than what counts as the deepest edge, so that single pixels do not set it. */
export const edgeOutliers = 0.01
/** Sum of the differences of two filled fractions, over all closings, that decides the polarity at once. */
export const clearLead = 1
/** Otherwise the first closing decides that fills this fraction of one polarity's edge pixels... */
export const minFilled = 0.06
/** ...and this many times that of the other. */
export const filledRatio = 3
/** Along a plain frame, this fraction of the pixels... */
export const plainFrame = 0.8
/** ...is within this fraction of the grey range around the median. */
export const plainFrameRange = 0.06
/** Darkest background to divide by, in grey levels: less would amplify the noise. */
export const darkestBackground = 24

// Noise estimation.

/** Noise of a larger standard deviation is smoothed first: strokes survive it, coarse grain does not. */
export const coarseNoise = 0.018
/** Most passes of that: each makes fine strokes paler. */
export const maxSmoothing = 2
/** Diameter of the window in which noise is measured: larger than a stroke, smaller than a shadow. */
export const noiseWindow = 0.17
/** Contrast up to this may be background. */
export const maxBackgroundContrast = 0.15
/** Values this many standard deviations above the mean are left out of the second measurement: they may be ink. */
export const noiseCutOff = 1.2
/** Standard deviation of a normal distribution that is cut off there, relative to the whole. */
export const truncatedDeviation = 0.83
/** Decrease of its mean, in standard deviations of the whole. */
export const truncatedShift = 0.22
/** Least fraction of a window's pixels to measure noise from; with less, that of the whole image is taken. */
export const minNoiseSamples = 0.05
/** Fraction of the values in the interval that gives the mode: background may be no more than this. */
export const modeShare = 0.3
/** Width of the central 30 % of a normal distribution, in standard deviations. */
export const modeWidth = 0.77
/** The mode is computed from about as many pixels as this: sorting all of them would take longer than the rest. */
export const modeSamples = 2000

// Thresholding.

/** A digit found at lenient sensitivity has at least this size: smaller components arise from noise. */
export const minLenientSide = 0.15
/** The edge of a stroke lies where its contrast falls to this fraction of the greatest nearby. */
export const edgeContrast = 0.4
/** Diameter of the window that counts as nearby: about the width of a stroke. */
export const inkWindow = 0.02
/** Weak pixels have this fraction of the least contrast of strong ones... */
export const weakContrast = 0.5
/** ...and exceed the noise by this many standard deviations: 2 % of the background does, but seldom connected. */
export const weakDeviations = 2

// Ruled lines.

/** Greatest thickness: of a line, not of a stroke. */
export const lineThickness = 0.022
/** Greatest slope, in pixels down per pixel across: paper is seldom photographed at more than 17 degrees. */
export const maxLineSlope = 0.3
/** A line is seen in this fraction of the columns in which nothing crosses it: pale ones are broken... */
export const minLineCoverage = 0.7
/** ...and is crossed in at most this fraction of all columns: otherwise it is an edge of something solid. */
export const maxLineCrossings = 0.4
/** Ends that are closer than this, in pixels, belong to one line: its rows may end at different columns. */
export const sameLine = 1.5
/** Number of columns in which a line is looked for: more would find the same lines. */
export const lineColumns = 128
/** Vertical runs up to this multiple of the usual one, and a pixel, are the line's own: longer ones belong to a stroke. */
export const lineRun = 1.5
/**
 * Most points at which the search looks in one direction, some milliseconds' worth. A page of ruled paper needs a tenth of
 * it; in a picture of slanted lines only, every line would be tried with every other.
 */
export const maxLineSamples = 150_000

// Corners of rotated pictures, in pixels and grey levels of the working image.

/** Levels by which the fill of a corner varies: it is of one color, but JPEG adds noise. */
export const cornerLevels = 2
/** Shortest leg of such a triangle: smaller ones do no harm. */
export const minCornerLeg = 4
/** Number of rows that its long side is fitted to: more would find the same line. */
export const cornerRows = 24
/** Fraction of these rows that end at the line: beside a page as light as the fill, some do not. */
export const cornerFit = 0.6
/** Greatest difference between opposite triangles, as a fraction of their long side. */
export const cornerMatch = 0.05
/** Pixels that are this near to the long side are mixed with the fill. */
export const cornerInset = 2
/** Pixels of which the median replaces the fill, either way, as a fraction of the long side: more than a stroke is wide. */
export const cornerWindow = 0.15

// Segmentation.

/** Number of background estimates that are tried; at lenient sensitivity only the most probable is. */
export const attempts = 3
/** Smaller components are specks... */
export const speckSide = 0.025
/** ...and so are those whose peak has less than this fraction of the digit's mean contrast. */
export const speckPeak = 0.5
/** Pixels with less than this fraction of the digit's mean contrast are not part of it: they are smudges and bleed-through. */
export const faintInk = 0.3
/** Strokes are narrower than this fraction of the digit: what is broader is a page on a table or a shadow. */
export const maxStrokeRatio = 0.36

// Digit region. Lengths are fractions of the main component's or the region's, as said.

/** Weight of the squared distance from the middle of the image, in squared fractions of its sides: digits are near it. */
export const centrePreference = 3
/** A component that has less than this fraction of its outline on the frame is a stroke that leaves the image... */
export const crossingOutline = 0.1
/** ...which weighs nearly as much as one that does not... */
export const crossingWeight = 0.7
/** ...and more than a hand or a table. */
export const borderWeight = 0.2
/** A component with this fraction of its longest side on the frame lies along it: it is the table or a shadow... */
export const borderSide = 0.5
/** ...unless it spans this fraction of both sides of the image: then it is a digit cropped to its own size. */
export const croppedSpan = 0.8
/** Stroke ratio below which a stroke is a hair line: no pen draws a digit so thin. */
export const hairLine = 0.05
/** A straight component has an outline of at most this multiple of its diagonal: twice for its two sides, and its ends. */
export const straightOutline = 2.3
/** ...and a single stroke that may bend, or be broad, one of at most this multiple. */
export const strokeOutline = 2.5
/** Remnants of ruled lines are at most this high (or wide), in pixels, or as a fraction of the longest side. */
export const remnantPixels = 4
export const remnantSide = 0.05
/** Their peak contrast is at most this: ruled lines are printed pale. */
export const remnantPeak = 0.3
/** After this many lines were removed, remnants are expected... */
export const manyLines = 2
/** ...and may be darker, where lines cross... */
export const lineRemnantPeak = 0.5
/** ...with an area of at most this multiple of the outline: less than three pixels thick. */
export const remnantArea = 1.4
/** Another digit is this tall, as a fraction of the main component... */
export const otherHeight = 0.4
/** ...or this tall, if it is wider than tall... */
export const flatHeight = 0.3
/** ...or this tall, if it is above or below: the slanted bar of a 5 is not... */
export const stackedHeight = 0.55
/** ...has this fraction of its mass, times their ratio of heights... */
export const otherMass = 0.1
/** ...and is at least this far from it, as a fraction of its height: closer ones touch, or are one that broke. */
export const touchingGap = 0.06
/** ...or this far above or below: the two loops of an 8 that broke are closer. */
export const stackedGap = 0.1
/** Two uprights that are closer than this, as a fraction of the height... */
export const openFourGap = 0.2
/** ...and together no wider than this multiple of it, are the two parts of an open 4. */
export const openFourWidth = 1.05
/** A detached stroke this near, as a fraction of the region, belongs to the digit... */
export const strokeGap = 0.15
/** ...if it has this fraction of the main component's mass: less is a speck. */
export const strokeMass = 0.03
/** Right above or below, as the bar of a 5 is, it may be this far away... */
export const barGap = 0.35
/** ...if it has this fraction of the mass. */
export const barMass = 0.08

// Normalization. Lengths in pixels.

/** Longest side at which stroke width is measured: six times that of the raster. */
export const outlineSide = 128
/** Coverage above which a pixel of the outline is ink: below a half, so that hair lines do not break. */
export const outlineCoverage = 0.3
/** Room for strokes to grow, as a fraction of the outline's longest side: a hair line grows by 5 % on each side. */
export const outlineMargin = 0.08
/** Side of the box into which MNIST fits its digits (LeCun et al., 1998, section III-A). */
export const fitSide = 20
/** Width of strokes in the raster: narrower ones are widened to the first and broader ones thinned to the second. */
export const minStrokeWidth = 1.85
export const maxStrokeWidth = 4.5

// Pictures of MNIST's own form, in pixels and grey levels. All of MNIST is within them.

/** The background of such a picture is darker than this. */
export const maxMnistBackground = 64
/** Fraction of the frame that is black in such a picture: in a crop, ink touches the frame. */
export const blackFrame = 0.94
/** Range of the grey levels, from which on such a picture is not blank. */
export const minMnistRange = 24
/** Lightness, on a black background, from which on a pixel counts for the size of the digit. */
export const mnistInk = 32
/** Longest side of the digit: fitted into 20x20, or a little smaller after it was smoothed. */
export const smallestMnistDigit = 17
export const largestMnistDigit = 20
/** Greatest distance of the centre of mass from the middle, on either axis: it was rounded to a pixel. */
export const maxMnistOffset = 1.5
/** What is this many standard deviations above a background that is not black is not noise. */
export const mnistNoise = 3

// Lists and pairs. They are last because esbuild inlines numbers only up to the first export that is not one.

/** Radii of the closings that are tried, as fractions of the image's mean side: from hair lines to broad markers. */
export const closingRadii = [0.02, 0.035, 0.06, 0.1, 0.16]

/** The bounds that a pixel exceeds to be ink. */
export interface Sensitivity {
  /** Least contrast, 0..1, whatever the noise. */
  readonly contrast: number
  /** Least contrast in standard deviations of the noise. */
  readonly deviations: number
}

/** Sensitivity to what is certainly ink. */
export const strict: Sensitivity = { contrast: 0.06, deviations: 4 }
/** Sensitivity to what may be ink, in an image in which nothing certainly is. */
export const lenient: Sensitivity = { contrast: 0.03, deviations: 2.5 }

/** Distances from the left and right side at which lines are searched for, as fractions of the width: ends may be torn or dark. */
export const lineEnds = [0.003, 0.011, 0.025]
/** Offsets of a bent line in its middle, as fractions of the width, straight first: pages are curved. */
export const lineBends = [0, -0.012, 0.012, -0.025, 0.025, -0.04, 0.04, -0.055, 0.055]
