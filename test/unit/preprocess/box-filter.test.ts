import { expect, test } from 'vitest'
import { boxFilter } from '../../../src/preprocess/box-filter.js'
import { floats } from '../../helpers/images.js'

test('each pixel becomes the mean of the square around it', () => {
  const spike = floats([0, 0, 0, 0, 0], [0, 0, 0, 0, 0], [0, 0, 9, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0])
  expect(boxFilter(spike, 1)).toEqual(
    floats([0, 0, 0, 0, 0], [0, 1, 1, 1, 0], [0, 1, 1, 1, 0], [0, 1, 1, 1, 0], [0, 0, 0, 0, 0]),
  )
})

test('at the frame only the pixels of the image count', () => {
  expect(boxFilter(floats([4, 8, 0]), 1)).toEqual(floats([6, 4, 4]))
})

test('a window larger than the image gives its mean everywhere', () => {
  expect(boxFilter(floats([1, 2], [3, 6]), 5)).toEqual(floats([3, 3], [3, 3]))
})
