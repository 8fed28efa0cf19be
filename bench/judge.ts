/** Compares figures with budgets. Pure. */
import committed from './budgets.json' with { type: 'json' }
import type { Figures } from './measure.js'

/** What a figure can be compared with in its run. */
export type Reference = 'empty' | 'python' | 'onnxruntime' | 'web' | 'sharp' | 'before'

/** The most that a figure may be: a ratio to a reference, or a quantity in its own unit. */
export interface Budget {
  readonly figure: string
  readonly reference?: Reference
  readonly atMost: number
  /** The goal on a quiet machine. */
  readonly target?: number
}

/** A budget, and what was measured for it. */
export interface Verdict {
  readonly budget: Budget
  readonly measured: number
  readonly reference: number | null
  /** `measured / reference`, or `measured` for a budget without one; null if the reference is missing. */
  readonly value: number | null
  readonly isKept: boolean
}

export const budgets = committed as readonly Budget[]

/**
 * Compares figures with budgets. A budget whose reference is missing is met.
 *
 * @param missing references that could not be measured
 * @throws Error if a budget names a figure that is never measured
 */
export function judge(figures: Figures, missing: readonly string[], list: readonly Budget[] = budgets): Verdict[] {
  return list.map((budget) => {
    const { figure, reference, atMost } = budget
    const measured = figures[figure]
    const compared = reference && (figures[`${reference}.${figure}`] ?? figures[reference])
    const isMissing = reference !== undefined && missing.includes(reference)
    if (measured === undefined || (reference && compared === undefined && !isMissing)) {
      throw new Error(`Expected a measurement for the budget "${nameOf(budget)}" but there is none. Mind the spelling.`)
    }
    if (isMissing) return { budget, measured, reference: null, value: null, isKept: true }
    const value = compared === undefined ? measured : measured / compared
    return { budget, measured, reference: compared ?? null, value, isKept: value <= atMost }
  })
}

/** Returns the lower of two measurements for each figure, because noise only adds time. */
export function lower(first: readonly Verdict[], second: readonly Verdict[]): Verdict[] {
  return first.map((verdict, index) => {
    const again = second[index]!
    return verdict.isKept || Number(again.value) > Number(verdict.value) ? verdict : again
  })
}

/** The name of a budget in messages: `command against empty`. */
export function nameOf({ figure, reference }: Budget): string {
  return reference ? `${figure} against ${reference}` : figure
}
