import { describe, expect, it } from 'vitest'
import {
  acceptingAtLeast,
  calibrationError,
  classFigures,
  proportion,
  Reliability,
} from '../../../src/cli/evaluate/metrics.js'
import { Worst } from '../../../src/cli/evaluate/worst.js'

describe('A proportion', () => {
  it.each([
    // Of none the upper end is z^2 / (n + z^2), of all the lower end n / (n + z^2).
    [9948, 10_000, 0.99319, 0.99603],
    [8, 10, 0.49016, 0.94332],
    [1, 2, 0.09453, 0.90547],
    [0, 10, 0, 0.27753],
    [10, 10, 0.72247, 1],
  ])('%i of %i lies between %f and %f', (count, n, low, high) => {
    const { share, interval } = proportion(count, n)
    expect(share).toBe(count / n)
    expect(interval[0]).toBeCloseTo(low, 5)
    expect(interval[1]).toBeCloseTo(high, 5)
  })

  it.each([1, 7, 10_000])('never leaves the scale where all or none of %i are counted', (n) => {
    expect(proportion(0, n).interval[0]).toBe(0)
    expect(proportion(n, n).interval[1]).toBe(1)
  })
})

describe('The figures of a digit', () => {
  const confusion = Array.from({ length: 10 }, () => new Array<number>(10).fill(0))
  confusion[0]![0] = 8
  confusion[0]![6] = 2
  confusion[6]![6] = 6
  confusion[7]![1] = 1
  const classes = classFigures(confusion)

  it('count what bears its label and what was read as it', () => {
    expect(classes[6]).toMatchObject({ digit: 6, n: 6, read: 8, correct: 6 })
  })

  it('have precision over the column, recall over the row, and F1 between them', () => {
    expect(classes[0]).toMatchObject({ precision: 1, recall: 0.8, f1: 16 / 18 })
    expect(classes[6]).toMatchObject({ precision: 0.75, recall: 1, f1: 12 / 14 })
  })

  it('are null where there is nothing to divide by', () => {
    expect(classes[1]).toMatchObject({ n: 0, read: 1, precision: 0, recall: null, f1: 0 })
    expect(classes[7]).toMatchObject({ n: 1, read: 0, precision: null, recall: 0, f1: 0 })
    expect(classes[9]).toMatchObject({ precision: null, recall: null, f1: null })
  })
})

describe('Reliability', () => {
  it('puts a confidence at the end of a bin into that bin, and 0 into the first', () => {
    const reliability = new Reliability()
    for (const confidence of [0, 1 / 15, 0.0667, 14 / 15, 0.9334, 1]) reliability.add(confidence, true)
    expect(reliability.bins().map(({ n }) => n)).toEqual([2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2])
  })

  it('has a bin for every fifteenth', () => {
    const bins = new Reliability().bins()
    expect(bins).toHaveLength(15)
    expect(bins[2]).toEqual({ from: 2 / 15, to: 3 / 15, n: 0, correct: 0, accuracy: null, confidence: null })
  })

  it('gives the calibration error that is worked out by hand', () => {
    const reliability = new Reliability()
    // Four at 0.95, three of them right: a gap of 0.20. One at 0.5, wrong: a gap of 0.50. (4 * 0.2 + 0.5) / 5 = 0.26
    for (const correct of [true, true, true, false]) reliability.add(0.95, correct)
    reliability.add(0.5, false)
    expect(calibrationError(reliability.bins())).toBeCloseTo(0.26, 12)
  })

  it('finds no error where confidence and accuracy agree', () => {
    const reliability = new Reliability()
    for (const correct of [true, true, true, false]) reliability.add(0.75, correct)
    expect(calibrationError(reliability.bins())).toBe(0)
  })
})

describe('A threshold', () => {
  const digits = Array.from({ length: 20 }, (_, index) => (index + 1) / 20)

  it('is the highest that accepts enough digits, and tells what else it accepts', () => {
    const point = acceptingAtLeast(0.95, digits, [0.01, 0.09, 0.1, 0.9])
    expect(point).toMatchObject({
      threshold: 0.1,
      trueAccepts: { count: 19, n: 20 },
      falseAccepts: { count: 2, n: 4 },
    })
  })

  it('cannot accept what no threshold would', () => {
    const point = acceptingAtLeast(0.95, [null, ...digits.slice(1)], [null, 1])
    expect(point).toMatchObject({ threshold: 0.1, falseAccepts: { count: 1, n: 2 } })
    expect(acceptingAtLeast(0.95, [null, null, ...digits.slice(2)], [0.5])).toBeNull()
  })
})

describe('The worst', () => {
  it('stand in order, the earlier first of two that are equally bad, and no more of them than asked for', () => {
    const worst = new Worst<string>(3, (text) => text.length)
    for (const text of ['a', 'bbb', 'cc', 'ddd', 'e']) worst.add(text)
    expect(worst.items).toEqual(['bbb', 'ddd', 'cc'])
    expect(worst.count).toBe(5)
  })

  it('are only counted where none is to be kept', () => {
    const worst = new Worst<string>(0, (text) => text.length)
    worst.add('a')
    expect(worst).toMatchObject({ count: 1, items: [] })
  })
})
