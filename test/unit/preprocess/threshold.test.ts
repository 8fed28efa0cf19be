import { expect, test } from 'vitest'
import { threshold } from '../../../src/preprocess/threshold.js'
import { floats, rowsOf } from '../../helpers/images.js'

const sensitivity = { contrast: 0.06, deviations: 4 }

/** One row of contrasts, on noise of one deviation. */
function ink(contrasts: number[], deviation = 0): string {
  const noise = floats(new Array((contrasts.length + 1) >> 1).fill(deviation))
  return rowsOf(threshold(floats(contrasts), noise, sensitivity))[0]!
}

test('what exceeds the least contrast is ink', () => {
  expect(ink([0, 0, 0.05, 0, 0, 0.07, 0, 0])).toBe('.....#..')
})

test('what exceeds the noise by the deviations is ink', () => {
  expect(ink([0, 0, 0.3, 0, 0, 0, 0, 0.5, 0], 0.1)).toBe('.......#.')
})

test('the edge of a stroke lies at 40 % of its contrast', () => {
  expect(ink([0, 0, 0, 0.39, 0.41, 1, 0.41, 0.39, 0, 0, 0])).toBe('....###....')
})

test('a pale stroke is as wide as a dark one', () => {
  expect(ink([0, 0, 0.07, 0.1, 0.2, 0.1, 0.07, 0, 0])).toBe('...###...')
})

test('a weak pixel is ink beside a strong one only', () => {
  expect(ink([0, 0.05, 0.07, 0.05, 0, 0, 0.05, 0.05, 0])).toBe('.###.....')
})
