import { describe, expect, it } from 'vitest'
import type { EvaluatedPicture } from '../../../src/evaluate/evaluation.js'
import { evaluated, pictures, reject, reportOf } from './pictures.js'

const paths = (list: { shown: readonly EvaluatedPicture[] }) => list.shown.map(({ path }) => path)

describe('An evaluation', () => {
  const { metrics, mistakes } = reportOf(pictures)

  it('counts a best guess that is the label as correct, accepted or not', () => {
    expect(metrics.accuracy).toMatchObject({ count: 11, n: 13 })
    expect(metrics.acceptedAccuracy).toMatchObject({ count: 9, n: 10 })
  })

  it('counts accepted digits and accepted negatives', () => {
    expect(metrics.trueAccepts).toMatchObject({ count: 10, n: 13 })
    expect(metrics.falseAccepts).toMatchObject({ count: 2, n: 4 })
    expect(metrics.negatives).toMatchObject([
      { folder: 'letters', falseAccepts: { count: 2, n: 3 } },
      { folder: 'noise', falseAccepts: { count: 0, n: 1 } },
    ])
  })

  it('counts the reasons of rejections', () => {
    expect(metrics.rejections).toEqual({
      digits: { blank: 0, 'low-contrast': 0, 'several-marks': 2, 'not-a-digit': 1 },
      negatives: { blank: 1, 'low-contrast': 0, 'several-marks': 0, 'not-a-digit': 1 },
    })
  })

  it('has labels in rows, predictions in columns, and no negatives', () => {
    expect(metrics.confusion[1]).toEqual([0, 6, 0, 0, 0, 0, 0, 2, 0, 0])
    expect(metrics.confusion[7]).toEqual([0, 0, 0, 0, 0, 0, 0, 5, 0, 0])
    expect(metrics.confusion.flat().reduce((sum, n) => sum + n)).toBe(13)
    expect(metrics.bins.reduce((sum, { n }) => sum + n, 0)).toBe(13)
  })

  it('has no threshold that accepts 95 % if 2 of 13 digits have several marks', () => {
    expect(metrics.at95).toBeNull()
  })

  it('finds the threshold that accepts 95 % if there is one', () => {
    const { metrics } = reportOf(pictures.filter(({ prediction }) => prediction.rejection !== 'several-marks'))
    expect(metrics.at95).toMatchObject({
      threshold: 0.1,
      trueAccepts: { count: 11, n: 11 },
      falseAccepts: { count: 3, n: 4 },
    })
  })

  it('ranks mistakes by their confidence or score', () => {
    expect(paths(mistakes.wrong)).toEqual(['1/\x1b[31mred.png', '1/flag.png'])
    expect(paths(mistakes.falseAccepts)).toEqual(['letters/b.png', 'letters/c.png'])
    expect(paths(mistakes.falseRejects)).toEqual(['1/faint.png', '7/two.png'])
  })

  it('keeps no more mistakes than will be shown', () => {
    const { wrong } = reportOf(pictures, 1).mistakes
    expect([wrong.count, paths(wrong)]).toEqual([2, ['1/\x1b[31mred.png']])
  })

  it('has no metric for negatives if there are none', () => {
    const { falseAccepts, at95, negatives } = reportOf(pictures.filter(({ label }) => label !== null)).metrics
    expect({ falseAccepts, at95, negatives }).toEqual({ falseAccepts: null, at95: null, negatives: [] })
  })

  it('has no accuracy of the accepted if none was', () => {
    expect(reportOf([evaluated('1/a.png', 1, reject(1, 0.6, 'not-a-digit', 0.1))]).metrics.acceptedAccuracy).toBeNull()
  })
})
