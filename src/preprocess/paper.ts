import { type Bytes, close, dilate, erode } from './morphology.js'
import { type Plane, quantile, resample, toBytes, wholeOf } from './plane.js'

/** Longest side of the coarse copy on which the paper is looked for: strokes still show there, noise does not. */
const coarseSide = 112

/** Radii of the closings that are tried, as parts of the picture's mean side: hair lines to broad markers. */
const reaches = [0.02, 0.035, 0.06, 0.1, 0.16]

/** Closings with a square of a greater radius than this are done at half the size: in a quarter of the time, or less. */
const mostAtFullSize = 4

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
  /** How light the paper is, on a coarse copy, 0..255; in the negative where the ink is light. */
  readonly paper: Bytes
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
  const coarse = shrunk(picture, coarseSide / Math.max(picture.width, picture.height))
  const half = shrunk(coarse, 0.5)
  const frame = frameOf(coarse)
  const rims = rimsOf(coarse)
  const outside = frame.isPlain ? frame.level : undefined
  const outsideNegative = frame.isPlain ? 255 - frame.level : undefined
  const dark = fillings(coarse, half, rims.dark, outside)
  const light = fillings(negative(coarse), negative(half), rims.light, outsideNegative)
  const isLightOnDark = isSecondNarrower(dark, light)
  const narrow = [
    { isLightOnDark: false, paper: best(dark) },
    { isLightOnDark: true, paper: best(light) },
  ]
  const isFrameDark = frame.level < 128
  const level = isFrameDark ? 255 - frame.level : frame.level
  const even = { isLightOnDark: isFrameDark, paper: { values: Uint8Array.of(level), width: 1, height: 1 } }
  return isLightOnDark ? [narrow[1]!, narrow[0]!, even] : [narrow[0]!, narrow[1]!, even]
}

/**
 * Contrast of every pixel with the paper under it: 0 paper, 1 black on whatever light falls there. Light multiplies,
 * so the division undoes shadows. Beside a sharp edge the darker side's paper is taken, lest the edge look like ink.
 */
export function contrastOf(picture: Plane, { isLightOnDark, paper }: Reading): Plane {
  const under = resample(erode(paper, 1), wholeOf(paper), picture.width, picture.height)
  const { values } = under
  const [offset, sign] = isLightOnDark ? [255, -1] : [0, 1]
  for (let i = 0; i < values.length; i++) {
    const light = values[i]! > darkestPaper ? values[i]! : darkestPaper
    values[i] = 1 - (offset + sign * picture.values[i]!) / light
  }
  return under
}

function shrunk(picture: Plane | Bytes, scale: number): Bytes {
  const part = Math.min(1, scale)
  const scaled = (length: number) => Math.max(1, Math.round(length * part))
  return toBytes(resample(picture, wholeOf(picture), scaled(picture.width), scaled(picture.height)))
}

function negative({ values, width, height }: Bytes): Bytes {
  return { values: values.map((value) => 255 - value), width, height }
}

interface Filling {
  readonly paper: Bytes
  /** Part of the dark rims along sharp edges that it fills, 0..1. */
  readonly filled: number
}

/** Where the dark sides of sharp edges are on the coarse copy, and how deep. */
interface Rims {
  readonly at: readonly number[]
  readonly depths: readonly number[]
}

function fillings(coarse: Bytes, half: Bytes, { at, depths }: Rims, outside?: number): Filling[] {
  const side = Math.sqrt(coarse.width * coarse.height)
  const { width } = coarse
  const [stepX, stepY] = [half.width / width, half.height / coarse.height]
  return reaches.map((reach) => {
    const radius = Math.max(1, Math.round(reach * side))
    const isHalf = radius > mostAtFullSize
    const paper = isHalf ? close(half, Math.round(radius / 2), outside) : close(coarse, radius, outside)
    let filled = 0
    for (let i = 0; i < at.length; i++) {
      const pixel = at[i]!
      const [x, y] = [pixel % width, Math.floor(pixel / width)]
      const above = isHalf ? Math.floor((y + 0.5) * stepY) * half.width + Math.floor((x + 0.5) * stepX) : pixel
      if (paper.values[above]! - coarse.values[pixel]! > 0.7 * depths[i]!) filled++
    }
    return { paper, filled: at.length > 0 ? filled / at.length : 0 }
  })
}

/**
 * Pixels on the dark side of sharp edges, and on the light side. Their depth is the morphological Laplacian, which is 0
 * on even slopes, positive on one side and negative on the other.
 */
function rimsOf(coarse: Bytes): { dark: Rims; light: Rims } {
  const top = dilate(coarse, 2).values
  const bottom = erode(coarse, 2).values
  const depths = new Int16Array(top.length)
  for (let i = 0; i < depths.length; i++) depths[i] = top[i]! + bottom[i]! - 2 * coarse.values[i]!
  return { dark: sharpest(depths, 1), light: sharpest(depths, -1) }
}

function sharpest(depths: Int16Array, sign: 1 | -1): Rims {
  const counts = new Uint32Array(512)
  for (const depth of depths) if (sign * depth > 0) counts[sign * depth]!++
  let highest = counts.length - 1
  for (let above = 0; highest > 0; highest--) {
    above += counts[highest]!
    if (above > 0.01 * depths.length) break
  }
  const least = Math.max(leastSharpness, leastPart * highest)
  const rims = { at: [] as number[], depths: [] as number[] }
  for (let i = 0; i < depths.length; i++) {
    const depth = sign * depths[i]!
    if (depth <= least) continue
    rims.at.push(i)
    rims.depths.push(depth)
  }
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
function best(fillings: readonly Filling[]): Bytes {
  let chosen = 0
  const worth = (i: number) => fillings[i]!.filled - pricePerReach * i
  for (let i = 1; i < fillings.length; i++) if (worth(i) > worth(chosen)) chosen = i
  return fillings[Math.min(chosen + 1, fillings.length - 1)]!.paper
}

/** Along the frame: the usual lightness, and whether nearly all of it is like that. */
function frameOf({ values, width, height }: Bytes): { level: number; isPlain: boolean } {
  const frame: number[] = []
  for (let x = 0; x < width; x++) frame.push(values[x]!, values[(height - 1) * width + x]!)
  for (let y = 0; y < height; y++) frame.push(values[y * width]!, values[y * width + width - 1]!)
  const level = quantile(Float32Array.from(frame).sort(), 0.5)
  const alike = frame.filter((value) => Math.abs(value - level) < 0.06 * 255)
  return { level, isPlain: alike.length > 0.8 * frame.length }
}
