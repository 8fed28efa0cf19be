import { describe, expect, test } from 'vitest'
import { fromMnistForm } from '../../../src/preprocess/mnist-form.js'
import { paint } from '../../helpers/images.js'

/** A ring that is fitted into 20x20, 1 where there is ink. */
const ring = (x: number, y: number) => Number(Math.abs(Math.hypot(x - 13.5, y - 13.5) - 8) < 2)
const over = (background: (x: number, y: number) => number, ink = ring) =>
  paint(28, 28, (x, y) => (ink(x, y) ? 240 : background(x, y)))

const onBlack = over(() => 0)

test('on a black background every byte remains', () => {
  expect(fromMnistForm(onBlack)).toEqual(onBlack.data)
})

describe('another dark background is subtracted', () => {
  test.each([
    ['even', () => 63],
    ['sloping', (x: number, y: number) => x + y],
    ['noisy', (x: number, y: number) => 30 + ((7 * x + 13 * y) % 5)],
  ])('%s', (_, background) => {
    const raster = fromMnistForm(over(background))!
    expect(Array.from(raster, (value) => Number(value > 0))).toEqual(
      Array.from(onBlack.data, (value) => Number(value > 0)),
    )
    expect(Math.min(...raster.filter((value) => value > 0))).toBeGreaterThan(230)
  })
})

describe('a picture of another form is none of MNIST', () => {
  test.each([
    ['another size', paint(27, 28, () => 0)],
    ['dark on light', over(() => 255)],
    [
      'ink up to the frame',
      over(
        () => 0,
        (x, y) => Number(Math.abs(x - y) < 4),
      ),
    ],
    [
      'a small digit on dark grey',
      over(
        () => 30,
        (x, y) => Number(Math.abs(x - 14) < 2 && Math.abs(y - 14) < 5),
      ),
    ],
    [
      'a digit out of the middle, on dark grey',
      over(
        () => 30,
        (x, y) => ring(x - 3, y),
      ),
    ],
  ])('%s', (_, image) => {
    expect(fromMnistForm(image)).toBeNull()
  })
})
