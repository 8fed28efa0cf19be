import type { GoldenVector } from './metadata.js'

/** Largest difference of a probability or score that engines may have: they add up in another order. */
export const goldenTolerance = 1e-4

/** Returns the largest difference of a probability or score between what is expected and what an engine computed. */
export function goldenDifference(
  expected: Pick<GoldenVector, 'probabilities' | 'score'>,
  actual: { readonly probabilities: ArrayLike<number>; readonly score: number },
): number {
  const differences = expected.probabilities.map((value, digit) => Math.abs(value - actual.probabilities[digit]!))
  return Math.max(Math.abs(expected.score - actual.score), ...differences)
}
