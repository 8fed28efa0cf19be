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

export function negative({ values, width, height }: Plane): Plane {
  return { values: values.map((value) => 255 - value), width, height }
}

/** Weights of one output sample: the input samples from `first` on, one weight each, together 1. */
interface Taps {
  readonly first: number
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
  const row = new Float32Array(width)
  let filled = -1
  for (let y = 0; y < height; y++) {
    const { first, weights } = down[y]!
    for (let i = 0; i < weights.length; i++) {
      if (filled !== first + i) resampleRow(from.values, (first + i) * from.width, across, row)
      filled = first + i
      const weight = weights[i]!
      const out = y * width
      for (let x = 0; x < width; x++) values[out + x]! += weight * row[x]!
    }
  }
  return { values, width, height }
}

function resampleRow(values: Float32Array | Uint8Array, start: number, across: readonly Taps[], row: Float32Array) {
  for (let x = 0; x < row.length; x++) {
    const { first, weights } = across[x]!
    let sum = 0
    for (let i = 0; i < weights.length; i++) sum += weights[i]! * values[start + first + i]!
    row[x] = sum
  }
}

function taps(from: number, to: number, limit: number, count: number): Taps[] {
  const step = (to - from) / count
  return Array.from({ length: count }, (_, i) =>
    step >= 1
      ? areaTaps(from + i * step, from + (i + 1) * step, limit)
      : linearTaps(from + (i + 0.5) * step - 0.5, limit),
  )
}

function areaTaps(start: number, end: number, limit: number): Taps {
  const first = Math.floor(start + 1e-6)
  const last = Math.min(limit, Math.ceil(end - 1e-6))
  const weights = new Float32Array(last - first)
  for (let i = first; i < last; i++) weights[i - first] = (Math.min(i + 1, end) - Math.max(i, start)) / (end - start)
  return { first, weights }
}

function linearTaps(centre: number, limit: number): Taps {
  if (limit === 1) return { first: 0, weights: Float32Array.of(1) }
  const at = clamp(centre, 0, limit - 1)
  const first = Math.min(Math.floor(at), limit - 2)
  return { first, weights: Float32Array.of(first + 1 - at, at - first) }
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
