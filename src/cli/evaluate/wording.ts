import type { Rejection } from '../../index.js'
import type { Rejections } from './tally.js'

/** 10000 -> 10,000 */
export function count(n: number): string {
  return n.toLocaleString('en')
}

/** 0.9979 -> 99.79 % */
export function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`
}

/** `several-marks` -> `several marks` */
export function reasonText(reason: Rejection): string {
  return reason.replaceAll('-', ' ')
}

/** The reasons that were given at least once. */
export function reasonsOf(rejections: { readonly digits: Rejections; readonly negatives: Rejections }): {
  readonly reason: string
  readonly digits: number
  readonly negatives: number
}[] {
  const reasons = Object.keys(rejections.digits) as Rejection[]
  return reasons
    .map((reason) => ({
      reason: reasonText(reason),
      digits: rejections.digits[reason],
      negatives: rejections.negatives[reason],
    }))
    .filter(({ digits, negatives }) => digits + negatives > 0)
}
