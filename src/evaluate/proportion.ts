/** A share that was counted, and the interval in which the true share lies with 95 % confidence. */
export interface Proportion {
  readonly count: number
  readonly n: number
  /** `count / n` */
  readonly share: number
  /** Wilson score interval, lower and upper end, 0..1. */
  readonly interval: readonly [number, number]
}

/** 0.975 quantile of the normal distribution: 95 % lie between -z and z. */
const z = 1.959963984540054

/**
 * Computes a share with its Wilson score interval, which holds near 0 and 1, where the normal approximation leaves the scale.
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

/** Divides, or returns null if there is nothing to divide by. */
export function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}

/** Adds up. */
export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
