import { expect, test } from 'vitest'
import { count, kilobytes, percent } from '../../src/format.js'

test.each([
  [0.9979, '99.79 %'],
  [1, '100.00 %'],
  [0, '0.00 %'],
])('%f is %s', (fraction, text) => {
  expect(percent(fraction)).toBe(text)
})

test.each([
  [0, '0'],
  [999, '999'],
  [1000, '1,000'],
  [1_234_567, '1,234,567'],
])('%d has commas as thousands separators', (n, text) => {
  expect(count(n)).toBe(text)
})

test('bytes are shown in kilobytes', () => {
  expect(kilobytes(98_812)).toBe('98.8 kB')
})
