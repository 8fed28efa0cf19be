/** A picture of numbers: `width * height` values, row by row from the top left. */
export interface Plane {
  readonly values: Float32Array
  readonly width: number
  readonly height: number
}

/** A rectangle of whole pixels; `right` and `bottom` are the first column and row outside. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

export const wholeOf = ({ width, height }: { width: number; height: number }): Box => ({
  left: 0,
  top: 0,
  right: width,
  bottom: height,
})

export const longestSideOf = (box: Box) => Math.max(box.right - box.left, box.bottom - box.top)

export function clamp(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value
}

/** The value below which a part (0..1) of the sorted values lies. */
export function quantile(sorted: Float32Array, part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))]!
}

/** Rounded to whole numbers from 0 to 255. */
export function toBytes({ values, width, height }: Plane) {
  const bytes = new Uint8Array(values.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = clamp(values[i]! + 0.5, 0, 255)
  return { values: bytes, width, height }
}

/** Weights of the output samples: of input samples from `first` on, `reach` each, together 1. */
interface Taps {
  readonly first: Int32Array
  readonly reach: number
  readonly weights: Float32Array
}

/**
 * Resamples a rectangle: by area average where it shrinks (every input pixel counts for the part of it that the
 * output pixel covers, so thin lines are not lost), by linear interpolation where it grows.
 */
export function resample(
  from: { readonly values: Float32Array | Uint8Array; readonly width: number; readonly height: number },
  box: Box,
  width: number,
  height: number,
): Plane {
  const across = taps(box.left, box.right, from.width, width)
  const down = taps(box.top, box.bottom, from.height, height)
  const values = new Float32Array(width * height)
  // The two rows last seen: where a picture grows, the next output row asks for them again.
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
      if (filled[at & 1] !== at) resampleRow(from.values, at * from.width, across, row)
      filled[at & 1] = at
      for (let x = 0; x < width; x++) values[out + x]! += weight * row[x]!
    }
  }
  return { values, width, height }
}

function resampleRow(
  values: Float32Array | Uint8Array,
  start: number,
  { first, reach, weights }: Taps,
  row: Float32Array,
) {
  for (let x = 0, at = 0; x < row.length; x++) {
    const from = start + first[x]!
    let sum = 0
    for (let i = 0; i < reach; i++) sum += weights[at++]! * values[from + i]!
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

/** Mean within `radius` columns and rows, the window cut off at the frame. */
export function blur({ values, width, height }: Plane, radius: number): Plane {
  const across = new Float32Array(width * height)
  for (let y = 0; y < height; y++) {
    const row = y * width
    let sum = 0
    for (let x = -radius; x < width; x++) {
      if (x + radius < width) sum += values[row + x + radius]!
      if (x - radius > 0) sum -= values[row + x - radius - 1]!
      if (x >= 0) across[row + x] = sum / (Math.min(width - 1, x + radius) - Math.max(0, x - radius) + 1)
    }
  }
  const blurred = new Float32Array(width * height)
  const sums = new Float64Array(width)
  for (let y = -radius; y < height; y++) {
    const enters = (y + radius) * width
    const leaves = (y - radius - 1) * width
    if (y + radius < height) for (let x = 0; x < width; x++) sums[x]! += across[enters + x]!
    if (leaves >= 0) for (let x = 0; x < width; x++) sums[x]! -= across[leaves + x]!
    if (y < 0) continue
    const count = Math.min(height - 1, y + radius) - Math.max(0, y - radius) + 1
    for (let x = 0; x < width; x++) blurred[y * width + x] = sums[x]! / count
  }
  return { values: blurred, width, height }
}
