/** The value below which this share of the values lies, by the nearest rank. `share` is 0..1. */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new Error('Expected values to take a quantile of but received none.')
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]!
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/**
 * The 95th percentile of the quietest hundred in a row: a neighbour who takes the processor now and then is not counted
 * as ours, what happens to every twentieth of our runs is.
 */
export function quietP95(values: readonly number[]): number {
  const hundreds = Array.from({ length: Math.max(1, Math.floor(values.length / 100)) }, (_, index) =>
    values.slice(index * 100, index * 100 + 100),
  )
  return Math.min(...hundreds.map((each) => quantile(each, 0.95)))
}
