import { expect, test } from 'vitest'
import { clamp, median, quantile } from '../../../src/preprocess/math.js'

test('a value beyond a bound becomes that bound', () => {
  expect([-3, 0.5, 9].map((value) => clamp(value, 0, 1))).toEqual([0, 0.5, 1])
})

test('the quantiles of sorted values are the least, the middle and the greatest', () => {
  const sorted = Float32Array.of(1, 2, 4, 8, 16)
  expect([0, 0.5, 1].map((fraction) => quantile(sorted, fraction))).toEqual([1, 4, 16])
})

test('the median is the middle one of unsorted values, which stay in their order', () => {
  const values = [9, 1, 5]
  expect([median(values), values]).toEqual([5, [9, 1, 5]])
})
