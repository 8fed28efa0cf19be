import { describe, expect, test } from 'vitest'
import { fullBox } from '../../../src/preprocess/box.js'
import { maxPool2x2, resample, toBytes } from '../../../src/preprocess/resampling.js'
import { bytes, floats } from '../../helpers/images.js'

describe('resampling', () => {
  test('shrinks by area average', () => {
    const image = bytes([0, 4, 8, 8], [4, 8, 8, 8])
    expect(resample(image, fullBox(image), 2, 1)).toEqual(floats([4, 8]))
  })

  test('counts an input pixel by the area that an output pixel covers of it', () => {
    const image = bytes([3, 6, 9])
    // 1.5 input pixels each: 3 and half of 6, half of 6 and 9.
    expect(resample(image, fullBox(image), 2, 1).data).toEqual(Float32Array.of((3 + 3) / 1.5, (3 + 9) / 1.5))
  })

  test('keeps a thin line when it shrinks', () => {
    const image = bytes([0, 0, 0, 0, 0, 0, 0, 200])
    expect(resample(image, fullBox(image), 2, 1)).toEqual(floats([0, 50]))
  })

  test('grows by linear interpolation, and repeats the frame', () => {
    const image = bytes([0, 8])
    expect(resample(image, fullBox(image), 4, 1)).toEqual(floats([0, 2, 6, 8]))
  })

  test('takes only the pixels of the box', () => {
    const image = bytes([9, 9, 9, 9], [9, 1, 3, 9], [9, 5, 7, 9])
    expect(resample(image, { left: 1, top: 1, right: 3, bottom: 3 }, 1, 1)).toEqual(floats([4]))
  })

  test('at the same size changes nothing', () => {
    const image = floats([0.5, -1], [2, 7])
    expect(resample(image, fullBox(image), 2, 2)).toEqual(image)
  })
})

test('samples are rounded to bytes, and cut off at 0 and 255', () => {
  expect(toBytes(floats([-3, 0.4, 0.5, 254.6, 300]))).toEqual(bytes([0, 0, 1, 255, 255]))
})

test('max pooling takes the greatest of each 2x2 pixels, those of an odd size included', () => {
  expect(maxPool2x2(floats([0, 0.2, 1], [0.6, 0, 0], [0.2, 0, 2]))).toEqual(bytes([153, 255], [51, 255]))
})
