import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import type { Image } from '../../src/image.js'
import { createPredictor, type Prediction, type RawPixels } from '../../src/index.js'
import { decode } from '../../src/input/decode.js'
import { digitFixtures } from '../helpers/fixtures.js'

const predictor = await createPredictor()

/** Gray pictures of any shape: noise, one value, or a few rectangles. */
const pictures = fc
  .record({
    width: fc.integer({ min: 1, max: 70 }),
    height: fc.integer({ min: 1, max: 70 }),
    seed: fc.integer(),
    kind: fc.nat(2),
  })
  .chain(({ width, height, kind }) => {
    const length = width * height
    const data =
      kind === 0
        ? fc.uint8Array({ minLength: length, maxLength: length })
        : fc
            .array(fc.tuple(fc.nat(width), fc.nat(height), fc.nat(width), fc.nat(height), fc.nat(255)), {
              maxLength: 6,
            })
            .map((boxes) => {
              const values = new Uint8Array(length).fill(255)
              for (const [left, top, across, down, value] of boxes) {
                for (let y = top; y < Math.min(height, top + down); y++) {
                  values.fill(value, y * width + left, y * width + Math.min(width, left + across))
                }
              }
              return values
            })
    return data.map((values): RawPixels => ({ data: values, width, height, channels: 1 }))
  })

describe('for any picture', () => {
  test('the probabilities are within 0..1 and sum to 1, and the fields agree', async () => {
    await fc.assert(
      fc.asyncProperty(pictures, async (picture) => {
        const { probabilities, confidence, bestGuess, digit, isDigit, rejection, score } =
          await predictor.predict(picture)
        expect(probabilities.every((value) => value >= 0 && value <= 1)).toBe(true)
        expect(probabilities.reduce((sum, value) => sum + value)).toBeCloseTo(1, 5)
        expect(confidence).toBe(Math.max(...probabilities))
        expect(probabilities[bestGuess]).toBe(confidence)
        expect([
          score >= 0 && score <= 1,
          digit === (isDigit ? bestGuess : null),
          isDigit === (rejection === null),
        ]).toEqual([true, true, true])
      }),
      { numRuns: 150 },
    )
  })

  test('the input is not changed', async () => {
    await fc.assert(
      fc.asyncProperty(pictures, async (picture) => {
        const before = { ...picture, data: picture.data.slice() }
        await predictor.predict(picture)
        expect(picture).toEqual(before)
      }),
      { numRuns: 50 },
    )
  })

  test('many together give the same results as one by one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(pictures, { maxLength: 9 }), async (list) => {
        const together = await predictor.predict(list)
        const alone: Prediction[] = []
        for (const picture of list) alone.push(await predictor.predict(picture))
        expect(together).toEqual(alone)
      }),
      { numRuns: 30 },
    )
  })

  test('a lossless file gives the same result as its pixels', async () => {
    await fc.assert(
      fc.asyncProperty(pictures, fc.constantFrom('png', 'webp'), async (picture, format) => {
        const { data, width, height } = picture
        const image = sharp(Buffer.from(data), { raw: { width, height, channels: 1 } }).toColourspace('b-w')
        const file = await image.toFormat(format as 'png', { lossless: true } as never).toBuffer()
        expect(await predictor.predict(file)).toEqual(await predictor.predict(picture))
      }),
      { numRuns: 60 },
    )
  })
})

/** Every fifth of the drawn digits, as gray pixels. */
const digits = await Promise.all(
  digitFixtures()
    .filter((_, index) => index % 5 === 0)
    .map(({ path }) => decode(readFileSync(path)).then((image) => ({ path, image }))),
)

/** What may be done to a picture of a digit, and the share of the drawn ones that must keep digit and `isDigit`: all 163 did. */
const changes: [string, number, (image: Image<Uint8Array>) => Image<Uint8Array>][] = [
  ['padding by a quarter in the color of its corner', 0.95, (image) => pad(image, 0.25, 0.25)],
  ['shifting by a tenth', 0.95, (image) => pad(image, 0.2, 0)],
  ['inversion', 0.95, ({ data, ...size }) => ({ ...size, data: data.map((value) => 255 - value) })],
  ['doubling its size', 0.95, double],
]

describe('the digit and isDigit survive', () => {
  test.each(changes)('%s, for %d of the drawn digits', async (_, least, change) => {
    const before = await predictor.predict(digits.map(({ image }) => image))
    const after = await predictor.predict(digits.map(({ image }) => change(image)))
    const kept = after.filter(({ digit }, index) => digit === before[index]!.digit).length
    expect(kept / digits.length).toBeGreaterThanOrEqual(least)
  })
})

/** Adds margins, as parts of the longest side: before the first pixel and behind the last one. */
function pad({ data, width, height }: Image<Uint8Array>, before: number, after: number): Image<Uint8Array> {
  const longest = Math.max(width, height)
  const [first, last] = [Math.round(before * longest), Math.round(after * longest)]
  const wide = width + first + last
  const tall = height + first + last
  const padded = new Uint8Array(wide * tall).fill(data[0]!)
  for (let y = 0; y < height; y++) padded.set(data.subarray(y * width, (y + 1) * width), (y + first) * wide + first)
  return { data: padded, width: wide, height: tall }
}

function double({ data, width, height }: Image<Uint8Array>): Image<Uint8Array> {
  const large = new Uint8Array(4 * width * height)
  for (let y = 0; y < 2 * height; y++) {
    for (let x = 0; x < 2 * width; x++) large[y * 2 * width + x] = data[(y >> 1) * width + (x >> 1)]!
  }
  return { data: large, width: 2 * width, height: 2 * height }
}
