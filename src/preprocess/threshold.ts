import { dilate } from './morphology.js'
import { blur, type Plane, quantile } from './plane.js'

/** What is taken for ink. */
export interface Sensitivity {
  /** Least contrast with the paper, whatever its grain. */
  readonly contrast: number
  /** Least contrast in standard deviations of the paper's grain. */
  readonly deviations: number
}

/** The edge of a stroke lies where its contrast falls to this part of the greatest nearby. */
const edge = 0.4

/** Contrast up to this is reckoned as paper when its grain is measured. */
const mostOfPaper = 0.15

/** How far grain and ink are compared, as parts of the picture's longest side. */
const grainReach = 0.08
const inkReach = 0.02

/**
 * Which pixels are ink. The threshold follows the ink's own contrast nearby, so that a stroke that fades is kept as
 * wide as one that does not (a local threshold after Bernsen, 1986). Its floor follows the paper's grain nearby, mean
 * and deviation (after Niblack, 1985), which is coarser in shadows.
 *
 * @param contrast 0 paper to 1 ink; is changed so that the paper's mean becomes 0 everywhere
 * @returns one byte a pixel
 */
export function threshold(contrast: Plane, least: Sensitivity): Uint8Array {
  const { values, width, height } = contrast
  const { level, deviation } = grainOf(contrast)
  const half = halfOf(contrast)
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) values[at]! -= level[(y >> 1) * half.width + (x >> 1)]!
  }
  const reach = (inkReach / 2) * Math.max(width, height)
  const nearby = dilate(greatestOfFour(contrast), Math.max(1, Math.round(reach))).values
  const mask = new Uint8Array(values.length)
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const value = values[at]!
      if (value <= least.contrast) continue
      const above = (y >> 1) * half.width + (x >> 1)
      if (value > (edge / 255) * nearby[above]! && value > least.deviations * deviation[above]!) mask[at] = 1
    }
  }
  return mask
}

const halfOf = ({ width, height }: Plane) => ({ width: (width + 1) >> 1, height: (height + 1) >> 1 })

/** At half the size, 0 to 255. */
function greatestOfFour(contrast: Plane) {
  const { values, width, height } = contrast
  const half = halfOf(contrast)
  const greatest = new Uint8Array(half.width * half.height)
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const value = Math.min(255, 255 * values[at]!)
      const above = (y >> 1) * half.width + (x >> 1)
      if (value > greatest[above]!) greatest[above] = value
    }
  }
  return { values: greatest, ...half }
}

/** Mean and standard deviation of the paper around every pixel, at half the size. */
function grainOf(contrast: Plane): { level: Float32Array; deviation: Float32Array } {
  const { values, width, height } = contrast
  const common = commonest(values)
  const most = Math.max(mostOfPaper, common.level + 3 * common.deviation)
  const half = halfOf(contrast)
  const planes = [0, 1, 2].map(() => new Float32Array(half.width * half.height))
  const [counts, sums, squares] = planes as [Float32Array, Float32Array, Float32Array]
  for (let y = 0; y < half.height; y++) {
    for (let x = 0; x < half.width; x++) {
      const value = values[2 * y * width + 2 * x]!
      if (value >= most) continue
      const at = y * half.width + x
      counts[at] = 1
      sums[at] = value
      squares[at] = value * value
    }
  }
  const radius = Math.max(2, Math.round((grainReach / 2) * Math.max(width, height)))
  const [count, level, deviation] = planes.map((plane) => blur({ values: plane, ...half }, radius).values)
  for (let i = 0; i < counts.length; i++) {
    const part = count![i]!
    const mean = part > 0.05 ? level![i]! / part : common.level
    level![i] = mean
    deviation![i] = part > 0.05 ? Math.sqrt(Math.max(0, deviation![i]! / part - mean * mean)) : common.deviation
  }
  return { level: level!, deviation: deviation! }
}

/**
 * Middle of the shortest interval that holds 30 % of the values (the paper's level, even where most of the picture is
 * ink or shadow), and the standard deviation of a normal distribution whose central 30 % are as wide.
 */
function commonest(values: Float32Array): { level: number; deviation: number } {
  const step = Math.max(1, Math.floor(values.length / 2000))
  const sorted = new Float32Array(Math.ceil(values.length / step)).map((_, i) => values[i * step]!).sort()
  const span = Math.floor(0.3 * sorted.length)
  let first = 0
  let shortest = Number.POSITIVE_INFINITY
  for (let i = 0; i + span < sorted.length; i++) {
    const length = sorted[i + span]! - sorted[i]!
    if (length >= shortest) continue
    shortest = length
    first = i
  }
  return { level: quantile(sorted.subarray(first, first + span + 1), 0.5), deviation: shortest / 0.77 }
}
