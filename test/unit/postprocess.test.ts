import { expect, test } from 'vitest'
import { postprocess } from '../../src/postprocess.js'

const probabilities = Float32Array.from([0, 0, 0, 0.125, 0, 0, 0, 0.75, 0.125, 0])

test('an accepted picture has the most probable digit, and its probability as the confidence', () => {
  expect(postprocess({ probabilities, score: 0.75 }, null, 0.5)).toEqual({
    digit: 7,
    isDigit: true,
    rejection: null,
    bestGuess: 7,
    confidence: 0.75,
    probabilities: [0, 0, 0, 0.125, 0, 0, 0, 0.75, 0.125, 0],
    score: 0.75,
  })
})

test('a rejected picture has no digit, only a best guess', () => {
  expect(postprocess({ probabilities, score: 0.25 }, null, 0.5)).toEqual({
    digit: null,
    isDigit: false,
    rejection: 'not-a-digit',
    bestGuess: 7,
    confidence: 0.75,
    probabilities: [0, 0, 0, 0.125, 0, 0, 0, 0.75, 0.125, 0],
    score: 0.25,
  })
})

test('a score at the threshold is accepted', () => {
  expect(postprocess({ probabilities, score: 0.5 }, null, 0.5)).toMatchObject({ isDigit: true, rejection: null })
})

test('a rejection by preprocessing takes precedence over a high score', () => {
  expect(postprocess({ probabilities, score: 1 }, 'blank', 0.5)).toMatchObject({
    digit: null,
    isDigit: false,
    rejection: 'blank',
  })
})

test('the raster is included only if it is given', () => {
  const raster = new Uint8Array(784)
  expect(postprocess({ probabilities, score: 1 }, null, 0.5, raster).raster).toBe(raster)
  expect('raster' in postprocess({ probabilities, score: 1 }, null, 0.5)).toBe(false)
})
