import { describe, expect, test } from 'vitest'
import type { Image } from '../../../src/image.js'
import { replaceCornerFill } from '../../../src/preprocess/corner-fill.js'
import { paint, toFloats } from '../../helpers/images.js'

const size = 120
const fill = 60

interface Page {
  /** Degrees. */
  readonly angle?: number
  /** Lightness of the page at a pixel. */
  readonly at?: (x: number, y: number) => number
}

/** A page, rotated about its middle in a square of one lightness. Half its side is 45 pixels. */
function rotatedPage({ angle = 15, at = () => 200 }: Page = {}): Image<Float32Array> {
  const [cos, sin] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)]
  const reach = size / 2 / (Math.abs(cos) + Math.abs(sin))
  return toFloats(
    paint(size, size, (x, y) => {
      const [right, down] = [x + 0.5 - size / 2, y + 0.5 - size / 2]
      const isPage = Math.abs(cos * right + sin * down) < reach && Math.abs(cos * down - sin * right) < reach
      return isPage ? at(x, y) : fill
    }),
  )
}

/** The image after replacement, and how many pixels of it have the lightness of the fill. */
function replace(image: Image<Float32Array>): { data: Float32Array; filled: number } {
  replaceCornerFill(image)
  return { data: image.data, filled: image.data.filter((value) => value === fill).length }
}

test.each([5, 15, -15, 30])('the corners of a page rotated by %i degrees become like the page', (angle) => {
  expect(replace(rotatedPage({ angle })).filled).toBeLessThan(8)
})

test('shading of the page continues into the corners', () => {
  const { data } = replace(rotatedPage({ at: (_, y) => 100 + y }))
  expect([data[3 * size + 3], data[(size - 4) * size + size - 4]]).toEqual([
    expect.closeTo(112, -0.9),
    expect.closeTo(207, -0.9),
  ])
})

test('a stroke that ends beside a corner does not continue into it', () => {
  const { data } = replace(rotatedPage({ at: (x, y) => (y > 56 && y < 62 && x < 40 ? 10 : 200) }))
  expect(data.subarray(59 * size, 59 * size + 4).every((value) => value > 100)).toBe(true)
})

test('where the page is as light as the fill, the rest of its edge is enough', () => {
  expect(replace(rotatedPage({ at: (x, y) => (y < 6 && x > 20 ? fill : 200) })).data[(size - 4) * size + 4]).toBe(200)
})

describe('a picture without such corners is not changed', () => {
  test.each<[string, Image<Float32Array>]>([
    ['of one lightness', toFloats(paint(size, size, () => 200))],
    [
      'with a digit in the middle',
      toFloats(paint(size, size, (x, y) => (x > 50 && x < 60 && y > 20 && y < 100 ? 20 : 200))),
    ],
    ['with one dark corner', toFloats(paint(size, size, (x, y) => (x + y < 40 ? fill : 200)))],
    ['with a frame', toFloats(paint(size, size, (x, y) => (Math.min(x, y, size - x, size - y) < 5 ? fill : 200)))],
    ['with a round edge', toFloats(paint(size, size, (x, y) => (Math.hypot(x - 60, y - 60) > 60 ? fill : 200)))],
    [
      'with corners of unlike size',
      toFloats(
        paint(size, size, (x, y) =>
          x + y < 50 || size - x + y < 20 || x + size - y < 20 || 2 * size - x - y < 20 ? fill : 200,
        ),
      ),
    ],
  ])('%s', (_, image) => {
    const before = image.data.slice()
    expect(replace(image).data).toEqual(before)
  })
})
