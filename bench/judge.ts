/** The judging part of the bench: from measurements and budgets to verdicts. Pure. */
import type { Figures, Measured } from './measure.js'

/** What a figure can be set against. */
export const references = ['empty', 'before', 'sharp', 'tutorial', 'megabyte'] as const

export type Reference = (typeof references)[number]

/** A figure set against another of the same run. */
export interface Comparison {
  readonly figure: string
  readonly against: Reference
  /** Milliseconds or megabytes, as the unit says; so is `reference`. */
  readonly measured: number
  readonly reference: number
  readonly unit: 'ms' | 'MB'
  /** `measured / reference` */
  readonly ratio: number
}

/** The most that a ratio may be. */
export interface Budget {
  readonly figure: string
  readonly against: Reference
  readonly atMost: number
}

/** A budget, and what was measured for it: null where there is no version before to compare with. */
export interface Verdict {
  readonly budget: Budget
  readonly comparison: Comparison | null
  readonly kept: boolean
}

/** The figures that are set against the version before. */
const sameAsBefore = ['start', 'app', 'p50', 'p95', 'batch', 'photo', 'memory', 'photoMemory'] as const

/** Sets the figures of the app `now` against the rest of their run, the app `before` included where it was measured. */
export function compare(measured: Measured<string>): Comparison[] {
  const { now, before } = measured.apps
  if (!now) throw new Error("Expected the figures of the app 'now' but there are none.")
  const { empty } = measured
  const against = (figure: keyof Figures, name: Reference, reference: number): Comparison => ({
    figure,
    against: name,
    measured: now[figure],
    reference,
    unit: /memory/i.test(figure) ? 'MB' : 'ms',
    ratio: now[figure] / reference,
  })
  return [
    ...(['start', 'app', 'p50', 'p95', 'batch'] as const).map((figure) => against(figure, 'empty', empty.start)),
    against('memory', 'empty', empty.memory),
    against('photo', 'sharp', now.decode),
    against('photoMemory', 'megabyte', 1),
    against('network1', 'tutorial', now.tutorial1),
    against('network64', 'tutorial', now.tutorial64),
    ...(before ? sameAsBefore.map((figure) => against(figure, 'before', before[figure])) : []),
  ]
}

/**
 * Holds comparisons to budgets.
 *
 * @throws Error where a budget names what was not measured: it would never fail
 */
export function judge(comparisons: readonly Comparison[], budgets: readonly Budget[]): Verdict[] {
  const noneBefore = !comparisons.some(({ against }) => against === 'before')
  return budgets.map((budget) => {
    const comparison = comparisons.find(({ figure, against }) => figure === budget.figure && against === budget.against)
    if (!comparison) {
      if (budget.against === 'before' && noneBefore && (sameAsBefore as readonly string[]).includes(budget.figure)) {
        return { budget, comparison: null, kept: true }
      }
      throw new Error(
        `Expected a measurement for the budget "${nameOf(budget)}" but there is none. ` +
          `Measured are: ${comparisons.map(nameOf).join(', ')}.`,
      )
    }
    // Written so that NaN is not kept.
    return { budget, comparison, kept: comparison.ratio > 0 && comparison.ratio <= budget.atMost }
  })
}

/** The lower of two measurements of the same things, one by one: noise only ever adds. */
export function lower(first: readonly Comparison[], second: readonly Comparison[]): Comparison[] {
  return first.map((comparison) => {
    const again = second.find((each) => nameOf(each) === nameOf(comparison))
    return again && again.ratio < comparison.ratio ? again : comparison
  })
}

/**
 * Reads the budgets' file.
 *
 * @throws Error where it is not a list of budgets, or an empty one
 */
export function readBudgets(text: string): Budget[] {
  const list: unknown = JSON.parse(text)
  if (!Array.isArray(list) || list.length === 0)
    throw new Error('Expected a list of budgets but received none, and a check without budgets cannot fail.')
  for (const each of list as Partial<Budget>[]) {
    const { figure, against, atMost } = each
    const isRight = typeof figure === 'string' && references.includes(against!) && Number(atMost) > 0
    if (!isRight || typeof atMost !== 'number') {
      throw new Error(
        `Expected a budget { figure, against, atMost }, against one of ${references.join(', ')} and atMost above 0, ` +
          `but received ${JSON.stringify(each)}.`,
      )
    }
  }
  return list
}

/** How a comparison or budget is called in messages: `start against empty`. */
export function nameOf({ figure, against }: { readonly figure: string; readonly against: Reference }): string {
  return `${figure} against ${against}`
}
