import { type Proportion, proportion } from './proportion.js'

/** The pictures that a threshold on the score accepts. */
export interface OperatingPoint {
  /** The least score that is accepted. */
  readonly threshold: number
  readonly trueAccepts: Proportion
  readonly falseAccepts: Proportion
}

/**
 * Finds the highest threshold that accepts at least a given share of the digits, and what else it accepts: for 0.95 the
 * false positive rate at 95 % true positive rate, by which detectors are compared.
 *
 * S. Liang, Y. Li, R. Srikant: Enhancing the reliability of out-of-distribution image detection. ICLR 2018.
 *
 * @param share 0..1, how many of the digits to accept
 * @param digits scores of pictures that show a digit, null if no threshold would accept the picture; 1 or more
 * @param negatives the same for pictures that show none; 1 or more
 * @returns null if too many digits are beyond every threshold
 */
export function acceptingAtLeast(
  share: number,
  digits: readonly (number | null)[],
  negatives: readonly (number | null)[],
): OperatingPoint | null {
  const ranked = digits.filter((score) => score !== null).sort((a, b) => b - a)
  const threshold = ranked[Math.max(1, Math.ceil(share * digits.length)) - 1]
  if (threshold === undefined) return null
  const accepted = (scores: readonly (number | null)[]) =>
    proportion(scores.filter((score) => score !== null && score >= threshold).length, scores.length)
  return { threshold, trueAccepts: accepted(digits), falseAccepts: accepted(negatives) }
}
