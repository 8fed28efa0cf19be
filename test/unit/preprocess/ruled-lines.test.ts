import { describe, expect, test } from 'vitest'
import type { Image } from '../../../src/image.js'
import { removeRuledLines } from '../../../src/preprocess/ruled-lines.js'
import { paint } from '../../helpers/images.js'

const size = 60

/** What removal does to a picture: how many lines it counts, and the ink that remains. */
function remove(isInk: (x: number, y: number) => boolean): { lines: number; mask: Image<Uint8Array> } {
  const mask = paint(size, size, (x, y) => Number(isInk(x, y)))
  return { lines: removeRuledLines(mask), mask }
}

const empty = paint(size, size, () => 0)

describe('a line from side to side is removed', () => {
  test.each<[string, number, (x: number, y: number) => boolean]>([
    ['horizontal', 1, (_, y) => y === 20],
    ['vertical', 1, (x) => x === 20],
    ['three, and two pixels thick', 3, (_, y) => (y % 15 === 7 || y % 15 === 8 ? y < 50 : false)],
    ['slanted', 1, (x, y) => y === 20 + Math.round(x / 10)],
    ['bent, as on a curved page', 1, (x, y) => y === Math.round(20 + 4 * 0.04 * x * (1 - x / (size - 1)))],
    ['broken here and there', 1, (x, y) => y === 20 && x % 6 !== 5],
  ])('%s', (_, lines, isInk) => {
    expect(remove(isInk)).toEqual({ lines, mask: empty })
  })
})

describe('something else remains', () => {
  test.each<[string, (x: number, y: number) => boolean]>([
    ['a stroke that ends inside', (x, y) => y === 20 && x < 40],
    ['a line with gaps of a half', (x, y) => y === 20 && x % 6 < 3],
    ['a bar too thick for a line', (_, y) => y > 20 && y < 27],
    ['a diagonal', (x, y) => x === y],
  ])('%s', (_, isInk) => {
    expect(remove(isInk)).toEqual({ lines: 0, mask: paint(size, size, (x, y) => Number(isInk(x, y))) })
  })
})

test('a stroke that crosses a line is not interrupted', () => {
  const isStroke = (x: number, y: number) => x > 27 && x < 32 && y > 5 && y < 50
  const { lines, mask } = remove((x, y) => y === 20 || isStroke(x, y))
  expect({ lines, mask }).toEqual({ lines: 1, mask: paint(size, size, (x, y) => Number(isStroke(x, y))) })
})
