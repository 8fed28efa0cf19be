import { describe, expect, it } from 'vitest'
import { painter } from '../../../src/cli/colour.js'
import { json, type Report } from '../../../src/cli/evaluate/report.js'
import { table } from '../../../src/cli/evaluate/table.js'
import { type Reading, Tally } from '../../../src/cli/evaluate/tally.js'
import type { Digit, PerDigit, Prediction, Rejection } from '../../../src/index.js'
import { prediction, rejected, type Shared } from './fakes.js'

function reading(path: string, label: Reading['label'], answer: Prediction): Reading {
  return { path, folder: path.split('/')[0]!, label, prediction: answer }
}

function accept(digit: Digit, confidence: number, changes: Partial<Shared> = {}): Prediction {
  return prediction(digit, { ...withConfidence(digit, confidence), ...changes })
}

function reject(bestGuess: Digit, confidence: number, rejection: Rejection, score: number): Prediction {
  return rejected(bestGuess, rejection, { ...withConfidence(bestGuess, confidence), score })
}

function withConfidence(digit: Digit, confidence: number): Pick<Shared, 'confidence' | 'probabilities'> {
  const probabilities = Array.from({ length: 10 }, (_, each) => (each === digit ? confidence : (1 - confidence) / 9))
  return { confidence, probabilities: probabilities as PerDigit }
}

const readings = [
  ...Array.from({ length: 5 }, (_, index) => reading(`1/${index}.png`, 1, accept(1, 0.99, { score: 0.9 }))),
  reading('1/flag.png', 1, accept(7, 0.8)),
  reading('1/\x1b[31mred.png', 1, reject(7, 0.95, 'several-marks', 0.9)),
  reading('1/faint.png', 1, reject(1, 0.6, 'not-a-digit', 0.1)),
  ...Array.from({ length: 4 }, (_, index) => reading(`7/${index}.png`, 7, accept(7, 0.97, { score: 0.8 }))),
  reading('7/two.png', 7, reject(7, 0.9, 'several-marks', 0.9)),
  reading('letters/a.png', null, reject(4, 0.7, 'not-a-digit', 0.1)),
  reading('letters/b.png', null, accept(8, 0.7, { score: 0.85 })),
  reading('letters/c.png', null, accept(0, 0.7, { score: 0.75 })),
  reading('noise/n.png', null, reject(0, 0.2, 'blank', 0.01)),
]

function reportOf(readings: readonly Reading[], limit = 20): Report {
  const tally = new Tally(limit)
  for (const each of readings) tally.add(each)
  return {
    folder: 'pictures',
    package: '0.1.0',
    model: { name: 'mnist', version: '1.2.3', sha256: 'ab'.repeat(32) },
    engine: 'builtin',
    figures: tally.figures(),
    mistakes: tally.mistakes(),
    unreadable: [],
  }
}

const expected = `pictures, read by mnist 1.2.3 on builtin

                           share           pictures       95 % interval
accuracy                 84.62 %           11 of 13   57.77 % to  95.67 %
  of the accepted        90.00 %            9 of 10   59.58 % to  98.21 %
true accepts             76.92 %           10 of 13   49.74 % to  91.82 %
false accepts            50.00 %             2 of 4   15.00 % to  85.00 %
calibration error        16.00 %
Accuracy asks whether the most probable digit is the label, accepted or not.

digit   pictures  precision     recall         F1
    0          0          -          -          -
    1          8   100.00 %    75.00 %    85.71 %
    2          0          -          -          -
    3          0          -          -          -
    4          0          -          -          -
    5          0          -          -          -
    6          0          -          -          -
    7          5    71.43 %   100.00 %    83.33 %
    8          0          -          -          -
    9          0          -          -          -

label   0   1   2   3   4   5   6   7   8   9  read as
    0   .   .   .   .   .   .   .   .   .   .
    1   .   6   .   .   .   .   .   2   .   .
    2   .   .   .   .   .   .   .   .   .   .
    3   .   .   .   .   .   .   .   .   .   .
    4   .   .   .   .   .   .   .   .   .   .
    5   .   .   .   .   .   .   .   .   .   .
    6   .   .   .   .   .   .   .   .   .   .
    7   .   .   .   .   .   .   .   5   .   .
    8   .   .   .   .   .   .   .   .   .   .
    9   .   .   .   .   .   .   .   .   .   .

not accepted              digits  negatives
blank                          0          1
several marks                  2          0
not a digit                    1          1

Read as another digit, surest first (2)
  1 read as 7  95.00 %  "1/\\u001b[31mred.png"  several marks
  1 read as 7  80.00 %  1/flag.png

No digit, but accepted (2)
  read as 8, score 0.8500  letters/b.png
  read as 0, score 0.7500  letters/c.png

Read right, but not accepted (2)
  1, score 0.1000  1/faint.png  not a digit
  7, score 0.9000  7/two.png  several marks
`

const paths = (list: { shown: readonly Reading[] }) => list.shown.map(({ path }) => path)

describe('A tally', () => {
  const { figures, mistakes } = reportOf(readings)

  it('counts a best guess that is the label as correct, accepted or not', () => {
    expect(figures.accuracy).toMatchObject({ count: 11, n: 13 })
    expect(figures.acceptedAccuracy).toMatchObject({ count: 9, n: 10 })
  })

  it('counts what was accepted, among the digits and among the negatives', () => {
    expect(figures.trueAccepts).toMatchObject({ count: 10, n: 13 })
    expect(figures.falseAccepts).toMatchObject({ count: 2, n: 4 })
    expect(figures.negatives).toMatchObject([
      { folder: 'letters', falseAccepts: { count: 2, n: 3 } },
      { folder: 'noise', falseAccepts: { count: 0, n: 1 } },
    ])
  })

  it('counts the reasons for which pictures were not accepted', () => {
    expect(figures.rejections).toEqual({
      digits: { blank: 0, 'low-contrast': 0, 'several-marks': 2, 'not-a-digit': 1 },
      negatives: { blank: 1, 'low-contrast': 0, 'several-marks': 0, 'not-a-digit': 1 },
    })
  })

  it('keeps labels in rows and what was read in columns, and leaves the negatives out', () => {
    expect(figures.confusion[1]).toEqual([0, 6, 0, 0, 0, 0, 0, 2, 0, 0])
    expect(figures.confusion[7]).toEqual([0, 0, 0, 0, 0, 0, 0, 5, 0, 0])
    expect(figures.confusion.flat().reduce((sum, n) => sum + n)).toBe(13)
    expect(figures.bins.reduce((sum, { n }) => sum + n, 0)).toBe(13)
  })

  it('cannot accept 95 % of digits of which 2 in 13 have several marks', () => {
    expect(figures.at95).toBeNull()
  })

  it('finds the threshold that accepts 95 % where there is one', () => {
    const { figures } = reportOf(readings.filter(({ prediction }) => prediction.rejection !== 'several-marks'))
    expect(figures.at95).toMatchObject({
      threshold: 0.1,
      trueAccepts: { count: 11, n: 11 },
      falseAccepts: { count: 3, n: 4 },
    })
  })

  it('ranks mistakes by how sure they were', () => {
    expect(paths(mistakes.wrong)).toEqual(['1/\x1b[31mred.png', '1/flag.png'])
    expect(paths(mistakes.falseAccepts)).toEqual(['letters/b.png', 'letters/c.png'])
    expect(paths(mistakes.falseRejects)).toEqual(['1/faint.png', '7/two.png'])
  })

  it('keeps no more mistakes than will be shown', () => {
    const { wrong } = reportOf(readings, 1).mistakes
    expect([wrong.count, paths(wrong)]).toEqual([2, ['1/\x1b[31mred.png']])
  })

  it('has no figure for negatives where there are none', () => {
    const { falseAccepts, at95, negatives } = reportOf(readings.filter(({ label }) => label !== null)).figures
    expect({ falseAccepts, at95, negatives }).toEqual({ falseAccepts: null, at95: null, negatives: [] })
  })

  it('has no accuracy of the accepted where none was', () => {
    expect(reportOf([reading('1/a.png', 1, reject(1, 0.6, 'not-a-digit', 0.1))]).figures.acceptedAccuracy).toBeNull()
  })
})

describe('The table', () => {
  it('says it all in 80 columns', () => {
    expect(table(reportOf(readings), painter(false))).toBe(expected)
    expect(Math.max(...expected.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
  })

  it('stays within 80 columns for a million pictures', () => {
    const report = reportOf(readings)
    const confusion = report.figures.confusion.map((row) => row.map(() => 12_345))
    const accuracy = { count: 1_234_567, n: 1_234_567, share: 1, interval: [1, 1] as const }
    const text = table({ ...report, figures: { ...report.figures, confusion, accuracy } }, painter(false))
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
  })

  it('leaves out what there is none of', () => {
    const text = table(reportOf([reading('3/a.png', 3, accept(3, 0.99))]), painter(false))
    expect(text).not.toMatch(/false accepts|not accepted|Read as|negatives|could not/)
  })

  it('says how many mistakes it does not show, and how many files were not read', () => {
    const unreadable = [{ path: '3/x.png', code: 'IMAGE_UNREADABLE', message: 'No.' }]
    const text = table({ ...reportOf(readings, 1), unreadable }, painter(false))
    expect(text).toContain('Read as another digit, surest first (1 of 2)\n')
    expect(text).toContain('1 could not be read, and is in no figure.\n')
  })

  it('is coloured where that is wanted', () => {
    expect(table(reportOf(readings), painter(true))).toContain('1 read as \x1b[31m7\x1b[39m')
  })
})

describe('The JSON', () => {
  const record = JSON.parse(json(reportOf(readings)))

  it('has the fields that are promised', () => {
    expect(Object.keys(record)).toEqual([
      'schema',
      'folder',
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

  it('tells a mistake with its path, its label and the prediction, but for the raster', () => {
    const mistake = reading('7/a.png', 7, prediction(1, { raster: new Uint8Array(784) }))
    const { wrong } = JSON.parse(json(reportOf([mistake]))).mistakes
    expect(wrong).toEqual({ count: 1, shown: [{ path: '7/a.png', label: 7, ...prediction(1) }] })
  })

  it('says null for the digit of a rejected picture, and keeps the best guess', () => {
    expect(record.mistakes.falseRejects.shown[0]).toMatchObject({ path: '1/faint.png', digit: null, bestGuess: 1 })
  })

  it('says null for the label of a negative', () => {
    expect(record.mistakes.falseAccepts.shown[0]).toMatchObject({ path: 'letters/b.png', label: null, digit: 8 })
  })
})
