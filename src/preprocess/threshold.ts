import { dilate } from './morphology.js'
import { blur, type Plane, quantile, resample, wholeOf } from './plane.js'

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
  for (let i = 0; i < values.length; i++) values[i]! -= level[i]!
  const nearby = dilate(contrast, Math.max(2, Math.round(inkReach * Math.max(width, height)))).values
  const mask = new Uint8Array(values.length)
  for (let i = 0; i < mask.length; i++) {
    const value = values[i]!
    if (value > least.contrast && value > edge * nearby[i]! && value > least.deviations * deviation[i]!) mask[i] = 1
  }
  return mask
}

/** Mean and standard deviation of the paper around every pixel. */
function grainOf(contrast: Plane): { level: Float32Array; deviation: Float32Array } {
  const { values, width, height } = contrast
  const common = commonest(values)
  const most = Math.max(mostOfPaper, common.level + 3 * common.deviation)
  const half = { width: Math.ceil(width / 2), height: Math.ceil(height / 2) }
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
  const [count, sum, square] = planes.map((plane) => blur({ values: plane, ...half }, radius).values)
  for (let i = 0; i < counts.length; i++) {
    const part = count![i]!
    const mean = part > 0.05 ? sum![i]! / part : common.level
    sum![i] = mean
    square![i] = part > 0.05 ? Math.sqrt(Math.max(0, square![i]! / part - mean * mean)) : common.deviation
  }
  const grown = (plane: Float32Array) => resample({ values: plane, ...half }, wholeOf(half), width, height).values
  return { level: grown(sum!), deviation: grown(square!) }
}

/**
 * Middle of the shortest interval that holds 30 % of the values (the paper's level, even where most of the picture is
 * ink or shadow), and the standard deviation of a normal distribution whose central 30 % are as wide.
 */
function commonest(values: Float32Array): { level: number; deviation: number } {
  const step = Math.max(1, Math.floor(values.length / 5000))
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
