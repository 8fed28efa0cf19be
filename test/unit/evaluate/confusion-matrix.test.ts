import { describe, expect, it } from 'vitest'
import { classMetrics } from '../../../src/evaluate/confusion-matrix.js'

describe('The metrics of a digit', () => {
  const confusion = Array.from({ length: 10 }, () => new Array<number>(10).fill(0))
  confusion[0]![0] = 8
  confusion[0]![6] = 2
  confusion[6]![6] = 6
  confusion[7]![1] = 1
  const classes = classMetrics(confusion)

  it('count the pictures with its label and those that were read as it', () => {
    expect(classes[6]).toMatchObject({ digit: 6, n: 6, read: 8, correct: 6 })
  })

  it('have the precision of the column, the recall of the row, and their F1', () => {
    expect(classes[0]).toMatchObject({ precision: 1, recall: 0.8, f1: 16 / 18 })
    expect(classes[6]).toMatchObject({ precision: 0.75, recall: 1, f1: 12 / 14 })
  })

  it('are null if there is nothing to divide by', () => {
    expect(classes[1]).toMatchObject({ n: 0, read: 1, precision: 0, recall: null, f1: 0 })
    expect(classes[7]).toMatchObject({ n: 1, read: 0, precision: null, recall: 0, f1: 0 })
    expect(classes[9]).toMatchObject({ precision: null, recall: null, f1: null })
  })
})
