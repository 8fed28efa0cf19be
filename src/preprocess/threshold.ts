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

/** Pixels with this part of the least contrast, and as many deviations, are ink if they hang together with sure ones. */
const weak = 0.5
const weakDeviations = 2

/** Values this many standard deviations above the paper's mean are left out of its grain. */
const cutOff = 1.2
/** What that leaves of a normal distribution's deviation, and by how many of these its mean is lower. */
const leftOver = { deviation: 0.83, mean: 0.22 }

/** Contrast up to this is reckoned as paper when its grain is measured. */
const mostOfPaper = 0.15

/** Grain with a greater standard deviation than this is smoothed first. */
const coarse = 0.018

/** How far grain and ink are compared, as parts of the picture's longest side. */
const grainReach = 0.17
const inkReach = 0.02

/**
 * Which pixels are ink. The threshold follows the ink's own contrast nearby, so that a stroke that fades is kept as
 * wide as one that does not (a local threshold after Bernsen, 1986). Its floor follows the paper's grain nearby, mean
 * and deviation (after Niblack, 1985), which is coarser in shadows. There are two floors, for what is surely ink and for
 * what is ink if it hangs together with that (hysteresis, after Canny, 1986): the pale side of a loop stays.
 *
 * @param contrast 0 paper to 1 ink; is changed so that the paper's mean becomes 0 everywhere
 * @returns one byte a pixel, 1 for ink
 */
export function threshold(contrast: Plane, least: Sensitivity): Uint8Array {
  const { values, width, height } = contrast
  smooth(contrast)
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
      if (value <= weak * least.contrast) continue
      const above = (y >> 1) * half.width + (x >> 1)
      const grain = deviation[above]!
      if (value <= (edge / 255) * nearby[above]! || value <= weakDeviations * grain) continue
      mask[at] = value > least.contrast && value > least.deviations * grain ? sure : perhaps
    }
  }
  return joinedToSure(mask, width)
}

const perhaps = 1
const sure = 2

/** One where a pixel is sure, or hangs together with one that is through others that perhaps are ink. */
function joinedToSure(mask: Uint8Array, width: number): Uint8Array {
  const joined = new Uint8Array(mask.length)
  const queue: number[] = []
  const join = (at: number) => {
    if (!mask[at] || joined[at]) return
    joined[at] = 1
    queue.push(at)
  }
  for (let at = 0; at < mask.length; at++) if (mask[at] === sure) join(at)
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    if (at % width > 0) join(at - 1)
    if (at % width < width - 1) join(at + 1)
    join(at - width)
    join(at + width)
  }
  return joined
}

/** Evens out coarse grain, at most twice: pale strokes stand out from it then, fine ones are hardly paler. */
function smooth(contrast: Plane): void {
  const { values } = contrast
  for (let times = 0; times < 2 && commonest(values).deviation > coarse; times++) values.set(blur(contrast, 1).values)
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
interface Grain {
  readonly level: Float32Array
  readonly deviation: Float32Array
}

/**
 * Measured twice, the second time without what lies above the first: pale ink would pass for coarse grain. A normal
 * distribution that is cut off there has a lower mean and a smaller deviation, which is made good.
 */
function grainOf(contrast: Plane): Grain {
  const common = commonest(contrast.values)
  const half = halfOf(contrast)
  const most = Math.max(mostOfPaper, common.level + 3 * common.deviation)
  const rough = measureGrain(contrast, new Float32Array(half.width * half.height).fill(most), common)
  const fine = measureGrain(
    contrast,
    rough.level.map((level, i) => Math.min(most, level + cutOff * rough.deviation[i]!)),
    common,
  )
  for (let i = 0; i < fine.level.length; i++) {
    fine.deviation[i]! /= leftOver.deviation
    fine.level[i]! += leftOver.mean * fine.deviation[i]!
  }
  return fine
}

function measureGrain(contrast: Plane, most: Float32Array, common: { level: number; deviation: number }): Grain {
  const { values, width, height } = contrast
  const half = halfOf(contrast)
  const planes = [0, 1, 2].map(() => new Float32Array(half.width * half.height))
  const [counts, sums, squares] = planes as [Float32Array, Float32Array, Float32Array]
  for (let y = 0, at = 0; y < half.height; y++) {
    for (let x = 0; x < half.width; x++, at++) {
      const value = values[2 * y * width + 2 * x]!
      if (value >= most[at]! || value < -mostOfPaper) continue
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
