import { expect, test } from 'vitest'
import { crop, fullBox, longestSideOf, union } from '../../../src/preprocess/box.js'
import { bytes } from '../../helpers/images.js'

const image = bytes([1, 2, 3], [4, 5, 6])

test('the box of a whole image has its width and height as right and bottom', () => {
  expect(fullBox(image)).toEqual({ left: 0, top: 0, right: 3, bottom: 2 })
})

test('the longest side is the greater of width and height', () => {
  expect(longestSideOf({ left: 2, top: 1, right: 4, bottom: 8 })).toBe(7)
})

test('the union of two boxes reaches from the lesser left and top to the greater right and bottom', () => {
  const a = { left: 0, top: 3, right: 2, bottom: 5 }
  const b = { left: 1, top: 1, right: 7, bottom: 4 }
  expect(union(a, b)).toEqual({ left: 0, top: 1, right: 7, bottom: 5 })
})

test('a crop has the pixels of its box', () => {
  expect(crop(image, { left: 1, top: 0, right: 3, bottom: 2 })).toEqual(bytes([2, 3], [5, 6]))
})
