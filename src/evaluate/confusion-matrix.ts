import type { Digit } from '../types.js'
import { ratio, sum } from './proportion.js'

/** 10 x 10 counts: a row for each label, a column for each digit that was read. */
export type ConfusionMatrix = readonly (readonly number[])[]

/** The metrics of one digit. A metric is null if there is nothing to divide by. */
export interface ClassMetrics {
  readonly digit: Digit
  /** Pictures with this label. */
  readonly n: number
  /** Pictures that were read as this digit. */
  readonly read: number
  /** Pictures with this label that were read as this digit. */
  readonly correct: number
  /** `correct / read` */
  readonly precision: number | null
  /** `correct / n` */
  readonly recall: number | null
  /** Harmonic mean of precision and recall: `2 correct / (n + read)`. */
  readonly f1: number | null
}

/**
 * Computes precision, recall and F1 of every digit.
 *
 * C. J. van Rijsbergen: Information Retrieval, 2nd edition (1979), chapter 7.
 */
export function classMetrics(confusion: ConfusionMatrix): ClassMetrics[] {
  return confusion.map((row, digit) => {
    const n = sum(row)
    const read = sum(confusion.map((each) => each[digit]!))
    const correct = row[digit]!
    return {
      digit: digit as Digit,
      n,
      read,
      correct,
      precision: ratio(correct, read),
      recall: ratio(correct, n),
      f1: ratio(2 * correct, n + read),
    }
  })
}
