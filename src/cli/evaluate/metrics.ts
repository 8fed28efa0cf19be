import type { Digit } from '../../index.js'

/** A share that was counted, and where the share of all pictures of that kind lies, with 95 % confidence. */
export interface Proportion {
  readonly count: number
  readonly n: number
  /** `count / n` */
  readonly share: number
  /** Wilson score interval, lower and upper end, 0..1. */
  readonly interval: readonly [number, number]
}

/** How one digit is read. A figure is null where nothing was there to divide by. */
export interface ClassFigures {
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

/** The pictures whose confidence lies in `(from, to]`; the first bin also takes 0. */
export interface Bin {
  readonly from: number
  readonly to: number
  readonly n: number
  /** How many of them were read as their label. */
  readonly correct: number
  /** `correct / n`, null where the bin is empty. */
  readonly accuracy: number | null
  /** Mean confidence, null where the bin is empty. */
  readonly confidence: number | null
}

/** What a threshold lets through. */
export interface OperatingPoint {
  /** The least score that is accepted. */
  readonly threshold: number
  readonly trueAccepts: Proportion
  readonly falseAccepts: Proportion
}

/** 0.975 quantile of the normal distribution: 95 % lie between -z and z. */
const z = 1.959963984540054

/** Guo et al. report with 15 bins, and so does everybody who compares with them. */
export const binCount = 15

/**
 * A share with its Wilson score interval, which holds near 0 and 1, where the usual one leaves the scale.
 *
 * E. B. Wilson: Probable inference, the law of succession, and statistical inference. JASA 22 (1927), 209-212.
 *
 * @param n 1 or more
 */
export function proportion(count: number, n: number): Proportion {
  const centre = (count + z ** 2 / 2) / (n + z ** 2)
  const reach = (z / (n + z ** 2)) * Math.sqrt((count * (n - count)) / n + z ** 2 / 4)
  return { count, n, share: count / n, interval: [Math.max(0, centre - reach), Math.min(1, centre + reach)] }
}

/**
 * Precision, recall and F1 of every digit.
 *
 * C. J. van Rijsbergen: Information Retrieval, 2nd edition (1979), chapter 7.
 *
 * @param confusion 10 x 10 counts, a row for each label and a column for each digit that was read
 */
export function classFigures(confusion: readonly (readonly number[])[]): ClassFigures[] {
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

/** Sorts answers into bins of equal width by their confidence. */
export class Reliability {
  readonly #n = zeros(binCount)
  readonly #correct = zeros(binCount)
  readonly #confidence = zeros(binCount)

  /** @param confidence 0..1 */
  add(confidence: number, correct: boolean): void {
    const bin = Math.min(binCount, Math.max(1, Math.ceil(confidence * binCount))) - 1
    this.#n[bin]! += 1
    this.#correct[bin]! += Number(correct)
    this.#confidence[bin]! += confidence
  }

  bins(): Bin[] {
    return this.#n.map((n, bin) => ({
      from: bin / binCount,
      to: (bin + 1) / binCount,
      n,
      correct: this.#correct[bin]!,
      accuracy: ratio(this.#correct[bin]!, n),
      confidence: ratio(this.#confidence[bin]!, n),
    }))
  }
}

/**
 * Expected calibration error: how far confidence and accuracy are apart, bin by bin, weighted by the number of pictures.
 * 0 is perfect, 1 the worst.
 *
 * C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger: On calibration of modern neural networks. ICML 2017, equation 3.
 */
export function calibrationError(bins: readonly Bin[]): number {
  const gaps = bins.map(({ n, accuracy, confidence }) => n * Math.abs((accuracy ?? 0) - (confidence ?? 0)))
  return sum(gaps) / sum(bins.map(({ n }) => n))
}

/**
 * The highest threshold that accepts at least a given share of the digits, and what else it lets through: for 0.95 the
 * false positive rate at 95 % true positive rate, by which detectors are compared.
 *
 * S. Liang, Y. Li, R. Srikant: Enhancing the reliability of out-of-distribution image detection. ICLR 2018.
 *
 * @param share 0..1, how many of the digits to accept
 * @param digits scores of pictures that show a digit, null where no threshold would accept the picture; 1 or more
 * @param negatives the same for pictures that show none; 1 or more
 * @returns null where too many digits are beyond every threshold
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

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function zeros(length: number): number[] {
  return new Array<number>(length).fill(0)
}
