import { ratio, sum } from './proportion.js'

/** The pictures whose confidence lies in `(from, to]`; the first bin also takes 0. */
export interface CalibrationBin {
  readonly from: number
  readonly to: number
  readonly n: number
  /** Number of those that were read as their label. */
  readonly correct: number
  /** `correct / n`, null if the bin is empty. */
  readonly accuracy: number | null
  /** Mean confidence, null if the bin is empty. */
  readonly confidence: number | null
}

/** As in the paper below, so that errors can be compared. */
export const binCount = 15

/** Sorts predictions into bins of equal width by their confidence. */
export class Calibration {
  readonly #n = zeros()
  readonly #correct = zeros()
  readonly #confidence = zeros()

  /** @param confidence 0..1 */
  add(confidence: number, correct: boolean): void {
    const bin = Math.min(binCount, Math.max(1, Math.ceil(confidence * binCount))) - 1
    this.#n[bin]! += 1
    this.#correct[bin]! += Number(correct)
    this.#confidence[bin]! += confidence
  }

  bins(): CalibrationBin[] {
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
 * Computes the expected calibration error: how far confidence and accuracy are apart, bin by bin, weighted by the number of
 * pictures. 0 is perfect, 1 the worst.
 *
 * C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger: On calibration of modern neural networks. ICML 2017, equation 3.
 */
export function calibrationError(bins: readonly CalibrationBin[]): number {
  const gaps = bins.map(({ n, accuracy, confidence }) => n * Math.abs((accuracy ?? 0) - (confidence ?? 0)))
  return sum(gaps) / sum(bins.map(({ n }) => n))
}

function zeros(): number[] {
  return new Array<number>(binCount).fill(0)
}
