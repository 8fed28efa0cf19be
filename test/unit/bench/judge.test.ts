import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Budget, type Comparison, compare, judge, lower, readBudgets } from '../../../bench/judge.js'
import type { Figures } from '../../../bench/measure.js'
import { complaints, report } from '../../../bench/report.js'

const figures: Figures = {
  start: 500,
  app: 700,
  p50: 0.5,
  p95: 1,
  batch: 20,
  file: 1,
  drawing: 20,
  photo: 200,
  decode: 100,
  memory: 120,
  photoMemory: 90,
  network1: 0.2,
  tutorial1: 0.1,
  network64: 13,
  tutorial64: 5,
}
const empty = { start: 50, memory: 40 }
const alone = compare({ empty, apps: { now: figures } })
const ratioOf = (comparisons: readonly Comparison[], figure: string, against: string) =>
  comparisons.find((each) => each.figure === figure && each.against === against)?.ratio

const budget: Budget = { figure: 'start', against: 'empty', atMost: 12 }
const startsIn = (milliseconds: number) => compare({ empty, apps: { now: { ...figures, start: milliseconds } } })

describe('the comparisons', () => {
  it.each([
    ['start', 'empty', 10],
    ['p95', 'empty', 0.02],
    ['memory', 'empty', 3],
    ['photo', 'sharp', 2],
    ['photoMemory', 'megabyte', 90],
    ['network1', 'tutorial', 2],
    ['network64', 'tutorial', 2.6],
  ])('set %s against %s', (figure, against, ratio) => {
    expect(ratioOf(alone, figure, against)).toBeCloseTo(ratio)
  })

  it('hold none with the version before where there is none', () => {
    expect(alone.filter(({ against }) => against === 'before')).toEqual([])
  })

  it('set this version against the one before, and not the other way round', () => {
    const both = compare({ empty, apps: { now: { ...figures, start: 600 }, before: figures } })
    expect(ratioOf(both, 'start', 'before')).toBeCloseTo(1.2)
  })
})

describe('the verdict', () => {
  it('is that a ratio at its budget keeps it', () => {
    expect(judge(startsIn(600), [budget])).toMatchObject([{ kept: true }])
  })

  it('is that a ratio above its budget does not', () => {
    expect(judge(startsIn(601), [budget])).toMatchObject([{ kept: false }])
  })

  it.each([
    ['not a number', Number.NaN],
    ['nothing', 0],
    ['endless', Number.POSITIVE_INFINITY],
  ])('is that a measurement that is %s keeps no budget', (_, measured) => {
    expect(judge(startsIn(measured), [budget])).toMatchObject([{ kept: false }])
  })

  it('leaves a budget alone that speaks of a version before where there is none', () => {
    const verdicts = judge(alone, [{ ...budget, against: 'before' }])
    expect(verdicts).toMatchObject([{ kept: true, comparison: null }])
  })

  it('refuses a budget for what is not measured, as it would never fail', () => {
    expect(() => judge(startsIn(500), [{ ...budget, figure: 'strat' }])).toThrow(
      'Expected a measurement for the budget "strat against empty" but there is none. ' +
        'Measured are: start against empty, app against empty, p50 against empty, p95 against empty, ' +
        'batch against empty, memory against empty, photo against sharp, photoMemory against megabyte, ' +
        'network1 against tutorial, network64 against tutorial.',
    )
  })

  it('refuses a misspelt figure also where there is no version before', () => {
    expect(() => judge(alone, [{ figure: 'strat', against: 'before', atMost: 1 }])).toThrow('"strat against before"')
  })
})

describe('a second measurement', () => {
  it('counts where it is lower', () => {
    expect(judge(lower(startsIn(900), startsIn(500)), [budget])).toMatchObject([{ kept: true }])
  })

  it('does not count where it is higher', () => {
    expect(ratioOf(lower(startsIn(500), startsIn(900)), 'start', 'empty')).toBe(10)
  })

  it('does not save what is too slow both times', () => {
    expect(judge(lower(startsIn(900), startsIn(800)), [budget])).toMatchObject([{ kept: false }])
  })
})

describe('the complaint', () => {
  it('names the budget, the measured value and the file', () => {
    expect(complaints(judge(startsIn(800), [budget]), 'bench/budgets.json')).toEqual([
      'Expected "start against empty" (`mnist-predict x.png`, start to exit) of at most 12 times an empty node process, ' +
        'as bench/budgets.json has it, but measured 16.0.',
    ])
  })

  it('is not made of a budget that is kept', () => {
    expect(complaints(judge(startsIn(500), [budget]), 'bench/budgets.json')).toEqual([])
  })
})

describe('the table', () => {
  it('shows measurement, reference, ratio, budget and verdict in one line', () => {
    const text = report(startsIn(800), judge(startsIn(800), [budget]))
    expect(text.split('\n').map((line) => line.split(/ {2,}/))).toContainEqual([
      '`mnist-predict x.png`, start to exit',
      '800 ms',
      'an empty node process, 50.0 ms',
      '16.0 x',
      'at most 12',
      'FAILED',
    ])
  })
})

describe("the budgets' file", () => {
  const committed = readFileSync(new URL('../../../bench/budgets.json', import.meta.url), 'utf8')

  it('that is committed speaks of what is measured, with a version before and without', () => {
    const budgets = readBudgets(committed)
    const both = compare({ empty, apps: { now: figures, before: figures } })
    expect([judge(alone, budgets).length, judge(both, budgets).length]).toEqual([budgets.length, budgets.length])
  })

  it('that is committed has a budget for every comparison', () => {
    const both = compare({ empty, apps: { now: figures, before: figures } })
    const budgeted = readBudgets(committed).map(({ figure, against }) => `${figure} against ${against}`)
    expect(
      both.map(({ figure, against }) => `${figure} against ${against}`).filter((each) => !budgeted.includes(each)),
    ).toEqual([])
  })

  it('is refused where it is empty, as it would never fail', () => {
    expect(() => readBudgets('[]')).toThrow(
      'Expected a list of budgets but received none, and a check without budgets cannot fail.',
    )
  })

  it.each([
    '{"figure":"start","against":"empty"}',
    '{"figure":"start","against":"yesterday","atMost":1}',
    '{"figure":"start","against":"empty","atMost":"12"}',
    '{"figure":"start","against":"empty","atMost":0}',
  ])('is refused with %s in it', (each) => {
    expect(() => readBudgets(`[${each}]`)).toThrow(
      'Expected a budget { figure, against, atMost }, against one of empty, before, sharp, tutorial, megabyte ' +
        `and atMost above 0, but received ${each}.`,
    )
  })
})
