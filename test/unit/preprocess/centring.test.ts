import { expect, test } from 'vitest'
import { centre } from '../../../src/preprocess/centring.js'
import { paint, toFloats } from '../../helpers/images.js'

/** Columns and rows of the raster that hold ink. */
function extent(raster: Uint8Array): { columns: [number, number]; rows: [number, number] } {
  const at = [...raster].flatMap((value, i) => (value > 0 ? [i] : []))
  const range = (values: number[]): [number, number] => [Math.min(...values), Math.max(...values)]
  return { columns: range(at.map((i) => i % 28)), rows: range(at.map((i) => Math.floor(i / 28))) }
}

function raster(isInk: (x: number, y: number) => boolean): Uint8Array {
  return centre(toFloats(paint(60, 60, (x, y) => Number(isInk(x, y)))))
}

test('the longest side becomes 20 pixels, in the middle of 28', () => {
  expect(extent(raster((x, y) => x >= 3 && x < 43 && y >= 7 && y < 47))).toEqual({ columns: [4, 23], rows: [4, 23] })
})

test('the aspect is kept', () => {
  expect(extent(raster((x, y) => x >= 3 && x < 13 && y >= 7 && y < 47))).toEqual({ columns: [12, 16], rows: [4, 23] })
})

test('the centre of mass is in the middle, not the centre of the box', () => {
  // A T: most of its ink is at the top.
  const shape = raster((x, y) => (y < 4 && x < 40) || (x >= 18 && x < 22 && y < 40))
  const mass = shape.reduce((sum, value) => sum + value, 0)
  const y = shape.reduce((sum, value, i) => sum + value * (Math.floor(i / 28) + 0.5), 0) / mass
  expect(extent(shape).rows[0]).toBeGreaterThan(4)
  expect(Math.abs(y - 14)).toBeLessThanOrEqual(0.5)
})

test('full coverage is 255', () => {
  expect(Math.max(...raster((x, y) => x < 40 && y < 40))).toBe(255)
})
