import { describe, expect, test } from 'vitest'
import { estimateBackground } from '../../../src/preprocess/background.js'
import { paint, toFloats } from '../../helpers/images.js'

const size = 64
const isStroke = (x: number, y: number) => Math.abs(x - 32) < 2 && y > 12 && y < 52
const estimate = (at: (x: number, y: number) => number) => estimateBackground(toFloats(paint(size, size, at)))

test('dark strokes on a light page are dark on light, and their background is the page', () => {
  const [first] = estimate((x, y) => (isStroke(x, y) ? 40 : 220))
  expect(first).toEqual({ isLightOnDark: false, background: paint(size, size, () => 220) })
})

test('light strokes on a dark page are light on dark, and their background is the negative of the page', () => {
  const [first] = estimate((x, y) => (isStroke(x, y) ? 220 : 40))
  expect(first).toEqual({ isLightOnDark: true, background: paint(size, size, () => 255 - 40) })
})

test('the background follows a shadow, but not the stroke in it', () => {
  const shadow = (x: number) => 220 - 2 * x
  const [first] = estimate((x, y) => (isStroke(x, y) ? shadow(x) - 80 : shadow(x)))
  const { data } = first!.background
  const differences = Array.from({ length: size }, (_, x) => Math.abs(data[32 * size + x]! - shadow(x)))
  expect(Math.max(...differences)).toBeLessThan(16)
})

test('a dark table beside the page is background', () => {
  const [first] = estimate((x, y) => (x > 50 ? 60 : isStroke(x, y) ? 40 : 220))
  expect([first!.isLightOnDark, first!.background.data[32 * size + 60]]).toEqual([false, 60])
})

describe('the other estimates', () => {
  const estimates = estimate((x, y) => (isStroke(x, y) ? 40 : 220))

  test('second comes the other polarity', () => {
    expect(estimates[1]!.isLightOnDark).toBe(true)
  })

  test('last comes an even background, as along the frame', () => {
    expect(estimates[2]).toEqual({ isLightOnDark: false, background: paint(1, 1, () => 220) })
  })
})
