import { expect, it } from 'vitest'
import { findCuts } from '../../../src/preprocess/cuts.js'
import { mask, paint } from '../../helpers/images.js'

/** Two uprights, joined by a thin bar. */
const joined = mask(
  '###.........###',
  '###.........###',
  '###.........###',
  '###.........###',
  '###############',
  '###.........###',
  '###.........###',
  '###.........###',
  '###.........###',
  '###.........###',
)

it('cuts where there is least ink', () => {
  const cuts = findCuts(joined, 10)
  expect(cuts.map(({ ink }) => ink)).toContain(1)
  expect(cuts.every(({ columns }) => columns.every((x) => x >= 0 && x < 15))).toBe(true)
})

it('leaves ink on both sides of each cut', () => {
  const left = findCuts(joined, 10).map(({ columns }) =>
    columns.reduce((sum, end, y) => sum + joined.data.subarray(15 * y, 15 * y + end).reduce((a, b) => a + b, 0), 0),
  )
  expect(left.length).toBeGreaterThan(0)
  expect(left.every((ink) => ink > 0 && ink < 69)).toBe(true)
})

it('follows a slanted gap instead of cutting through a stroke', () => {
  const slanted = mask(
    '....###..###',
    '....###..###',
    '...###..###.',
    '...###..###.',
    '..###..###..',
    '..###..###..',
    '.###..###...',
    '.###..###...',
    '###..###....',
    '########....',
  )
  expect(findCuts(slanted, 10).some(({ ink }) => ink === 1)).toBe(true)
})

it('stays in a gap that bends, in every row', () => {
  const gapAt = (y: number) => 12 + Math.abs(10 - y)
  const bent = paint(40, 24, (x, y) => Number(x < gapAt(y) || x >= gapAt(y) + 3))
  const [cut] = findCuts(bent, 24).filter(({ ink }) => ink === 0)
  expect(Array.from(cut!.columns, (x, y) => x >= gapAt(y) && x < gapAt(y) + 3)).toEqual(Array(24).fill(true))
})

it('goes straight down through the background where it can', () => {
  const apart = paint(30, 20, (x) => Number(x < 8 || x >= 22))
  const [cut] = findCuts(apart, 20).filter(({ ink }) => ink === 0)
  expect(new Set(cut!.columns).size).toBe(1)
})

it('finds more cuts in a wider mark, and a bounded number', () => {
  const wide = mask(...Array.from({ length: 10 }, () => '##..'.repeat(30)))
  expect(findCuts(wide, 10).length).toBeGreaterThan(findCuts(joined, 10).length)
  expect(findCuts(wide, 10).length).toBeLessThanOrEqual(61)
})
