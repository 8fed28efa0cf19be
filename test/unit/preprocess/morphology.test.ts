import { describe, expect, test } from 'vitest'
import { close, dilate, erode } from '../../../src/preprocess/morphology.js'
import { bytes, paint } from '../../helpers/images.js'

const spot = bytes([5, 5, 5, 5], [5, 9, 5, 5], [5, 5, 5, 1], [5, 5, 5, 5])

test('dilation gives the greatest value of the square around each pixel', () => {
  expect(dilate(spot, 1)).toEqual(bytes([9, 9, 9, 5], [9, 9, 9, 5], [9, 9, 9, 5], [5, 5, 5, 5]))
})

test('erosion gives the least value of the square around each pixel', () => {
  expect(erode(spot, 1)).toEqual(bytes([5, 5, 5, 5], [5, 5, 1, 1], [5, 5, 1, 1], [5, 5, 1, 1]))
})

test('dilation agrees with its definition for every radius', () => {
  const image = paint(9, 7, (x, y) => (x * 71 + y * 113 + x * y * 29) % 251)
  for (const radius of [1, 2, 3, 4, 7]) {
    const expected = paint(9, 7, (x, y) => {
      const near = (value: number, i: number) =>
        Math.abs((i % 9) - x) <= radius && Math.abs(Math.floor(i / 9) - y) <= radius ? value : 0
      return Math.max(...Array.from(image.data, near))
    })
    expect(dilate(image, radius)).toEqual(expected)
  }
})

describe('a closing', () => {
  const line = (thickness: number) => paint(15, 15, (x) => (x >= 6 && x < 6 + thickness ? 40 : 200))

  test('fills a dark line that is narrower than its square', () => {
    expect(close(line(2), 1, 200)).toEqual(paint(15, 15, () => 200))
  })

  test('leaves a dark line that is broader', () => {
    expect(close(line(3), 1, 200)).toEqual(line(3))
  })

  test('leaves a slope as it is', () => {
    const slope = paint(15, 15, (x) => 10 * x)
    expect(close(slope, 2)).toEqual(slope)
  })

  test('fills a dark strip along the frame only if it is light outside', () => {
    const strip = paint(15, 15, (x) => (x < 2 ? 40 : 200))
    expect([close(strip, 1), close(strip, 1, 200)]).toEqual([strip, paint(15, 15, () => 200)])
  })
})
