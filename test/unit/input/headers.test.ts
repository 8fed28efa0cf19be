import { readFileSync } from 'node:fs'
import { deflateSync } from 'node:zlib'
import sharp, { type Sharp } from 'sharp'
import { describe, expect, test } from 'vitest'
import { firstFrame, readCost, readJpegCost, withoutTexts } from '../../../src/input/headers.js'
import type { ImageFormat } from '../../../src/input/magic-bytes.js'
import { fixture } from '../../helpers/fixtures.js'
import { chunk, noise, png } from '../../helpers/png.js'

const gray = () =>
  sharp({
    create: { width: 60, height: 40, channels: 3, background: '#808080', noise: { type: 'gaussian', sigma: 30 } },
  })

const jpeg = await gray().jpeg().toBuffer()
const progressive = await gray().jpeg({ progressive: true }).toBuffer()

async function costOf(bytes: Uint8Array, format: ImageFormat) {
  return format === 'JPEG' ? readJpegCost(bytes) : readCost(bytes, format)
}

describe('the cost is read from the header of', () => {
  const once = { width: 60, height: 40, frameBytes: 0, passes: 1 }
  const lossy = { width: 60, height: 40, frameBytes: 4, passes: 1 }
  test.each<[string, ImageFormat, Sharp | Buffer, object]>([
    ['a PNG, which is decoded row by row', 'PNG', gray().png(), once],
    [
      'an interlaced PNG, which is kept as a whole',
      'PNG',
      gray().png({ progressive: true }),
      { ...once, frameBytes: 5, passes: 2 },
    ],
    [
      'an interlaced PNG of 16 bits and 4 channels',
      'PNG',
      gray().ensureAlpha().toColourspace('rgb16').png({ progressive: true }),
      { ...once, frameBytes: 18, passes: 2 },
    ],
    [
      'a PNG of 16 bits and 3 channels, which is shrunk in floating point',
      'PNG',
      gray().toColourspace('rgb16').png(),
      { ...once, frameBytes: 6 },
    ],
    ['a baseline JPEG', 'JPEG', jpeg, once],
    ['a JPEG with EXIF and a colour profile', 'JPEG', gray().withIccProfile('p3').jpeg(), once],
    [
      'a progressive JPEG, whose coefficients are kept',
      'JPEG',
      progressive,
      { ...once, frameBytes: 6, passes: scansOf(progressive) },
    ],
    ['a JPEG with a scan for each component', 'JPEG', separateScans(), { ...once, frameBytes: 6, passes: 3 }],
    ['a JPEG with noise between its segments', 'JPEG', withNoise(jpeg), once],
    ['a JPEG with fill bytes before its markers', 'JPEG', withFill(jpeg), once],
    ['a GIF', 'GIF', gray().gif(), { ...once, frameBytes: 15 }],
    ['a lossy WebP', 'WebP', gray().webp(), lossy],
    ['a lossless WebP', 'WebP', gray().webp({ lossless: true }), lossy],
    ['an extended WebP', 'WebP', gray().withIccProfile('p3').webp(), lossy],
  ])('%s', async (_, format, image, cost) => {
    expect(await costOf(Buffer.isBuffer(image) ? image : await image.toBuffer(), format)).toEqual(cost)
  })
})

test('a progressive JPEG of many scans costs a pass for each', async () => {
  const scan = progressive.subarray(progressive.lastIndexOf(Buffer.of(0xff, 0xda)), -2)
  const many = Buffer.concat([progressive.subarray(0, -2), ...Array(500).fill(scan), Buffer.of(0xff, 0xd9)])
  expect((await readJpegCost(many))!.passes).toBe(scansOf(progressive) + 500)
})

test('timers run during a long search for markers in a JPEG file', async () => {
  const restarts = Buffer.alloc(20_000_000, Buffer.of(0xff, 0xd0))
  let ticks = 0
  const timer = setInterval(() => ticks++, 1)
  const cost = await readJpegCost(Buffer.concat([jpeg.subarray(0, 2), restarts, jpeg.subarray(2)]))
  clearInterval(timer)
  expect({ cost, ticked: ticks > 0 }).toEqual({
    cost: { width: 60, height: 40, frameBytes: 0, passes: 1 },
    ticked: true,
  })
})

test('a JPEG of nothing but empty segments has no size', async () => {
  const segments = Buffer.alloc(400_000, Buffer.of(0xff, 0xdd, 0, 2))
  expect(await readJpegCost(Buffer.concat([jpeg.subarray(0, 2), segments, jpeg.subarray(2)]))).toBeNull()
})

describe('a file that ends before its size is known has no size', () => {
  test.each<[ImageFormat, Uint8Array]>([
    ['PNG', png().subarray(0, 28)],
    ['JPEG', jpeg.subarray(0, 100)],
    ['GIF', Buffer.from('GIF89a\x10\0\x10', 'latin1')],
    ['WebP', Buffer.from('RIFF0000WEBPVP8 0000', 'latin1')],
    ['WebP', Buffer.from('RIFF0000WEBPVP8L0000', 'latin1')],
    ['WebP', Buffer.from('RIFF0000WEBPVP8X0000', 'latin1')],
    ['WebP', Buffer.from('RIFF0000WEBPABCD0000', 'latin1')],
  ])('%s %#', async (format, bytes) => {
    expect(await costOf(bytes, format)).toBeNull()
  })

  test('JPEG, cut anywhere before its frame header', async () => {
    const frame = jpeg.indexOf(Buffer.of(0xff, 0xc0))
    const costs = await Promise.all(
      Array.from({ length: frame }, (_, length) => readJpegCost(jpeg.subarray(0, length))),
    )
    expect(new Set(costs)).toEqual(new Set([null]))
  })
})

describe('a GIF', () => {
  const animation = gif(3)

  test('is cut after its first frame', () => {
    expect(Buffer.from(firstFrame(animation)!)).toEqual(gif(1))
  })

  test('of one frame is unchanged', () => {
    expect(Buffer.from(firstFrame(gif(1))!)).toEqual(gif(1))
  })

  test('that is cut still has its first frame', async () => {
    const file = readFileSync(fixture('digits', '7', 'leaning-hooked-gif.gif'))
    expect((await sharp(firstFrame(file)!).raw().toBuffer()).equals(await sharp(file).raw().toBuffer())).toBe(true)
  })

  test.each([
    ['of a million blocks of one byte', Buffer.alloc(3_000_000, Buffer.of(1, 0x44))],
    ['of a million empty extensions', Buffer.alloc(4_000_000, Buffer.of(0x21, 0xfe, 0))],
  ])('%s before its first frame is not searched', (_, blocks) => {
    const extension = Buffer.of(0x21, 0xfe)
    const start = blocks[0] === 1 ? Buffer.concat([gif(0).subarray(0, -1), extension]) : gif(0).subarray(0, -1)
    expect(firstFrame(Buffer.concat([start, blocks]))).toBeNull()
  })

  test.each([
    ['that is damaged before its first frame', Buffer.concat([gif(0).subarray(0, -1), Buffer.from([7, 7, 7])])],
    ['that ends within its first frame', gif(1).subarray(0, -4)],
    ['of ten bytes', gif(1).subarray(0, 10)],
  ])('%s is unchanged', (_, bytes) => {
    expect(firstFrame(bytes)).toBe(bytes)
  })
})

describe('a PNG', () => {
  const text = chunk('zTXt', Buffer.concat([Buffer.from('a\0\0'), deflateSync(Buffer.alloc(1000))]))

  test('loses its compressed texts', () => {
    const file = png({ chunks: ([header, data, end]) => [header!, text, data!, text, chunk('iTXt', noise(9)), end!] })
    expect(Buffer.from(withoutTexts(file))).toEqual(png())
  })

  test('without compressed texts is not copied', () => {
    const file = png()
    expect(withoutTexts(file)).toBe(file)
  })

  test('whose text is longer than the file is cut before it', () => {
    const file = png({ chunks: ([header]) => [header!, text.subarray(0, -9)] })
    expect(Buffer.from(withoutTexts(file))).toEqual(png({ chunks: ([header]) => [header!] }))
  })
})

function scansOf(file: Buffer): number {
  return file.reduce((count, byte, at) => count + (byte === 0xff && file[at + 1] === 0xda ? 1 : 0), 0)
}

/** Puts bytes that are no marker between the first two segments. */
function withNoise(file: Buffer): Buffer {
  const at = 4 + file.readUInt16BE(4)
  return Buffer.concat([file.subarray(0, at), Buffer.from([1, 2, 0xff, 0, 3, 0xff, 0xd0, 4]), file.subarray(at)])
}

function withFill(file: Buffer): Buffer {
  const at = 4 + file.readUInt16BE(4)
  return Buffer.concat([file.subarray(0, at), Buffer.alloc(50, 0xff), file.subarray(at)])
}

/** The headers of a JPEG that is not progressive and has its three components one after the other. */
function separateScans(): Buffer {
  const scan = (component: number) => [0xff, 0xda, 0, 8, 1, component, 0, 0, 63, 0, 0x12, 0x34, 0xff, 0, 0x56]
  const components = [1, 2, 3].flatMap((component) => [component, 0x11, 0])
  const frame = [0xff, 0xc0, 0, 17, 8, 0, 40, 0, 60, 3, ...components]
  return Buffer.from([0xff, 0xd8, ...frame, ...scan(1), ...scan(2), ...scan(3), 0xff, 0xd9])
}

function gif(frames: number): Buffer {
  const head = Buffer.from('GIF89a\x02\0\x02\0\x80\0\0\0\0\0\xff\xff\xff', 'latin1')
  const comment = Buffer.from('\x21\xfe\x03abc\x02de\0', 'latin1')
  const frame = Buffer.from('\x2c\0\0\0\0\x02\0\x02\0\0\x02\x03\x44\x02\x05\0', 'latin1')
  return Buffer.concat([head, comment, ...Array(frames).fill(frame), Buffer.of(0x3b)])
}
