import type { Rejections } from '../evaluate/evaluation.js'
import type { Rejection } from '../index.js'

/** `several-marks` -> `several marks` */
export function rejectionName(rejection: Rejection): string {
  return rejection.replaceAll('-', ' ')
}

/** `several-marks` -> `not a digit (several marks)` */
export function rejectionText(rejection: Rejection): string {
  return rejection === 'not-a-digit' ? 'not a digit' : `not a digit (${rejectionName(rejection)})`
}

/** Returns the reasons that were given at least once, and how often. */
export function rejectionCounts(rejections: { readonly digits: Rejections; readonly negatives: Rejections }): {
  readonly reason: string
  readonly digits: number
  readonly negatives: number
}[] {
  const reasons = Object.keys(rejections.digits) as Rejection[]
  return reasons
    .map((reason) => ({
      reason: rejectionName(reason),
      digits: rejections.digits[reason],
      negatives: rejections.negatives[reason],
    }))
    .filter(({ digits, negatives }) => digits + negatives > 0)
}
