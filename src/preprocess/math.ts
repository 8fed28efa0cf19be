/** Returns the value, or the bound that it is beyond. */
export function clamp(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value
}

/** Returns the median of unsorted values. */
export function median(values: ArrayLike<number>): number {
  return quantile(Float32Array.from(values).sort(), 0.5)
}

/** Returns the value below which a fraction (0..1) of the sorted values lies. */
export function quantile(sorted: Float32Array, fraction: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(fraction * sorted.length))]!
}
