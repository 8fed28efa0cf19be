import { describe, expect, test } from 'vitest'
import { partAround, toWorkingSize } from '../../../src/preprocess/working-size.js'
import { paint } from '../../helpers/images.js'

describe('the longest side', () => {
  test.each([
    ['of a large image becomes 256', 512, 128, 256, 64],
    ['of an image between 112 and 256 remains', 150, 40, 150, 40],
    ['of a small image becomes 112', 56, 28, 112, 56],
    ['of a tiny image becomes four times as long', 10, 3, 40, 12],
    ['of a line one pixel high becomes 256, and the line remains', 768, 1, 256, 1],
  ])('%s', (_, width, height, toWidth, toHeight) => {
    const { data, ...size } = toWorkingSize(paint(width, height, () => 77))
    expect({ ...size, data: new Set(data) }).toEqual({
      width: toWidth,
      height: toHeight,
      part: { left: 0, top: 0, right: width, bottom: height },
      data: new Set([77]),
    })
  })
})

const original = paint(512, 256, (x) => x >> 1)

test('a part is resampled from the original image', () => {
  const part = { left: 100, top: 50, right: 228, bottom: 178 }
  const { data, width, height } = toWorkingSize(original, part)
  expect([width, height, data[0], data[127]]).toEqual([128, 128, 50, 113])
})

describe('the part around a box', () => {
  const working = toWorkingSize(original)

  test('is in pixels of the original image, with the margin', () => {
    const box = { left: 50, top: 40, right: 60, bottom: 60 }
    expect(partAround(working, box, 0.5, original)).toEqual({ left: 80, top: 60, right: 140, bottom: 140 })
  })

  test('ends at the frame', () => {
    const box = { left: 0, top: 100, right: 20, bottom: 128 }
    expect(partAround(working, box, 1, original)).toEqual({ left: 0, top: 144, right: 96, bottom: 256 })
  })
})
