import { describe, expect, it } from 'vitest'
import { Calibration, calibrationError } from '../../../src/evaluate/calibration.js'

describe('Calibration', () => {
  it('counts a confidence at the upper end of a bin in that bin, and 0 in the first', () => {
    const calibration = new Calibration()
    for (const confidence of [0, 1 / 15, 0.0667, 14 / 15, 0.9334, 1]) calibration.add(confidence, true)
    expect(calibration.bins().map(({ n }) => n)).toEqual([2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2])
  })

  it('has fifteen bins', () => {
    const bins = new Calibration().bins()
    expect(bins).toHaveLength(15)
    expect(bins[2]).toEqual({ from: 2 / 15, to: 3 / 15, n: 0, correct: 0, accuracy: null, confidence: null })
  })

  it('gives the calibration error that was computed by hand', () => {
    const calibration = new Calibration()
    // Four at 0.95, three of them right: a gap of 0.20. One at 0.5, wrong: a gap of 0.50. (4 * 0.2 + 0.5) / 5 = 0.26
    for (const correct of [true, true, true, false]) calibration.add(0.95, correct)
    calibration.add(0.5, false)
    expect(calibrationError(calibration.bins())).toBeCloseTo(0.26, 12)
  })

  it('finds no error if confidence and accuracy agree', () => {
    const calibration = new Calibration()
    for (const correct of [true, true, true, false]) calibration.add(0.75, correct)
    expect(calibrationError(calibration.bins())).toBe(0)
  })
})
