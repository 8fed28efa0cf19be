import type { Image } from '../image.js'
import type { Box } from './box.js'
import { clamp } from './math.js'

/** Weights of the output samples: `reach` input samples from `first` on contribute to each, with a sum of 1. */
interface Taps {
  readonly first: Int32Array
  readonly reach: number
  readonly weights: Float32Array
}

/**
 * Resamples a box of an image to `width * height` pixels: by area average where it shrinks (an input pixel counts by the area
 * that the output pixel covers of it, so thin lines are not lost), by linear interpolation where it grows.
 */
export function resample(
  { data, width: stride, height: rowCount }: Image<Float32Array | Uint8Array>,
  box: Box,
  width: number,
  height: number,
): Image<Float32Array> {
  const across = taps(box.left, box.right, stride, width)
  const down = taps(box.top, box.bottom, rowCount, height)
  const resampled = new Float32Array(width * height)
  // The two latest rows: when an image grows, the next output row needs them again.
  const rows = [new Float32Array(width), new Float32Array(width)] as const
  const filled = [-1, -1]
  for (let y = 0; y < height; y++) {
    const first = down.first[y]!
    const out = y * width
    for (let i = 0; i < down.reach; i++) {
      const weight = down.weights[y * down.reach + i]!
      if (weight === 0) continue
      const at = first + i
      const row = rows[at & 1]!
      if (filled[at & 1] !== at) resampleRow(data, at * stride, across, row)
      filled[at & 1] = at
      for (let x = 0; x < width; x++) resampled[out + x]! += weight * row[x]!
    }
  }
  return { data: resampled, width, height }
}

function resampleRow(
  data: Float32Array | Uint8Array,
  start: number,
  { first, reach, weights }: Taps,
  row: Float32Array,
) {
  for (let x = 0, at = 0; x < row.length; x++) {
    const from = start + first[x]!
    let sum = 0
    for (let i = 0; i < reach; i++) sum += weights[at++]! * data[from + i]!
    row[x] = sum
  }
}

function taps(from: number, to: number, limit: number, count: number): Taps {
  const step = (to - from) / count
  const reach = Math.min(limit, Math.max(2, Math.ceil(step) + 1))
  const first = new Int32Array(count)
  const weights = new Float32Array(count * reach)
  for (let i = 0; i < count; i++) {
    const [start, end] = [from + i * step, from + (i + 1) * step]
    const centre = clamp((start + end) / 2 - 0.5, 0, limit - 1)
    first[i] = Math.min(Math.floor(step > 1 ? start + 1e-6 : centre), limit - reach)
    for (let k = 0; k < reach; k++) {
      const at = first[i]! + k
      const covered = step > 1 ? Math.min(at + 1, end) - Math.max(at, start) : 1 - Math.abs(at - centre)
      weights[i * reach + k] = Math.max(0, covered) / Math.max(1, step)
    }
  }
  return { first, reach, weights }
}

/** Rounds every sample to a byte, 0..255. */
export function toBytes({ data, width, height }: Image<Float32Array>): Image<Uint8Array> {
  const bytes = new Uint8Array(data.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = clamp(data[i]! + 0.5, 0, 255)
  return { data: bytes, width, height }
}

/** Returns the size of an image at half the resolution, in which pixel (x, y) lies at (x >> 1, y >> 1). */
export function halfSize({ width, height }: Image<ArrayLike<number>>): { width: number; height: number } {
  return { width: (width + 1) >> 1, height: (height + 1) >> 1 }
}

/** Max pooling of 2x2 pixels with a stride of 2, scaled from 0..1 to bytes 0..255. */
export function maxPool2x2(image: Image<Float32Array>): Image<Uint8Array> {
  const { data, width, height } = image
  const half = halfSize(image)
  const pooled = new Uint8Array(half.width * half.height)
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const value = Math.min(255, 255 * data[at]!)
      const above = (y >> 1) * half.width + (x >> 1)
      if (value > pooled[above]!) pooled[above] = value
    }
  }
  return { data: pooled, ...half }
}
