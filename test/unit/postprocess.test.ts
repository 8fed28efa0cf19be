import { expect, test } from 'vitest'
import { postprocess } from '../../src/postprocess.js'

const probabilities = Float32Array.from([0, 0, 0, 0.125, 0, 0, 0, 0.75, 0.125, 0])

test('the digit is the most probable one, and its probability the confidence', () => {
  expect(postprocess({ probabilities, score: 0.75 }, null, 0.5)).toEqual({
    digit: 7,
    confidence: 0.75,
    probabilities: [0, 0, 0, 0.125, 0, 0, 0, 0.75, 0.125, 0],
    isDigit: true,
    score: 0.75,
    rejection: null,
  })
})

test('a score at the threshold is a digit', () => {
  expect(postprocess({ probabilities, score: 0.5 }, null, 0.5)).toMatchObject({ isDigit: true, rejection: null })
})

test('a score below the threshold is no digit', () => {
  expect(postprocess({ probabilities, score: 0.49 }, null, 0.5)).toMatchObject({
    isDigit: false,
    rejection: 'not-a-digit',
    score: 0.49,
  })
})

test('what preprocessing noticed comes before what the network thinks', () => {
  expect(postprocess({ probabilities, score: 1 }, 'blank', 0.5)).toMatchObject({ isDigit: false, rejection: 'blank' })
})

test('the raster is handed back where it is asked for, and no key is there where it is not', () => {
  const raster = new Uint8Array(784)
  expect(postprocess({ probabilities, score: 1 }, null, 0.5, raster).raster).toBe(raster)
  expect('raster' in postprocess({ probabilities, score: 1 }, null, 0.5)).toBe(false)
})
