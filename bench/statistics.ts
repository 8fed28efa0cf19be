/** The middle value, or the lower of the two in the middle. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error('Expected values to take the median of but received none.')
  return [...values].sort((a, b) => a - b)[(values.length - 1) >> 1]!
}
