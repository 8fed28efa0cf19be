import { close, dilate, erode } from './morphology.js'
import { negative, type Plane, quantile, resample, wholeOf } from './plane.js'

/** Longest side of the coarse copy on which the paper is looked for: strokes still show there, noise does not. */
const coarseSide = 112

/** Radii of the closings that are tried, as parts of the picture's mean side: hair lines to broad markers. */
const reaches = [0.02, 0.035, 0.06, 0.1, 0.16]

/** A wider reach has to fill this much more of the rims to be worth the shadows that it fills as well. */
const pricePerReach = 0.06

/** Rims are at least this sharp: in grey levels, and as a part of the sharpest in the picture. */
const leastSharpness = 6
const leastPart = 0.3

/** Division by darker paper than this would blow up the noise. */
const darkestPaper = 24

/** A way of telling ink from paper. */
export interface Reading {
  readonly isLightOnDark: boolean
  /** How light the paper is, on the coarse copy, 0..255; in the negative where the ink is light. */
  readonly paper: Plane
}

/**
 * Tells ink from paper: which of the two is lighter, and how light the paper is everywhere. Most probable first.
 *
 * Ink is what is narrow. Dark rims along sharp edges are filled by the closing with a small square where they belong
 * to dark strokes, and by none where they belong to shadows, to the table beside the page, or to the dark paper
 * around light strokes. So this is measured for both polarities, with squares from small to large: the polarity whose
 * rims are filled earlier is the ink's, and the smallest square that fills nearly as many as the largest gives the
 * paper. Strokes broader than any square are left to the last reading: paper as along the frame, and even.
 */
export function readings(picture: Plane): Reading[] {
  const shrink = Math.max(1, Math.max(picture.width, picture.height) / coarseSide)
  const scaled = (length: number) => Math.max(1, Math.round(length / shrink))
  const coarse = resample(picture, wholeOf(picture), scaled(picture.width), scaled(picture.height))
  const inverse = negative(coarse)
  const frame = frameOf(coarse)
  const dark = fillings(coarse, frame.isPlain ? frame.level : undefined)
  const light = fillings(inverse, frame.isPlain ? 255 - frame.level : undefined)
  const isLightOnDark = isSecondNarrower(dark, light)
  const narrow = [
    { isLightOnDark: false, paper: best(dark) },
    { isLightOnDark: true, paper: best(light) },
  ]
  const isFrameDark = frame.level < 128
  const level = isFrameDark ? 255 - frame.level : frame.level
  const even = { isLightOnDark: isFrameDark, paper: { ...coarse, values: coarse.values.map(() => level) } }
  return isLightOnDark ? [narrow[1]!, narrow[0]!, even] : [narrow[0]!, narrow[1]!, even]
}

/**
 * Contrast of every pixel with the paper under it: 0 paper, 1 black on whatever light falls there. Light multiplies,
 * so the division undoes shadows. Beside a sharp edge the darker side's paper is taken, lest the edge look like ink.
 */
export function contrastOf(picture: Plane, { isLightOnDark, paper }: Reading): Plane {
  const { width, height } = picture
  const under = resample(erode(paper, 1), wholeOf(paper), width, height)
  const values = under.values
  for (let i = 0; i < values.length; i++) {
    const value = isLightOnDark ? 255 - picture.values[i]! : picture.values[i]!
    values[i] = 1 - value / Math.max(darkestPaper, values[i]!)
  }
  return under
}

interface Filling {
  readonly paper: Plane
  /** Part of the dark rims along sharp edges that it fills, 0..1. */
  readonly filled: number
}

function fillings(coarse: Plane, outside?: number): Filling[] {
  const rims = rimsOf(coarse)
  const side = Math.sqrt(coarse.width * coarse.height)
  return reaches.map((reach) => {
    const paper = close(coarse, Math.max(1, Math.round(reach * side)), outside)
    let filled = 0
    for (const { at, depth } of rims) if (paper.values[at]! - coarse.values[at]! > 0.7 * depth) filled++
    return { paper, filled: rims.length > 0 ? filled / rims.length : 0 }
  })
}

/** Pixels on the dark side of sharp edges; their depth is the morphological Laplacian, which is 0 on even slopes. */
function rimsOf(coarse: Plane): { at: number; depth: number }[] {
  const top = dilate(coarse, 2).values
  const bottom = erode(coarse, 2).values
  const depths = top.map((value, i) => value + bottom[i]! - 2 * coarse.values[i]!)
  const sharp = Math.max(leastSharpness, leastPart * quantile(depths.slice().sort(), 0.99))
  const rims: { at: number; depth: number }[] = []
  for (let at = 0; at < depths.length; at++) if (depths[at]! > sharp) rims.push({ at, depth: depths[at]! })
  return rims
}

function isSecondNarrower(first: readonly Filling[], second: readonly Filling[]): boolean {
  const lead = first.reduce((sum, { filled }, i) => sum + filled - second[i]!.filled, 0)
  if (Math.abs(lead) > 1) return lead < 0
  for (const [i, { filled }] of first.entries()) {
    const other = second[i]!.filled
    if (Math.max(filled, other) > 0.06 && (filled > 3 * other || other > 3 * filled)) return other > filled
  }
  return lead < 0
}

/** One size larger than the best, because strokes are wider where they cross. */
function best(fillings: readonly Filling[]): Plane {
  let chosen = 0
  const worth = (i: number) => fillings[i]!.filled - pricePerReach * i
  for (let i = 1; i < fillings.length; i++) if (worth(i) > worth(chosen)) chosen = i
  return fillings[Math.min(chosen + 1, fillings.length - 1)]!.paper
}

/** Along the frame: the usual lightness, and whether nearly all of it is like that. */
function frameOf({ values, width, height }: Plane): { level: number; isPlain: boolean } {
  const frame: number[] = []
  for (let x = 0; x < width; x++) frame.push(values[x]!, values[(height - 1) * width + x]!)
  for (let y = 0; y < height; y++) frame.push(values[y * width]!, values[y * width + width - 1]!)
  const level = quantile(Float32Array.from(frame).sort(), 0.5)
  const alike = frame.filter((value) => Math.abs(value - level) < 0.06 * 255)
  return { level, isPlain: alike.length > 0.8 * frame.length }
}
