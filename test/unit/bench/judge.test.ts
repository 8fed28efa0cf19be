import { describe, expect, it } from 'vitest'
import { type Budget, judge, lower } from '../../../bench/judge.js'
import { complaints, heading, rows, table } from '../../../bench/report.js'

const figures = {
  empty: 50,
  command: 75,
  'before.command': 300,
  raster1: 40,
  'onnxruntime.raster1': 80,
  packed: 390,
}
const start: Budget = { figure: 'command', reference: 'empty', atMost: 1.5 }
const measuring = (command: number, budget = start) => judge({ ...figures, command }, [], [budget])

describe('a budget', () => {
  it.each<[Budget, number]>([
    [start, 1.5],
    [{ figure: 'command', reference: 'before', atMost: 1 }, 0.25],
    [{ figure: 'raster1', reference: 'onnxruntime', atMost: 1 }, 0.5],
    [{ figure: 'packed', atMost: 400 }, 390],
  ])('%j is compared with %d', (budget, value) => {
    expect(judge(figures, [], [budget])).toMatchObject([{ value, isKept: true }])
  })

  it('is met by a ratio at its limit', () => {
    expect(measuring(75)).toMatchObject([{ isKept: true }])
  })

  it.each([75.1, Number.NaN, Number.POSITIVE_INFINITY])('is exceeded by a measurement of %d', (command) => {
    expect(measuring(command)).toMatchObject([{ isKept: false }])
  })

  it('is met if its reference is known to be missing', () => {
    const budget: Budget = { figure: 'command', reference: 'python', atMost: 0.1 }
    expect(judge(figures, ['python'], [budget])).toMatchObject([{ value: null, isKept: true }])
  })

  it.each<[string, Budget]>([
    ['a figure', { figure: 'comand', reference: 'empty', atMost: 1 }],
    ['a reference', { figure: 'command', reference: 'web', atMost: 1 }],
    ['a figure, even if the reference is missing', { figure: 'comand', reference: 'python', atMost: 1 }],
  ])('is refused if it names %s, which nothing measures', (_, budget) => {
    expect(() => judge(figures, ['python'], [budget])).toThrow(
      `Expected a measurement for the budget "${budget.figure} against ${budget.reference}" but there is none.`,
    )
  })
})

describe('a second measurement', () => {
  it('counts if it is lower', () => {
    expect(lower(measuring(90), measuring(60))).toMatchObject([{ value: 1.2, isKept: true }])
  })

  it('does not count if it is higher', () => {
    expect(lower(measuring(90), measuring(100))).toMatchObject([{ value: 1.8, isKept: false }])
  })

  it('does not replace one that met its budget', () => {
    expect(lower(measuring(70), measuring(60))).toMatchObject([{ value: 1.4 }])
  })
})

describe('the report', () => {
  it('shows measurement, reference, ratio, target, budget and verdict in one row', () => {
    expect(rows(measuring(90, { ...start, target: 1.2 }), {})).toEqual([
      [
        '`mnist-predict x.png`, 28x28, start to exit',
        '90.0 ms',
        'an empty Node process, 50.0 ms',
        '1.80 x',
        '1.20 x',
        '1.50 x',
        'FAILED',
      ],
    ])
  })

  it('says why a reference is missing', () => {
    const verdicts = judge(figures, ['python'], [{ ...start, reference: 'python' }])
    expect(rows(verdicts, { python: 'no Python' })[0]).toContain('no Python')
  })

  it('is a Markdown table whose columns line up', () => {
    const lines = table([...heading, ''], rows(measuring(90), {})).split('\n')
    expect(new Set(lines.map((line) => line.length)).size).toBe(1)
  })

  it('reports an exceeded budget with its name, limit, file and measurement', () => {
    expect(complaints(measuring(90))).toEqual([
      'Expected "command against empty" (`mnist-predict x.png`, 28x28, start to exit) of at most 1.50 x, ' +
        'as bench/budgets.json has it, but measured 1.80 x.',
    ])
  })

  it('does not report a budget that is met', () => {
    expect(complaints(measuring(60))).toEqual([])
  })
})
