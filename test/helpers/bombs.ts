import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import type { ImageInput } from '../../src/types.js'
import { chunk } from './png.js'

/** A small input that would be expensive to decode naively. */
export interface Bomb {
  readonly name: string
  readonly make: () => ImageInput | ImageInput[] | Promise<ImageInput | ImageInput[]>
}

const megabyte = 2 ** 20

/** Refused by their header, with the name of the limit. */
export const refused: readonly (Bomb & { readonly limit: string })[] = [
  { name: 'a PNG of 2,000,000 x 50', make: () => promising(2_000_000, 50), limit: 'side' },
  { name: 'a PNG of 9,900,000 x 10', make: () => promising(9_900_000, 10), limit: 'side' },
  {
    name: 'a PNG of 8,113,452 x 11 in RGBA, with all its rows',
    make: () => promising(8_113_452, 11, { colourType: 6, rows: 11 * (1 + 4 * 8_113_452) }),
    limit: 'side',
  },
  { name: 'a PNG of 1 x 4,294,967,295', make: () => promising(1, 0xffffffff), limit: 'side' },
  { name: 'a PNG of 16,384 x 16,384', make: () => promising(16_384, 16_384), limit: 'pixels' },
  { name: 'an interlaced RGBA16 PNG of 10,000 x 10,000', make: () => interlaced(10_000, 10_000), limit: 'pixels' },
  { name: 'eight of them at once', make: () => Array(8).fill(interlaced(10_000, 10_000)), limit: 'pixels' },
  { name: 'an interlaced RGBA16 PNG of 5,000 x 5,000', make: () => interlaced(5000, 5000), limit: 'pixels' },
  { name: 'a progressive JPEG of 9,999 x 10,000', make: () => resized(progressive, 9999, 10_000), limit: 'pixels' },
  { name: 'a progressive JPEG of 6,000 x 6,000', make: () => resized(progressive, 6000, 6000), limit: 'pixels' },
  {
    name: 'a progressive JPEG of 5,000 x 5,000 in 500 scans',
    make: () => resized(repeatScan(500), 5000, 5000),
    limit: 'pixels',
  },
  { name: 'a JPEG of 65,535 x 65,535', make: () => resized(baseline, 65_535, 65_535), limit: 'side' },
  { name: 'a GIF of 65,535 x 1,525', make: () => gif(65_535, 1525), limit: 'side' },
  { name: 'a GIF of 16,000 x 1,525', make: () => gif(16_000, 1525), limit: 'pixels' },
  {
    name: 'a GIF of 4 x 4 with a frame of 32,767 x 769',
    make: () => withFrame(0, 32_767, 769),
    limit: 'side',
  },
  {
    name: 'a GIF of 4 x 4 with a frame of 8,000 x 4,000 at 8,000',
    make: () => withFrame(8000, 8000, 4000),
    limit: 'pixels',
  },
  { name: 'a WebP of 16,384 x 16,384', make: () => vp8x(16_384, 16_384), limit: 'pixels' },
  { name: 'a WebP of 16,777,216 x 1', make: () => vp8x(16_777_216, 1), limit: 'side' },
  {
    name: 'raw pixels of 2,000,000 x 1',
    make: () => ({ data: new Uint8Array(2_000_000), width: 2_000_000, height: 1 }),
    limit: 'side',
  },
  {
    name: 'raw pixels of 16,384 x 16,384',
    make: () => ({ data: new Uint8Array(1), width: 16_384, height: 16_384 }),
    limit: 'pixels',
  },
  { name: '33 MB of bytes', make: () => Buffer.alloc(33 * megabyte), limit: 'bytes' },
]

/** Within the limits, and cheap to decode: measured by measure-bombs.ts. */
export const defused: readonly Bomb[] = [
  { name: 'a PNG of 1 x 1 that inflates to 62 MB', make: () => promising(1, 1, { rows: 62 * megabyte }) },
  { name: 'a PNG of 900 x 1 that inflates to 512 MB', make: () => promising(900, 1, { rows: 512 * megabyte }) },
  { name: 'a PNG whose profile inflates to 1 GB', make: () => withChunks(inflating('iCCP', 1000)) },
  {
    name: 'a PNG whose three texts inflate to 500 MB each',
    make: () => withChunks(...Array<Buffer>(3).fill(inflating('zTXt', 500))),
  },
  {
    name: 'a PNG of 1,300,000 texts',
    make: () => withChunks(repeated(chunk('tEXt', Buffer.from('a\0a')), 1_300_000)),
  },
  {
    name: 'a PNG of 2,600,000 empty data chunks',
    make: () => Buffer.concat([promising(600, 600).subarray(0, 33), repeated(chunk('IDAT'), 2_600_000), chunk('IEND')]),
  },
  { name: 'a GIF of 1,000,000 frames', make: () => gif(4, 4, 1_000_000) },
  {
    name: 'a GIF of 15,000,000 data blocks',
    make: () => gifOf(31 * megabyte, '\x2c\0\0\0\0\x02\0\x02\0\0\x02', '\x01D'),
  },
  { name: 'a GIF of 10,000,000 empty extensions', make: () => gifOf(31 * megabyte, '', '\x21\xfe\0') },
  { name: 'a JPEG of 31 MB of fill bytes', make: () => jpegOf(31 * megabyte, '\xff') },
  { name: 'a JPEG of 31 MB of restart markers', make: () => jpegOf(31 * megabyte, '\xff\xd0') },
  {
    name: 'a progressive JPEG with 31 MB of restart markers',
    make: () =>
      Buffer.concat([progressive.subarray(0, -2), Buffer.alloc(31 * megabyte, Buffer.of(0xff, 0xd0)), endOfImage]),
  },
  { name: 'a PNG of slanted grid lines', make: slantedLines },
  { name: '64 of them at once', make: async () => Array(64).fill(await slantedLines()) },
  { name: '64 pictures of 768 x 768 x 4 raw pixels', make: () => Array(64).fill(raw(768, 768, 4)) },
  { name: 'a data: URL of 42 MB', make: () => `data:image/png;base64,${letters(42 * megabyte)}` },
  { name: 'a path of 100 MB', make: () => letters(100 * megabyte) },
]

/** The most expensive inputs within the default limits. */
export const largest: readonly Bomb[] = [
  {
    name: 'an interlaced RGBA16 PNG of 2,880 x 2,880',
    make: () => promising(2880, 2880, { ...deep, interlaced: 1, rows: 2880 * (100 + 8 * 2880) }),
  },
  {
    name: 'an RGBA16 PNG of 16,000 x 1,170',
    make: () => promising(16_000, 1170, { ...deep, rows: 1170 * (1 + 8 * 16_000) }),
  },
  { name: 'a gray PNG of 7,000 x 7,000', make: () => promising(7000, 7000, { rows: 7000 * 7001 }) },
  { name: 'a JPEG of 7,000 x 7,000', make: () => resized(baseline, 7000, 7000) },
  { name: 'a progressive JPEG of 4,990 x 5,000', make: () => resized(progressive, 4990, 5000) },
  {
    name: 'a lossless WebP of 16,383 x 2,200',
    make: () =>
      sharp({ create: { width: 16383, height: 2200, channels: 3, background: 'white' } })
        .webp({ lossless: true })
        .toBuffer(),
  },
  { name: 'raw pixels of 16,384 x 3,000', make: () => raw(16_384, 3000, 1) },
]

const deep = { depth: 16, colourType: 6 }

/** Returns a PNG file of a few bytes with any size in its header. Its rows are zeros, and most of them may be missing. */
function promising(
  width: number,
  height: number,
  { depth = 8, colourType = 0, interlaced = 0, rows = 1000 } = {},
): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([depth, colourType, 0, 0, interlaced], 8)
  const chunks = [chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.alloc(rows))), chunk('IEND')]
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks])
}

function interlaced(width: number, height: number): Buffer {
  return promising(width, height, { ...deep, interlaced: 1 })
}

/** Returns a white PNG file with additional chunks. */
function withChunks(...chunks: Buffer[]): Buffer {
  const file = promising(600, 600, { rows: 600 * 601 })
  return Buffer.concat([file.subarray(0, 33), ...chunks, file.subarray(33)])
}

function repeated(bytes: Buffer, times: number): Buffer {
  return Buffer.alloc(bytes.length * times, bytes)
}

/** Returns a string that is contiguous in memory, like a received one. */
function letters(count: number): string {
  return Buffer.alloc(count, 'A').toString('latin1')
}

function inflating(type: string, megabytes: number): Buffer {
  return chunk(type, Buffer.concat([Buffer.from('a\0\0'), deflateSync(Buffer.alloc(megabytes * megabyte))]))
}

const small = sharp({ create: { width: 64, height: 64, channels: 3, background: 'white' } })
export const baseline = await small.clone().jpeg().toBuffer()
const progressive = await small.clone().jpeg({ progressive: true }).toBuffer()
const endOfImage = Buffer.of(0xff, 0xd9)

/** Returns a JPEG file with another size in its header. */
function resized(file: Buffer, width: number, height: number): Buffer {
  const copy = Buffer.from(file)
  const frame = copy.findIndex((byte, at) => byte === 0xff && (copy[at + 1] === 0xc0 || copy[at + 1] === 0xc2))
  copy.writeUInt16BE(height, frame + 5)
  copy.writeUInt16BE(width, frame + 7)
  return copy
}

function repeatScan(times: number): Buffer {
  const scan = progressive.subarray(progressive.lastIndexOf(Buffer.of(0xff, 0xda)), -2)
  return Buffer.concat([progressive.subarray(0, -2), ...Array<Buffer>(times).fill(scan), endOfImage])
}

/** Returns a JPEG file that begins with a repeated pattern. */
function jpegOf(bytes: number, pattern: string): Buffer {
  return Buffer.concat([
    baseline.subarray(0, 2),
    Buffer.alloc(bytes, Buffer.from(pattern, 'latin1')),
    baseline.subarray(2),
  ])
}

export function gif(width: number, height: number, frames = 1): Buffer {
  const head = Buffer.from('GIF89a0000\x80\0\0\0\0\0\xff\xff\xff', 'latin1')
  head.writeUInt16LE(width, 6)
  head.writeUInt16LE(height, 8)
  const frame = Buffer.from('\x2c\0\0\0\0\x02\0\x02\0\0\x02\x03\x44\x02\x05\0', 'latin1')
  return Buffer.concat([head, ...Array<Buffer>(frames).fill(frame), Buffer.of(0x3b)])
}

/** Returns a GIF file whose frame is larger than its canvas: the decoder enlarges the canvas. */
function withFrame(left: number, width: number, height: number): Buffer {
  const file = gif(4, 4)
  const frame = file.indexOf(0x2c, 19)
  file.writeUInt16LE(left, frame + 1)
  file.writeUInt16LE(width, frame + 5)
  file.writeUInt16LE(height, frame + 7)
  return file
}

/** Returns a GIF file with a repeated pattern after its header. */
function gifOf(bytes: number, start: string, pattern: string): Buffer {
  return Buffer.concat([
    gif(4, 4, 0).subarray(0, -1),
    Buffer.from(start, 'latin1'),
    Buffer.alloc(bytes, Buffer.from(pattern, 'latin1')),
  ])
}

function vp8x(width: number, height: number): Buffer {
  const file = Buffer.alloc(30)
  file.write('RIFF\x16\0\0\0WEBPVP8X\x0a', 'latin1')
  file.writeUIntLE(width - 1, 24, 3)
  file.writeUIntLE(height - 1, 27, 3)
  return file
}

function raw(width: number, height: number, channels: 1 | 4): ImageInput {
  return { data: new Uint8Array(width * height * channels).map((_, at) => at * 7919), width, height, channels }
}

function slantedLines(): Promise<Buffer> {
  const side = 512
  const pixels = Uint8Array.from({ length: side * side }, (_, at) => {
    const [x, y] = [at % side, Math.floor(at / side)]
    return (y + (x >> 3)) % 4 === 0 ? 0 : 255
  })
  return sharp(pixels, { raw: { width: side, height: side, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer()
}
