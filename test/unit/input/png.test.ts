import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import type { Image } from '../../../src/image.js'
import { readCost } from '../../../src/input/headers.js'
import { defaultLimits } from '../../../src/input/limits.js'
import { decodeSmallPng } from '../../../src/input/png.js'
import { decodeWithSharp } from '../../../src/input/sharp.js'
import { digitFixtures, fixture, negativeFixtures } from '../../helpers/fixtures.js'
import { chunk, noise, type PngParts, png } from '../../helpers/png.js'

const colourTypes: [string, number][] = [
  ['grayscale', 0],
  ['RGB', 2],
  ['grayscale with alpha', 4],
  ['RGBA', 6],
]

const plain: [string, PngParts][] = [
  ...colourTypes.flatMap(([colour, colourType]): [string, PngParts][] => [
    ...[0, 1, 2, 3, 4].map((filter): [string, PngParts] => [
      `${colour}, filter ${filter}`,
      { colourType, filters: [filter] },
    ]),
    [`${colour}, every filter`, { colourType, width: 37, height: 20, filters: [4, 1, 0, 3, 2] }],
    [`${colour}, one pixel`, { colourType, width: 1, height: 1, filters: [4] }],
    [`${colour}, one column`, { colourType, width: 1, height: 9, filters: [1, 2, 3, 4] }],
  ]),
  ['512x512', { width: 512, height: 512, data: new Uint8Array(512 * 512).fill(200), filters: [0, 2] }],
  [
    'data in several IDAT chunks, one of them empty',
    { chunks: ([header, data, end]) => [header!, ...cut(data!), end!] },
  ],
  ['text and time before and behind the data', { chunks: ([header, data, end]) => [header!, note, data!, note, end!] }],
]

function bySharp(file: Uint8Array): Promise<Image<Uint8Array>> {
  return decodeWithSharp(file, 'PNG', readCost(file, 'PNG')!, defaultLimits)
}

/** An image in a form that is compared in no time, and printed on one line. */
function summary(image: Image<Uint8Array> | null) {
  return image && { ...image, data: createHash('sha256').update(image.data).digest('hex') }
}

const note = chunk('tEXt', Buffer.from('Title\0Seven'))

function cut(data: Buffer): Buffer[] {
  const stream = data.subarray(8, -4)
  return [stream.subarray(0, 1), stream.subarray(1, 1), stream.subarray(1)].map((part) => chunk('IDAT', part))
}

describe('a small plain PNG file is decoded to the pixels that sharp gives', () => {
  test.each(plain)('%s', async (_, parts) => {
    const file = png(parts)
    expect(summary(decodeSmallPng(file))).toEqual(summary(await bySharp(file)))
  })

  const fixtures = [
    ...digitFixtures().map(({ path }) => path),
    ...negativeFixtures().map((name) => fixture('not-a-digit', name)),
  ].filter((path) => path.endsWith('.png'))

  test('every fixture that our decoder accepts', async () => {
    let decoded = 0
    for (const path of fixtures) {
      const file = readFileSync(path)
      const pixels = decodeSmallPng(file)
      if (!pixels) continue
      decoded++
      expect(summary(pixels), path).toEqual(summary(await bySharp(file)))
    }
    expect(decoded).toBeGreaterThan(50)
  })

  test('from a view into a larger buffer', () => {
    const file = png()
    const view = new Uint8Array([9, ...file, 9]).subarray(1, 1 + file.length)
    expect(decodeSmallPng(view)).toEqual(decodeSmallPng(file))
  })
})

describe('a file that is not small and plain is left to sharp', () => {
  const drawing = sharp(fixture('digits', '7', 'shaky-crossed-signature-pad.png')).resize(64, 64)

  test.each([
    ['a palette', drawing.clone().png({ palette: true })],
    ['16 bits a channel', drawing.clone().toColourspace('rgb16').png()],
    ['interlacing', drawing.clone().png({ progressive: true })],
    ['a colour profile', drawing.clone().withIccProfile('p3').png()],
    [
      'EXIF',
      drawing
        .clone()
        .withExif({ IFD0: { Orientation: '6' } })
        .png(),
    ],
  ])('%s', async (_, image) => {
    expect(decodeSmallPng(await image.toBuffer())).toBeNull()
  })

  test.each<[string, PngParts]>([
    ['a palette chunk in an RGB file', { colourType: 2, chunks: insert(chunk('PLTE', noise(3))) }],
    ['a transparent colour', { chunks: insert(chunk('tRNS', noise(2))) }],
    ['a colour profile chunk', { chunks: insert(chunk('iCCP', noise(9))) }],
    ['coding-independent code points', { chunks: insert(chunk('cICP', noise(4))) }],
    ['an EXIF chunk', { chunks: insert(chunk('eXIf', noise(9))) }],
    ['an animation', { chunks: insert(chunk('acTL', noise(8))) }],
    ['more than 512x512 pixels', { width: 513, height: 512, data: new Uint8Array(513 * 512) }],
    ['a side of more than 768 pixels', { width: 769, height: 2 }],
    ['more than 64 KB', { width: 500, height: 300 }],
  ])('%s', async (_, parts) => {
    const file = png(parts)
    expect(decodeSmallPng(file)).toBeNull()
  })
})

/** Puts chunks behind the header. */
function insert(...more: Buffer[]): (chunks: Buffer[]) => Buffer[] {
  return ([header, ...rest]) => [header!, ...more, ...rest]
}

/** Changes one byte of the nth chunk; negative positions count from its end. */
function damage(index: number, position: number): (chunks: Buffer[]) => Buffer[] {
  return (chunks) => {
    const broken = chunks[index]!
    broken[position < 0 ? broken.length + position : position]! ^= 1
    return chunks
  }
}

const [header, data, end] = [0, 1, 2]
const rows = noise(28 * 29).map((byte, at) => (at % 29 === 0 ? 0 : byte))

const irregular: [string, PngParts][] = [
  ['no header', { chunks: ([, ...rest]) => rest }],
  ['a header that is not the first chunk', { chunks: ([header, ...rest]) => [note, header!, ...rest] }],
  ['two headers', { chunks: ([header, ...rest]) => [header!, header!, ...rest] }],
  [
    'a header of 14 bytes',
    {
      chunks: ([header, ...rest]) => [
        chunk('IHDR', Buffer.concat([header!.subarray(8, 21), note.subarray(0, 1)])),
        ...rest,
      ],
    },
  ],
  ['a width of 0', { width: 0 }],
  ['a height of 0', { height: 0 }],
  ['an unknown colour type', { chunks: rewrite(9, 7) }],
  ['an unknown depth', { chunks: rewrite(8, 7) }],
  ['an unknown compression', { methods: [1, 0, 0] }],
  ['an unknown filter method', { methods: [0, 1, 0] }],
  ['an unknown interlacing', { methods: [0, 0, 2] }],
  ['a wrong checksum of the header', { chunks: damage(header, -1) }],
  ['a wrong checksum of the data', { chunks: damage(data, -1) }],
  ['a wrong checksum of the end', { chunks: damage(end, -1) }],
  ['a wrong checksum of a text', { chunks: insert(Buffer.concat([note.subarray(0, -1), Buffer.of(0)])) }],
  ['an unknown critical chunk', { chunks: insert(chunk('ABCD')) }],
  ['a chunk whose type is not four letters', { chunks: insert(chunk('a1Cd')) }],
  ['a chunk whose reserved bit is set', { chunks: insert(chunk('abcd')) }],
  [
    'a chunk that is longer than the file',
    { chunks: (chunks) => [...chunks.slice(0, 2), Buffer.from('\x7f\xff\xff\xffIEND1234', 'latin1')] },
  ],
  ['data that another chunk interrupts', { chunks: ([header, data, end]) => [header!, ...interrupted(data!), end!] }],
  ['no data', { chunks: ([header, , end]) => [header!, end!] }],
  ['empty data', { zlib: () => new Uint8Array() }],
  ['no end', { chunks: (chunks) => chunks.slice(0, 2) }],
  ['an end with data', { chunks: ([header, data]) => [header!, data!, chunk('IEND', noise(1))] }],
  ['bytes behind the end', { chunks: (chunks) => [...chunks, Buffer.of(0)] }],
  ['an unknown filter', { filters: [0, 5] }],
  ['one byte too few', { rows: rows.subarray(1) }],
  ['one byte too many', { rows: Uint8Array.of(...rows, 0) }],
  ['a megabyte too many', { rows: new Uint8Array(1_000_000) }],
  ['a zlib stream without its last byte', { zlib: (stream) => stream.subarray(0, -1) }],
  ['a zlib stream without its checksum', { zlib: (stream) => stream.subarray(0, -4) }],
  [
    'a zlib stream with a wrong checksum',
    { zlib: (stream) => Buffer.from([...stream.subarray(0, -1), stream.at(-1)! ^ 1]) },
  ],
  ['a zlib stream with a wrong header', { zlib: (stream) => Buffer.from([stream[0]! ^ 1, ...stream.subarray(1)]) }],
  ['a byte behind the zlib stream', { zlib: (stream) => Buffer.from([...stream, 0]) }],
]

/** Changes one byte of the header and makes its checksum right again. */
function rewrite(position: number, value: number): (chunks: Buffer[]) => Buffer[] {
  return ([header, ...rest]) => {
    const body = Buffer.from(header!.subarray(8, 21))
    body[position] = value
    return [chunk('IHDR', body), ...rest]
  }
}

function interrupted(data: Buffer): Buffer[] {
  const [first, , last] = cut(data)
  return [first!, note, last!]
}

describe('an irregular file is left to sharp', () => {
  test.each(irregular)('%s', (_, parts) => {
    expect(decodeSmallPng(png(parts))).toBeNull()
  })

  test('a wrong signature', () => {
    const file = png()
    file[7] = 0
    expect(decodeSmallPng(file)).toBeNull()
  })

  test('every cut of a file', () => {
    const file = png({ width: 5, height: 5 })
    const decoded = Array.from({ length: file.length }, (_, length) => decodeSmallPng(file.subarray(0, length)))
    expect(decoded.filter((pixels) => pixels !== null)).toEqual([])
  })

  test('every changed bit of a file', () => {
    const file = png({ width: 5, height: 5 })
    for (let bit = 0; bit < file.length * 8; bit++) {
      file[bit >> 3]! ^= 1 << (bit & 7)
      expect(decodeSmallPng(file), `bit ${bit}`).toBeNull()
      file[bit >> 3]! ^= 1 << (bit & 7)
    }
  })

  test.each(readdirSync(fixture('malformed')))('malformed/%s', (name) => {
    expect(decodeSmallPng(readFileSync(fixture('malformed', name)))).toBeNull()
  })
})
