import { describe, expect, test } from 'vitest'
import { lenient, strict } from '../../../src/preprocess/constants.js'
import { runToEnd } from '../../../src/preprocess/index.js'
import { segment } from '../../../src/preprocess/segment.js'
import { paint, toFloats } from '../../helpers/images.js'

const size = 112
const isDigit = (x: number, y: number) => x >= 50 && x < 60 && y >= 25 && y < 85
const picture = (at: (x: number, y: number) => number) => toFloats(paint(size, size, at))
const find = (at: (x: number, y: number) => number) => runToEnd(segment(picture(at), strict))
const digit = paint(size, size, (x, y) => Number(isDigit(x, y)))

describe('the mask is that of the digit', () => {
  test.each<[string, (x: number, y: number) => number]>([
    ['dark on light', (x, y) => (isDigit(x, y) ? 40 : 220)],
    ['light on dark', (x, y) => (isDigit(x, y) ? 220 : 40)],
    ['on a ruled page', (x, y) => (isDigit(x, y) ? 40 : y % 20 === 3 ? 170 : 220)],
    [
      'with a pale smudge beside it',
      (x, y) => (isDigit(x, y) ? 40 : x >= 60 && x < 64 && y > 40 && y < 50 ? 190 : 220),
    ],
    ['with specks around it', (x, y) => (isDigit(x, y) || (x % 50 === 5 && y % 50 === 5) ? 40 : 220)],
  ])('%s', (_, at) => {
    expect(find(at)!.mask).toEqual(digit)
  })
})

test('its contrast is that of the digit', () => {
  expect(find((x, y) => (isDigit(x, y) ? 110 : 220))!.contrast).toBeCloseTo(0.5, 1)
})

test('an empty page has no digit', () => {
  expect(find(() => 220)).toBeNull()
})

test('a faint digit is found at lenient sensitivity only', () => {
  const faint = picture((x, y) => (isDigit(x, y) ? 210 : 220))
  expect([runToEnd(segment(faint, strict)), runToEnd(segment(faint, lenient))]).toEqual([null, expect.anything()])
})

test('every attempt begins with a pause', () => {
  const pauses = [
    ...segment(
      picture(() => 220),
      strict,
      2,
    ),
  ]
  expect(pauses).toHaveLength(2)
})
