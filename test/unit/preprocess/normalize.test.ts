import { expect, test } from 'vitest'
import { normalize } from '../../../src/preprocess/normalize.js'
import { paint } from '../../helpers/images.js'

const isStroke = (x: number, y: number) => x >= 40 && x < 52 && y >= 20 && y < 80
const box = { left: 40, top: 20, right: 52, bottom: 80 }
const raster = normalize(
  paint(100, 100, (x, y) => Number(isStroke(x, y))),
  box,
)

test('a stroke is 20 pixels tall in the raster', () => {
  const rows = Array.from({ length: 28 }, (_, y) => raster.subarray(y * 28, (y + 1) * 28).some((value) => value > 0))
  expect(rows.filter(Boolean)).toHaveLength(20)
})

test('only what lies in the box is drawn', () => {
  const specks = paint(100, 100, (x, y) => Number(isStroke(x, y) || x % 30 === 5))
  expect(normalize(specks, box)).toEqual(raster)
})

test('a mask of twice the size gives about the same raster', () => {
  const large = normalize(
    paint(200, 200, (x, y) => Number(isStroke(x >> 1, y >> 1))),
    { left: 80, top: 40, right: 104, bottom: 160 },
  )
  const differences = raster.map((value, i) => Math.abs(value - large[i]!))
  expect(differences.reduce((sum, value) => sum + value, 0) / 784).toBeLessThan(3)
})
