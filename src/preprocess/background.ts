import type { Image } from '../image.js'
import { fullBox } from './box.js'
import {
  clearLead,
  closingPenalty,
  closingRadii,
  coarseSide,
  edgeOutliers,
  edgeRadius,
  filledDepth,
  filledRatio,
  maxFullSizeRadius,
  minEdgeDepth,
  minFilled,
  minRelativeEdgeDepth,
  plainFrame,
  plainFrameRange,
} from './constants.js'
import { median } from './math.js'
import { close, dilate, erode } from './morphology.js'
import { resample, toBytes } from './resampling.js'

/** The polarity of the ink, and the background under it. */
export interface BackgroundEstimate {
  readonly isLightOnDark: boolean
  /** Lightness of the background on a coarse copy, 0..255; of the negative if the ink is light. */
  readonly background: Image<Uint8Array>
}

/**
 * Estimates the background: whether it is lighter or darker than the ink, and how light it is everywhere.
 *
 * Ink is what is narrow. A closing with a small square fills the dark side of a sharp edge if it belongs to a dark stroke; no
 * closing does if it belongs to a shadow, to the table beside the page, or to the dark background of light strokes. This is
 * measured for both polarities, with squares from small to large. The polarity whose edges are filled earlier is the ink's,
 * and the smallest square that fills nearly as many as the largest gives the background. Strokes that are broader than any
 * square are left to the last estimate: an even background, as along the frame.
 *
 * @param image 0 black to 255 white
 * @returns three estimates, the most probable first
 */
export function estimateBackground(image: Image<Float32Array>): BackgroundEstimate[] {
  const coarse = shrink(image, coarseSide / Math.max(image.width, image.height))
  const half = shrink(coarse, 0.5)
  const frame = measureFrame(coarse)
  const edges = findEdges(coarse)
  const outside = frame.isPlain ? frame.level : undefined
  const outsideNegative = frame.isPlain ? 255 - frame.level : undefined
  const dark = tryClosings(coarse, half, edges.dark, outside)
  const light = tryClosings(invert(coarse), invert(half), edges.light, outsideNegative)
  const estimates = [
    { isLightOnDark: false, background: best(dark) },
    { isLightOnDark: true, background: best(light) },
  ]
  if (isSecondNarrower(dark, light)) estimates.reverse()
  const isFrameDark = frame.level < 128
  const level = isFrameDark ? 255 - frame.level : frame.level
  const even = { data: Uint8Array.of(level), width: 1, height: 1 }
  return [...estimates, { isLightOnDark: isFrameDark, background: even }]
}

function shrink(image: Image<Float32Array | Uint8Array>, scale: number): Image<Uint8Array> {
  const factor = Math.min(1, scale)
  const scaled = (length: number) => Math.max(1, Math.round(length * factor))
  return toBytes(resample(image, fullBox(image), scaled(image.width), scaled(image.height)))
}

function invert({ data, width, height }: Image<Uint8Array>): Image<Uint8Array> {
  return { data: data.map((value) => 255 - value), width, height }
}

interface Closing {
  readonly background: Image<Uint8Array>
  /** Fraction of the edge pixels that it fills, 0..1. */
  readonly filled: number
}

/** Pixels on the dark side of sharp edges, and how deep they lie below the light side. */
interface EdgePixels {
  readonly indices: readonly number[]
  readonly depths: readonly number[]
}

function tryClosings(
  coarse: Image<Uint8Array>,
  half: Image<Uint8Array>,
  { indices, depths }: EdgePixels,
  outside?: number,
): Closing[] {
  const side = Math.sqrt(coarse.width * coarse.height)
  const { width } = coarse
  const [stepX, stepY] = [half.width / width, half.height / coarse.height]
  return closingRadii.map((fraction) => {
    const radius = Math.max(1, Math.round(fraction * side))
    const isHalf = radius > maxFullSizeRadius
    const background = isHalf ? close(half, Math.round(radius / 2), outside) : close(coarse, radius, outside)
    let filled = 0
    for (let i = 0; i < indices.length; i++) {
      const pixel = indices[i]!
      const [x, y] = [pixel % width, Math.floor(pixel / width)]
      const above = isHalf ? Math.floor((y + 0.5) * stepY) * half.width + Math.floor((x + 0.5) * stepX) : pixel
      if (background.data[above]! - coarse.data[pixel]! > filledDepth * depths[i]!) filled++
    }
    return { background, filled: indices.length > 0 ? filled / indices.length : 0 }
  })
}

/**
 * Finds the pixels on the dark side of sharp edges, and those on the light side. Their depth is the morphological Laplacian,
 * which is 0 on even slopes, positive on one side of an edge and negative on the other.
 */
function findEdges(coarse: Image<Uint8Array>): { dark: EdgePixels; light: EdgePixels } {
  const top = dilate(coarse, edgeRadius).data
  const bottom = erode(coarse, edgeRadius).data
  const depths = new Int16Array(top.length)
  for (let i = 0; i < depths.length; i++) depths[i] = top[i]! + bottom[i]! - 2 * coarse.data[i]!
  return { dark: deepest(depths, 1), light: deepest(depths, -1) }
}

function deepest(depths: Int16Array, sign: 1 | -1): EdgePixels {
  const counts = new Uint32Array(512)
  for (const depth of depths) if (sign * depth > 0) counts[sign * depth]!++
  let highest = counts.length - 1
  for (let above = 0; highest > 0; highest--) {
    above += counts[highest]!
    if (above > edgeOutliers * depths.length) break
  }
  const least = Math.max(minEdgeDepth, minRelativeEdgeDepth * highest)
  const edges = { indices: [] as number[], depths: [] as number[] }
  for (let i = 0; i < depths.length; i++) {
    const depth = sign * depths[i]!
    if (depth <= least) continue
    edges.indices.push(i)
    edges.depths.push(depth)
  }
  return edges
}

function isSecondNarrower(first: readonly Closing[], second: readonly Closing[]): boolean {
  const lead = first.reduce((sum, { filled }, i) => sum + filled - second[i]!.filled, 0)
  if (Math.abs(lead) > clearLead) return lead < 0
  for (const [i, { filled }] of first.entries()) {
    const other = second[i]!.filled
    const isClear = filled > filledRatio * other || other > filledRatio * filled
    if (Math.max(filled, other) > minFilled && isClear) return other > filled
  }
  return lead < 0
}

/** Returns the background of one size larger than the best, because strokes are wider where they cross. */
function best(closings: readonly Closing[]): Image<Uint8Array> {
  let chosen = 0
  const worth = (i: number) => closings[i]!.filled - closingPenalty * i
  for (let i = 1; i < closings.length; i++) if (worth(i) > worth(chosen)) chosen = i
  return closings[Math.min(chosen + 1, closings.length - 1)]!.background
}

/** Returns the median lightness along the frame, and whether nearly all of the frame is like that. */
function measureFrame({ data, width, height }: Image<Uint8Array>): { level: number; isPlain: boolean } {
  const frame: number[] = []
  for (let x = 0; x < width; x++) frame.push(data[x]!, data[(height - 1) * width + x]!)
  for (let y = 0; y < height; y++) frame.push(data[y * width]!, data[y * width + width - 1]!)
  const level = median(frame)
  const alike = frame.filter((value) => Math.abs(value - level) < plainFrameRange * 255)
  return { level, isPlain: alike.length > plainFrame * frame.length }
}
