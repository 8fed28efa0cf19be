import { expect, test } from 'vitest'
import { normalizeStrokeWidth } from '../../../src/preprocess/stroke-width.js'
import { paint } from '../../helpers/images.js'

/** Width that a long upright stroke of a digit of 100 pixels has after normalization. */
function widthAfter(width: number): number {
  const left = 30 - Math.floor(width / 2)
  const stroke = paint(60, 620, (x, y) => Number(x >= left && x < left + width && y >= 10 && y < 610))
  return normalizeStrokeWidth(stroke, 100)
    .data.subarray(60 * 300, 60 * 301)
    .reduce((sum, value) => sum + value, 0)
}

/** The same in the raster, into which the digit is fitted with 20 pixels after it has grown as its strokes have. */
function widthInRaster(width: number): number {
  const after = widthAfter(width)
  return (20 * after) / (100 + after - width)
}

test('a hair line is widened to 1.85 pixels of the raster', () => {
  expect(Math.abs(widthInRaster(1) - 1.85)).toBeLessThan(0.25)
})

test('a broad marker is thinned to 4.5 pixels of the raster', () => {
  expect(Math.abs(widthInRaster(34) - 4.5)).toBeLessThan(0.25)
})

test('a stroke of a width between them remains as it is', () => {
  expect(widthAfter(15)).toBe(15)
})

test('coverage is between 0 and 1', () => {
  const { data } = normalizeStrokeWidth(
    paint(40, 40, (x, y) => Number(Math.hypot(x - 20, y - 20) < 9)),
    18,
  )
  expect([Math.min(...data), Math.max(...data)]).toEqual([0, 1])
})
