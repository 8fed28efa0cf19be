import type { Image } from '../image.js'
import { boxFilter } from './box-filter.js'
import {
  coarseNoise,
  maxBackgroundContrast,
  maxSmoothing,
  minNoiseSamples,
  modeSamples,
  modeShare,
  modeWidth,
  noiseCutOff,
  noiseWindow,
  truncatedDeviation,
  truncatedShift,
} from './constants.js'
import { quantile } from './math.js'
import { halfSize } from './resampling.js'

/** Mean and standard deviation of the background around every pixel, at half the resolution. */
interface Noise {
  readonly mean: Float32Array
  readonly deviation: Float32Array
}

/** The mode of a set of values, and the standard deviation around it. */
interface Mode {
  readonly level: number
  readonly deviation: number
}

/**
 * Smooths coarse noise, and subtracts the local mean of the background, which becomes 0 everywhere.
 *
 * @param contrast changed in place
 * @returns the local standard deviation of the background, at half the resolution
 */
export function removeNoise(contrast: Image<Float32Array>): Image<Float32Array> {
  const { data, width, height } = contrast
  for (let pass = 0; pass < maxSmoothing && mode(data).deviation > coarseNoise; pass++) {
    data.set(boxFilter(contrast, 1).data)
  }
  const { mean, deviation } = estimateNoise(contrast)
  const half = halfSize(contrast)
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) data[at]! -= mean[(y >> 1) * half.width + (x >> 1)]!
  }
  return { data: deviation, ...half }
}

/**
 * Measures twice, the second time without what lies above the first: pale ink would pass for coarse noise. A normal
 * distribution that is cut off there has a lower mean and a smaller deviation, which is corrected.
 */
function estimateNoise(contrast: Image<Float32Array>): Noise {
  const whole = mode(contrast.data)
  const half = halfSize(contrast)
  const most = Math.max(maxBackgroundContrast, whole.level + 3 * whole.deviation)
  const rough = measure(contrast, new Float32Array(half.width * half.height).fill(most), whole)
  const fine = measure(
    contrast,
    rough.mean.map((mean, i) => Math.min(most, mean + noiseCutOff * rough.deviation[i]!)),
    whole,
  )
  for (let i = 0; i < fine.mean.length; i++) {
    fine.deviation[i]! /= truncatedDeviation
    fine.mean[i]! += truncatedShift * fine.deviation[i]!
  }
  return fine
}

/** @param limits values from these on are ink, at half the resolution */
function measure(contrast: Image<Float32Array>, limits: Float32Array, whole: Mode): Noise {
  const { data, width, height } = contrast
  const half = halfSize(contrast)
  const sums = [0, 1, 2].map(() => new Float32Array(half.width * half.height))
  const [counts, values, squares] = sums as [Float32Array, Float32Array, Float32Array]
  for (let y = 0, at = 0; y < half.height; y++) {
    for (let x = 0; x < half.width; x++, at++) {
      const value = data[2 * y * width + 2 * x]!
      if (value >= limits[at]! || value < -maxBackgroundContrast) continue
      counts[at] = 1
      values[at] = value
      squares[at] = value * value
    }
  }
  const radius = Math.max(2, Math.round((noiseWindow / 2) * Math.max(width, height)))
  const [count, mean, deviation] = sums.map((data) => boxFilter({ data, ...half }, radius).data)
  for (let i = 0; i < counts.length; i++) {
    const part = count![i]!
    const average = part > minNoiseSamples ? mean![i]! / part : whole.level
    mean![i] = average
    deviation![i] =
      part > minNoiseSamples ? Math.sqrt(Math.max(0, deviation![i]! / part - average * average)) : whole.deviation
  }
  return { mean: mean!, deviation: deviation! }
}

/**
 * Estimates the mode by the middle of the shortest interval that holds 30 % of the values (the background, even if most of the
 * image is ink or shadow), and the standard deviation of the normal distribution whose central 30 % are as wide. After
 * J. H. Venter: On estimation of the mode. Annals of Mathematical Statistics 38 (1967), 1446-1455.
 */
export function mode(values: Float32Array): Mode {
  const step = Math.max(1, Math.floor(values.length / modeSamples))
  const sorted = new Float32Array(Math.ceil(values.length / step)).map((_, i) => values[i * step]!).sort()
  const span = Math.floor(modeShare * sorted.length)
  let first = 0
  let shortest = Number.POSITIVE_INFINITY
  for (let i = 0; i + span < sorted.length; i++) {
    const length = sorted[i + span]! - sorted[i]!
    if (length >= shortest) continue
    shortest = length
    first = i
  }
  return { level: quantile(sorted.subarray(first, first + span + 1), 0.5), deviation: shortest / modeWidth }
}
