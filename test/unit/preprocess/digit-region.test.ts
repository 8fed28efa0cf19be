import { describe, expect, test } from 'vitest'
import { labelComponents } from '../../../src/preprocess/connected-components.js'
import { findDigitRegion } from '../../../src/preprocess/digit-region.js'
import { paint, toFloats } from '../../helpers/images.js'

const size = 100
type Rectangle = [left: number, top: number, width: number, height: number]

/** The region in a picture of rectangles that touch nowhere, with the labels of its components. */
function regionOf(rectangles: Rectangle[], contrast = 0.8, lines = 0) {
  const picture = paint(size, size, (px, py) =>
    Number(rectangles.some(([x, y, w, h]) => px >= x && px < x + w && py >= y && py < y + h)),
  )
  const { components } = labelComponents(picture, toFloats(picture, contrast))
  const region = findDigitRegion(components, size, size, lines)
  return region && { ...region, components: region.components.map(({ label }) => label) }
}

const stem: Rectangle = [46, 30, 6, 40]

test('a single stroke is the region', () => {
  expect(regionOf([stem])).toMatchObject({
    components: [1],
    box: { left: 46, top: 30, right: 52, bottom: 70 },
    hasOtherDigits: false,
    isCut: false,
  })
})

test('there is none in an empty picture', () => {
  expect(regionOf([])).toBeNull()
})

test('the stroke ratio tells a pen from a patch', () => {
  const [thin, patch] = [regionOf([stem]), regionOf([[30, 30, 40, 40]])]
  expect([thin!.strokeRatio < 0.2, patch!.strokeRatio > 0.36]).toEqual([true, true])
})

describe('belongs to the digit', () => {
  test.each<[string, Rectangle]>([
    ['a bar right above, as of a 5', [42, 20, 14, 4]],
    ['a piece that broke off', [54, 40, 5, 10]],
  ])('%s', (_, part) => {
    expect(regionOf([part, stem])).toMatchObject({ components: expect.arrayContaining([1, 2]), hasOtherDigits: false })
  })

  test('the other upright of an open 4, if a stroke leads to it', () => {
    expect(
      regionOf([
        [30, 30, 5, 22],
        [36, 48, 16, 4],
        [53, 30, 5, 40],
      ]),
    ).toMatchObject({ hasOtherDigits: false })
  })
})

describe('does not belong to the digit', () => {
  test.each<[string, Rectangle]>([
    ['a speck outside', [75, 40, 2, 2]],
    ['a far stroke', [10, 10, 10, 5]],
  ])('%s', (_, other) => {
    expect(regionOf([stem, other])!.components).toHaveLength(1)
  })

  test.each<[string, Rectangle]>([
    ['beside it', [80, 30, 6, 40]],
    ['half as tall beside it', [62, 50, 6, 20]],
    ['below it', [46, 75, 6, 24]],
    ['diagonally below it', [66, 72, 6, 26]],
  ])("a neighbour of a digit's size %s, which is another digit", (_, other) => {
    expect(regionOf([stem, other])).toMatchObject({ hasOtherDigits: true })
  })
})

test.each<[string, Rectangle]>([
  ['a thin stroke half as tall', [30, 50, 2, 20]],
  ['one a third as tall that is wider', [70, 50, 18, 13]],
])('%s beside a broad digit is another digit', (_, other) => {
  expect(regionOf([[42, 30, 12, 40], other])).toMatchObject({ hasOtherDigits: true })
})

test('a straight stroke close on the left of a digit with bends is another digit, and no open 4', () => {
  const [one, three]: [Rectangle, Rectangle[]] = [
    [30, 34, 4, 32],
    [
      [40, 30, 20, 4],
      [56, 34, 4, 14],
      [44, 48, 16, 4],
      [56, 52, 4, 14],
      [40, 66, 20, 4],
    ],
  ]
  expect(regionOf([one, ...three])).toMatchObject({ hasOtherDigits: true })
})

describe('is not taken for the digit', () => {
  test.each<[string, Rectangle]>([
    ['a table along the frame', [90, 0, 10, 100]],
    ['a shadow in a corner', [0, 0, 25, 20]],
    ['a hair line that leaves the picture', [70, 0, 1, 60]],
  ])('%s', (_, other) => {
    expect(regionOf([stem, other])!.box).toEqual({ left: 46, top: 30, right: 52, bottom: 70 })
  })

  test('a pale piece of a ruled line', () => {
    expect(regionOf([[10, 50, 60, 1]], 0.2)).toBeNull()
  })

  test('a slanted piece of one, if other lines were removed', () => {
    const steps = Array.from({ length: 10 }, (_, i): Rectangle => [10 + 7 * i, 50 + i, 7, 1])
    expect([regionOf(steps, 0.4), regionOf(steps, 0.4, 3)]).toEqual([expect.anything(), null])
  })

  test.each<[string, Rectangle, number]>([
    ['a pale stroke thicker than a hairline', [40, 30, 8, 40], 0.2],
    ['a hair line that is dark', [46, 20, 2, 60], 0.5],
    ['a pale hair line with bends', [20, 50, 60, 6], 0.2],
  ])('%s, however, is', (_, stroke, contrast) => {
    expect(regionOf([stroke], contrast)).not.toBeNull()
  })

  test('a darker piece of one, if other lines were removed', () => {
    expect([regionOf([[10, 50, 60, 2]], 0.4), regionOf([[10, 50, 60, 2]], 0.4, 3)]).toEqual([expect.anything(), null])
  })
})

test('a digit that is cropped to its own size touches the frame and is cut', () => {
  expect(
    regionOf([
      [0, 0, 100, 12],
      [40, 12, 12, 88],
    ]),
  ).toMatchObject({ components: [1], isCut: true })
})

test('the middle of the picture is preferred to a stroke of the same size near a corner', () => {
  expect(regionOf([[8, 2, 6, 40], stem])!.box.left).toBe(46)
})
