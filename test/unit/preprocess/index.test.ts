import { describe, expect, test } from 'vitest'
import type { Image } from '../../../src/image.js'
import { preprocess } from '../../../src/preprocess/index.js'

type Paint = (x: number, y: number) => number

/** A picture from a formula: `paint` gives the grey at each pixel, 0 black to 255 white. */
function picture(width: number, height: number, paint: Paint): Image<Uint8Array> {
  const data = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data[y * width + x] = paint(x, y)
  return { data, width, height }
}

/** Distance of a point to the polyline of a seven that fills the unit square. */
function toSeven(x: number, y: number): number {
  return Math.min(toSegment(x, y, 0, 0, 1, 0), toSegment(x, y, 1, 0, 0.4, 1))
}

function toSegment(x: number, y: number, x0: number, y0: number, x1: number, y1: number): number {
  const [dx, dy] = [x1 - x0, y1 - y0]
  const t = Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy)))
  return Math.hypot(x - x0 - t * dx, y - y0 - t * dy)
}

interface Seven {
  readonly left: number
  readonly top: number
  readonly size: number
  readonly pen?: number
}

/** Is this pixel inside the strokes of a seven? */
function isSeven({ left, top, size, pen = 0.12 }: Seven): (x: number, y: number) => boolean {
  return (x, y) => toSeven((x - left) / (0.7 * size), (y - top) / size) < pen / 2
}

const here = { left: 70, top: 50, size: 100 }
const seven = isSeven(here)
const onPaper =
  (ink: (x: number, y: number) => boolean): Paint =>
  (x, y) =>
    ink(x, y) ? 40 : 230
const plain = preprocess(picture(200, 200, onPaper(seven)))

/** Grain as a camera makes it, the same in every run. */
function grain(x: number, y: number): number {
  const n = Math.sin(x * 12.9898 + y * 78.233) * 43758.5453
  return (n - Math.floor(n) - 0.5) * 12
}

/** Mean difference of two rasters, in grey levels. */
function difference(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length
}

function centreOfMass(raster: Uint8Array): { x: number; y: number } {
  const mass = raster.reduce((sum, value) => sum + value, 0)
  const x = raster.reduce((sum, value, i) => sum + value * ((i % 28) + 0.5), 0) / mass
  const y = raster.reduce((sum, value, i) => sum + value * (Math.floor(i / 28) + 0.5), 0) / mass
  return { x, y }
}

function extent(raster: Uint8Array): { width: number; height: number } {
  const at = [...raster].flatMap((value, i) => (value > 0 ? [i] : []))
  const [xs, ys] = [at.map((i) => i % 28), at.map((i) => Math.floor(i / 28))]
  return { width: Math.max(...xs) - Math.min(...xs) + 1, height: Math.max(...ys) - Math.min(...ys) + 1 }
}

describe('the raster', () => {
  test('has its centre of mass in the middle, to half a pixel', () => {
    const { x, y } = centreOfMass(plain.raster)
    expect(Math.abs(x - 14)).toBeLessThanOrEqual(0.5)
    expect(Math.abs(y - 14)).toBeLessThanOrEqual(0.5)
  })

  test('fits the digit into 20x20, its aspect kept', () => {
    const { width, height } = extent(plain.raster)
    expect(height).toBe(20)
    expect(Math.abs(width - (20 * (0.7 + 0.12)) / (1 + 0.12))).toBeLessThan(2)
  })

  test('is light ink on a black background', () => {
    expect(plain.raster[0]).toBe(0)
    expect(Math.max(...plain.raster)).toBeGreaterThan(240)
  })

  test('is no rejection', () => {
    expect(plain.rejection).toBeNull()
  })
})

describe('the same digit gives about the same raster', () => {
  const tones: [string, Image<Uint8Array>][] = [
    ['light on dark', picture(200, 200, (x, y) => (seven(x, y) ? 230 : 40))],
    ['with little contrast', picture(200, 200, (x, y) => (seven(x, y) ? 150 : 180))],
    [
      'under a shadow that deepens to one side',
      picture(200, 200, (x, y) => onPaper(seven)(x, y) * (1 - 0.6 * (x / 200))),
    ],
    [
      'across the edge of a shadow',
      picture(200, 200, (x, y) => onPaper(seven)(x, y) * (1 - 0.4 / (1 + Math.exp((200 - x - y) / 6)))),
    ],
    ['in a vignette', picture(200, 200, (x, y) => onPaper(seven)(x, y) * (1 - Math.hypot(x - 100, y - 100) / 300))],
    ['on grainy paper', picture(200, 200, (x, y) => onPaper(seven)(x, y) + grain(x, y))],
    ['on ruled paper', picture(200, 200, (x, y) => (seven(x, y) ? 40 : y % 30 === 5 ? 150 : 230))],
    ['on squared paper', picture(200, 200, (x, y) => (seven(x, y) ? 40 : y % 30 === 5 || x % 30 === 9 ? 170 : 230))],
    ['among specks', picture(200, 200, (x, y) => (seven(x, y) || (x % 53 < 2 && y % 47 < 2) ? 40 : 230))],
    ['beside a dark table', picture(240, 200, (x, y) => (x > 200 + 0.1 * y ? 60 : onPaper(seven)(x, y)) + grain(x, y))],
    ['off centre', picture(200, 200, onPaper(isSeven({ ...here, left: 20, top: 15 })))],
    ['small on a large page', picture(800, 800, onPaper(isSeven({ left: 500, top: 300, size: 60 })))],
    ['large', picture(1000, 1000, onPaper(isSeven({ left: 200, top: 120, size: 700 })))],
    ['on a very wide page', picture(900, 150, onPaper(isSeven({ left: 400, top: 25, size: 100 })))],
  ]
  test.each(tones)('%s', (_, pixels) => {
    const { raster, rejection } = preprocess(pixels)
    expect(rejection).toBeNull()
    expect(difference(raster, plain.raster)).toBeLessThan(9)
  })

  test('paler on one side than its own grain would let stand alone', () => {
    const fading = (x: number, y: number) => 220 - (seven(x, y) ? 160 / (1 + (x / 85) ** 4) : 0) + grain(x, y)
    const { raster, rejection } = preprocess(picture(200, 200, fading))
    expect(rejection).toBeNull()
    expect(difference(raster, plain.raster)).toBeLessThan(16)
  })

  test('drawn with a thin and with a broad pen, within what pens make', () => {
    const thin = preprocess(picture(400, 400, onPaper(isSeven({ left: 140, top: 100, size: 200, pen: 0.02 }))))
    const broad = preprocess(picture(400, 400, onPaper(isSeven({ left: 140, top: 100, size: 200, pen: 0.3 }))))
    const ink = (raster: Uint8Array) => raster.reduce((sum, value) => sum + value, 0) / 255
    expect(ink(broad.raster) / ink(thin.raster)).toBeLessThan(3)
  })
})

describe('a picture of MNIST form', () => {
  const mnist = picture(28, 28, (x, y) => (isSeven({ left: 8, top: 5, size: 17, pen: 0.15 })(x, y) ? 251 : 0))

  test('passes through byte for byte', () => {
    expect(preprocess(mnist)).toEqual({ raster: mnist.data, rejection: null })
  })

  test('is copied: the caller may go on with his own bytes', () => {
    expect(preprocess(mnist).raster).not.toBe(mnist.data)
  })

  test('is what preprocessing makes, so that doing it twice changes nothing', () => {
    const again = preprocess({ data: plain.raster, width: 28, height: 28 })
    expect(again.raster).toEqual(plain.raster)
  })
})

describe('where there is nothing to read, it says so', () => {
  test.each([
    ['white paper', picture(200, 200, () => 255)],
    ['a black picture', picture(200, 200, () => 0)],
    ['a black 28x28 picture', picture(28, 28, () => 0)],
    ['grainy paper', picture(200, 200, (x, y) => 200 + grain(x, y))],
    ['paper in a shadow', picture(200, 200, (x, y) => 230 - 0.4 * x - 0.2 * y)],
    ['ruled paper', picture(200, 200, (_, y) => (y % 30 === 5 ? 150 : 230))],
    ['squared paper', picture(200, 200, (x, y) => (y % 30 === 5 || x % 30 === 9 ? 170 : 230))],
    [
      'ruled paper with a broken line down its side',
      picture(200, 200, (x, y) => (y % 30 === 5 || (x === 69 && y % 90 < 50) ? 170 : 230)),
    ],
    ['a page beside a dark table', picture(240, 200, (x, y) => (x > 200 + 0.1 * y ? 60 : 230) + grain(x, y))],
    ['one pixel', picture(1, 1, () => 9)],
    ['one row', picture(300, 1, () => 200)],
    ['one column', picture(1, 300, () => 200)],
  ])('%s is blank, and its raster empty', (_, pixels) => {
    expect(preprocess(pixels)).toEqual({ raster: new Uint8Array(784), rejection: 'blank' })
  })

  test('two digits side by side are several marks', () => {
    const other = isSeven({ ...here, left: 160 })
    const pixels = picture(
      300,
      200,
      onPaper((x, y) => seven(x, y) || other(x, y)),
    )
    expect(preprocess(pixels).rejection).toBe('several-marks')
  })

  test('the two strokes of an open 4 are one digit, though they do not touch', () => {
    const bent = (x: number, y: number) =>
      Math.min(toSegment(x, y, 70, 50, 66, 110), toSegment(x, y, 66, 110, 104, 108))
    const four = (x: number, y: number) => Math.min(bent(x, y), toSegment(x, y, 120, 50, 122, 150)) < 5
    expect(preprocess(picture(200, 200, onPaper(four))).rejection).toBeNull()
  })

  test('a digit in two pieces is one', () => {
    const gap = picture(200, 200, (x, y) => (seven(x, y) && Math.abs(y - 62) > 3 ? 40 : 230))
    expect(preprocess(gap).rejection).toBeNull()
  })
})

test('every size of picture gives 784 bytes', () => {
  for (const [width, height] of [
    [1, 2],
    [2, 1],
    [3, 3],
    [27, 29],
    [28, 28],
    [1024, 3],
    [3, 1024],
  ] as const) {
    const { raster } = preprocess(picture(width, height, (x, y) => ((x * 7 + y * 13) % 5) * 50))
    expect(raster).toHaveLength(784)
  }
})
