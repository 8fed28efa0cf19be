import { expect, test } from 'vitest'
import { goldenDifference } from '../../../src/model/golden.js'

const expected = { probabilities: [0.25, 0.75], score: 0.5 }

test.each([
  ['equal outputs', expected, 0],
  ['a probability', { probabilities: [0.25, 0.5], score: 0.5 }, 0.25],
  ['the score', { probabilities: Float32Array.of(0.25, 0.75), score: 0.375 }, 0.125],
])('the golden difference of %s is the largest of all outputs', (_, actual, difference) => {
  expect(goldenDifference(expected, actual)).toBe(difference)
})

test('an output of NaN does not match', () => {
  expect(goldenDifference(expected, { probabilities: [0.25, Number.NaN], score: 0.5 })).toBeNaN()
})
