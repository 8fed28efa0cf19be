import { readFileSync } from 'node:fs'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { decode } from '../../../src/input/decode.js'
import { failure } from '../../helpers/errors.js'
import { fixture } from '../../helpers/fixtures.js'

/** Two rows of three pixels. */
const colours = [
  [0, 0, 0],
  [255, 255, 255],
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [200, 30, 60],
]
const asRec601 = [0, 255, 76, 150, 29, 84]

describe('raw pixels become grey', () => {
  test('by the Rec. 601 weights that PIL uses', async () => {
    const data = Uint8Array.from(colours.flat())
    expect(await decode({ data, width: 3, height: 2, channels: 3 })).toEqual({
      data: Uint8Array.from(asRec601),
      original: { width: 3, height: 2 },
      width: 3,
      height: 2,
    })
  })

  test('with alpha laid onto white', async () => {
    const data = Uint8ClampedArray.from([0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0, 128, 255, 255, 255, 7])
    expect((await decode({ data, width: 2, height: 2 })).data).toEqual(Uint8Array.from([0, 255, 127, 255]))
  })

  test('if they are grey with alpha', async () => {
    const data = Uint8Array.from([100, 255, 100, 0])
    expect((await decode({ data, width: 2, height: 1, channels: 2 })).data).toEqual(Uint8Array.from([100, 255]))
  })

  test('in a copy, so that the caller may reuse the bytes', async () => {
    const data = Uint8Array.from([1, 2, 3, 4])
    const image = await decode({ data, width: 2, height: 2, channels: 1 })
    data[0] = 99
    expect(image.data[0]).toBe(1)
  })

  test('shrunk to 768 on the longest side', async () => {
    const data = new Uint8Array(3000 * 1500).fill(77)
    const image = await decode({ data, width: 3000, height: 1500, channels: 1 })
    expect({ ...image, data: [image.data[0], image.data.length] }).toEqual({
      data: [77, 768 * 384],
      original: { width: 3000, height: 1500 },
      width: 768,
      height: 384,
    })
  })
})

describe('invalid raw pixels are refused', () => {
  test.each([
    [
      { data: new Uint8Array(4), width: 0, height: 2 },
      'Expected a whole number of at least 1 for width but received 0 of type number.',
    ],
    [
      { data: new Uint8Array(4), width: 2, height: 1.5 },
      'Expected a whole number of at least 1 for height but received 1.5 of type number.',
    ],
    [
      { data: [0, 0, 0, 0], width: 2, height: 2 },
      'Expected a Uint8Array or Uint8ClampedArray for data but received an object of type Array.',
    ],
    [
      { data: new Float32Array(4), width: 2, height: 2 },
      'Expected a Uint8Array or Uint8ClampedArray for data but received an object of type Float32Array.',
    ],
    [
      { data: { length: 4, BYTES_PER_ELEMENT: 1 }, width: 2, height: 2 },
      'Expected a Uint8Array or Uint8ClampedArray for data but received an object of type Object.',
    ],
    [
      { data: Object.assign(new DataView(new ArrayBuffer(4)), { BYTES_PER_ELEMENT: 1 }), width: 2, height: 2 },
      'Expected a Uint8Array or Uint8ClampedArray for data but received an object of type DataView.',
    ],
    [
      { data: new Uint8Array(20), width: 2, height: 2 },
      'Expected 1, 2, 3 or 4 (data.length / (width * height) if it is left out) for channels ' +
        'but received 5 of type number.',
    ],
    [
      { data: new Uint8Array(5), width: 2, height: 2, channels: 1 },
      'Expected 4 bytes (2 x 2 x 1) for data but received 5.',
    ],
  ])('%#', async (pixels, message) => {
    expect(await failure(decode(pixels as never))).toMatchObject({ code: 'INVALID_INPUT', message })
  })

  test('if there are too many', async () => {
    const error = await failure(decode({ data: new Uint8Array(1), width: 20_000, height: 20_000 }))
    expect(error).toMatchObject({
      code: 'IMAGE_TOO_LARGE',
      message:
        'Expected an image of at most 16,384 pixels a side but received 20,000 x 20,000. ' +
        'Scale it down first, or raise limits.side.',
    })
  })
})

describe('image files are decoded', () => {
  test.each(['png', 'jpeg', 'webp', 'gif'] as const)('from %s', async (format) => {
    const image = await sharp({ create: { width: 600, height: 400, channels: 3, background: '#808080' } })
      .toFormat(format)
      .toBuffer()
    const { data, width, height } = await decode(image)
    expect({ width, height }).toEqual({ width: 600, height: 400 })
    expect(Math.abs(data[1000]! - 128)).toBeLessThanOrEqual(1)
  })

  test('with the orientation of EXIF', async () => {
    const image = await sharp({ create: { width: 60, height: 40, channels: 3, background: 'white' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer()
    expect(await decode(image)).toMatchObject({ width: 40, height: 60 })
  })

  test('from CMYK', async () => {
    const image = await sharp({ create: { width: 30, height: 30, channels: 3, background: 'white' } })
      .toColourspace('cmyk')
      .jpeg()
      .toBuffer()
    expect((await decode(image)).data[0]).toBeGreaterThan(250)
  })

  test('from 16 bits a channel', async () => {
    const image = await sharp({ create: { width: 30, height: 30, channels: 3, background: '#404040' } })
      .toColourspace('rgb16')
      .png()
      .toBuffer()
    expect((await decode(image)).data[0]).toBe(64)
  })

  test('the first frame of an animation', async () => {
    const frames = ['white', 'black'].map((background) => ({
      create: { width: 20, height: 20, channels: 3, background },
    }))
    const image = await sharp(frames as never, { join: { animated: true } })
      .gif()
      .toBuffer()
    expect(await decode(image)).toMatchObject({ width: 20, height: 20 })
    expect((await decode(image)).data[0]).toBe(255)
  })
})

describe('malformed files are refused, and the message describes them', () => {
  const expected = 'Expected a PNG, JPEG, WebP or GIF image but received '
  test.each([
    ['empty.png', `${expected}no bytes at all.`],
    ['text.png', `${expected}text.`],
    ['vector.svg', `${expected}an SVG drawing (render it to PNG first).`],
    ['vector-renamed.png', `${expected}an SVG drawing (render it to PNG first).`],
    ['bitmap.bmp', `${expected}a BMP image (convert it to PNG or JPEG).`],
    ['header.tiff', `${expected}a TIFF image (convert it to PNG or JPEG).`],
    ['header.heic', `${expected}a HEIC image (convert it to JPEG; phones can be set to take JPEG).`],
    ['document.pdf', `${expected}a PDF document (render the page to PNG first).`],
  ])('%s', async (file, message) => {
    const error = await failure(decode(readFileSync(fixture('malformed', file))))
    expect(error).toMatchObject({ code: 'IMAGE_UNREADABLE', message })
  })

  test.each([
    ['truncated.png', 'PNG'],
    ['truncated.jpg', 'JPEG'],
    ['truncated.gif', 'GIF'],
    ['truncated.webp', 'WebP'],
    ['header-only.png', 'PNG'],
    ['wrong-checksum.png', 'PNG'],
    ['zero-width.png', 'PNG'],
  ])('%s', async (file, format) => {
    const error = await failure(decode(readFileSync(fixture('malformed', file))))
    expect(error).toMatchObject({
      code: 'IMAGE_UNREADABLE',
      message: `Expected a whole image but received a ${format} image that is truncated or damaged. Save it again.`,
      cause: expect.any(Error),
    })
  })

  test('a decompression bomb of 256 megapixels', async () => {
    const error = await failure(decode(readFileSync(fixture('malformed', 'bomb-256-megapixels.png'))))
    expect(error).toMatchObject({
      code: 'IMAGE_TOO_LARGE',
      message:
        'Expected an image of at most 50,000,000 pixels but received 16,384 x 16,384. ' +
        'Scale it down first, or raise limits.pixels.',
    })
  })
})
