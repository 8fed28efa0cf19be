import { describe, expect, it } from 'vitest'
import { jsonReport } from '../../../../src/cli/report/report.js'
import { evaluated, pictures, reportOf } from '../../evaluate/pictures.js'
import { prediction } from '../fakes.js'

describe('The JSON report', () => {
  const record = JSON.parse(jsonReport(reportOf(pictures)))

  it('has the documented fields', () => {
    expect(Object.keys(record)).toEqual([
      'schema',
      'folder',
      'date',
      'package',
      'model',
      'engine',
      'accuracy',
      'acceptedAccuracy',
      'trueAccepts',
      'falseAccepts',
      'at95',
      'calibrationError',
      'bins',
      'classes',
      'confusion',
      'rejections',
      'negatives',
      'mistakes',
      'unreadable',
    ])
    expect(record.schema).toBe(2)
  })

  it('gives a mistake its path, its label and the prediction without the raster', () => {
    const mistake = evaluated('7/a.png', 7, prediction(1, { raster: new Uint8Array(784) }))
    const { wrong } = JSON.parse(jsonReport(reportOf([mistake]))).mistakes
    expect(wrong).toEqual({ count: 1, shown: [{ path: '7/a.png', label: 7, ...prediction(1) }] })
  })

  it('has null for the digit of a rejected picture, and keeps the best guess', () => {
    expect(record.mistakes.falseRejects.shown[0]).toMatchObject({ path: '1/faint.png', digit: null, bestGuess: 1 })
  })

  it('has null for the label of a negative', () => {
    expect(record.mistakes.falseAccepts.shown[0]).toMatchObject({ path: 'letters/b.png', label: null, digit: 8 })
  })
})
