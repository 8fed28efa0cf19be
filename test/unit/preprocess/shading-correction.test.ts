import { expect, test } from 'vitest'
import { correctShading } from '../../../src/preprocess/shading-correction.js'
import { bytes, floats } from '../../helpers/images.js'

test('ink that reflects half the light has a contrast of a half, in light and in shadow', () => {
  const background = bytes([200, 200, 200, 100, 100, 100])
  const { data } = correctShading(floats([200, 100, 200, 100, 50, 100]), { isLightOnDark: false, background })
  expect([data[0], data[1], data[4], data[5]]).toEqual([0, 0.5, 0.5, 0])
})

test('beside an edge the background of the darker side is taken', () => {
  const background = bytes([200, 200, 100, 100])
  const { data } = correctShading(floats([200, 200, 100, 100]), { isLightOnDark: false, background })
  expect(Math.max(...data)).toBe(0)
})

test('light ink is divided in the negative', () => {
  const image = floats([55, 155, 55])
  const { data } = correctShading(image, { isLightOnDark: true, background: bytes([200, 200, 200]) })
  expect(data).toEqual(Float32Array.of(0, 0.5, 0))
})

test('a background that is nearly black does not amplify noise', () => {
  const { data } = correctShading(floats([2, 0, 2]), { isLightOnDark: false, background: bytes([2, 2, 2]) })
  expect(data[1]! - data[0]!).toBeLessThan(0.1)
})
