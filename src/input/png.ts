import { concat } from '../concat.js'
import type { Image } from '../image.js'
import { toGrayscale } from './grayscale.js'
import { inflate } from './inflate.js'
import { maxDecodedSide } from './limits.js'
import { pngSignature } from './magic-bytes.js'

/** Up to this size our decoder is quicker than sharp, and what a file can make it inflate stays small. */
const smallPixels = 512 * 512
const smallBytes = 64 * 1024

/** Channels by colour type: grayscale, RGB, and both with alpha. Type 3, a palette, is left to sharp. */
const channelsOf: Record<number, 1 | 2 | 3 | 4> = { 0: 1, 2: 3, 4: 2, 6: 4 }

/** Ancillary chunks that change how pixels are read: transparency, colour profiles, orientation, animation. */
const needsSharp = ['tRNS', 'iCCP', 'cICP', 'eXIf', 'acTL']

interface Header {
  readonly width: number
  readonly height: number
  readonly channels: 1 | 2 | 3 | 4
}

interface PlainPng extends Header {
  /** One zlib stream. */
  readonly compressed: Uint8Array
}

/**
 * Decodes small, plain PNG files: 8 bits a channel, not interlaced, no palette. Many times as fast as sharp, and sharp
 * need not be loaded.
 *
 * PNG (Portable Network Graphics) Specification, 3rd edition, W3C 2025. Every checksum, length and order of chunks is
 * checked, so that irregular files are always left to sharp.
 *
 * @returns null for every other file, a broken one included
 */
export function decodeSmallPng(bytes: Uint8Array): Image<Uint8Array> | null {
  const png = bytes.byteLength > smallBytes ? null : readChunks(bytes)
  if (!png) return null
  // Each row begins with the number of its filter.
  const size = png.height * (1 + png.width * png.channels)
  const rows = inflate(png.compressed, size)
  return rows && toImage(rows, png)
}

/** Walks through the chunks, from the signature to the last byte of IEND. */
function readChunks(bytes: Uint8Array): PlainPng | null {
  if (text(bytes, 0) + text(bytes, 4) !== pngSignature) return null
  const header = readHeader(bytes)
  if (!header) return null
  const data: Uint8Array[] = []
  let previous = 'IHDR'
  let at = 33
  while (at + 12 <= bytes.byteLength) {
    const length = uint32(bytes, at)
    const end = at + 12 + length
    if (end > bytes.byteLength || !hasChecksum(bytes, at + 4, end - 4)) return null
    const type = text(bytes, at + 4)
    if (type === 'IDAT') {
      if (data.length > 0 && previous !== 'IDAT') return null
      data.push(bytes.subarray(at + 8, end - 4))
    } else if (type === 'IEND') {
      if (length > 0 || data.length === 0 || end !== bytes.byteLength) return null
      return { ...header, compressed: concat(data) }
    } else if (!isAncillary.test(type) || needsSharp.includes(type)) return null
    previous = type
    at = end
  }
  return null
}

/** Four letters, of which the first is lower case; the third is upper case in every chunk that the standard knows. */
const isAncillary = /^[a-z][A-Za-z][A-Z][A-Za-z]$/

/** Reads the first chunk, which must be an IHDR of 13 bytes. */
function readHeader(bytes: Uint8Array): Header | null {
  if (bytes.byteLength < 33 || uint32(bytes, 8) !== 13 || text(bytes, 12) !== 'IHDR') return null
  if (!hasChecksum(bytes, 12, 29)) return null
  const width = uint32(bytes, 16)
  const height = uint32(bytes, 20)
  const channels = channelsOf[bytes[25]!]
  if (width * height === 0 || width * height > smallPixels || Math.max(width, height) > maxDecodedSide) return null
  // Bits a channel; then compression, filters and interlacing, of which only 0 is plain.
  if (bytes[24] !== 8 || bytes[26] !== 0 || bytes[27] !== 0 || bytes[28] !== 0) return null
  return channels ? { width, height, channels } : null
}

/** Undoes the filters of the rows; null if one has a number that the standard does not know. */
function toImage(rows: Uint8Array, { width, height, channels }: Header): Image<Uint8Array> | null {
  const stride = width * channels
  // A row of zeros comes first: what the standard has above the first row.
  const data = new Uint8Array((height + 1) * stride)
  for (let y = 0; y < height; y++) {
    const from = y * (stride + 1)
    if (!unfilter(rows[from]!, rows, from + 1, data, (y + 1) * stride, stride, channels)) return null
  }
  return { data: toGrayscale(data.subarray(stride), channels, width * height), width, height }
}

/** Undoes the filter of one row, which predicts each byte from the bytes to the left, above, and above to the left. */
function unfilter(
  filter: number,
  rows: Uint8Array,
  from: number,
  data: Uint8Array,
  to: number,
  stride: number,
  channels: number,
): boolean {
  // One loop for each filter takes half the time of one for all. The first pixel of a row has zeros to its left.
  const shift = from - to
  const second = to + channels
  const end = to + stride
  switch (filter) {
    case 0:
      for (let at = to; at < end; at++) data[at] = rows[at + shift]!
      return true
    case 1:
      for (let at = to; at < second; at++) data[at] = rows[at + shift]!
      for (let at = second; at < end; at++) data[at] = rows[at + shift]! + data[at - channels]!
      return true
    case 2:
      for (let at = to; at < end; at++) data[at] = rows[at + shift]! + data[at - stride]!
      return true
    case 3:
      for (let at = to; at < second; at++) data[at] = rows[at + shift]! + (data[at - stride]! >> 1)
      for (let at = second; at < end; at++) {
        data[at] = rows[at + shift]! + ((data[at - channels]! + data[at - stride]!) >> 1)
      }
      return true
    case 4:
      for (let at = to; at < second; at++) data[at] = rows[at + shift]! + data[at - stride]!
      for (let at = second; at < end; at++) {
        data[at] = rows[at + shift]! + paeth(data[at - channels]!, data[at - stride]!, data[at - stride - channels]!)
      }
      return true
    default:
      return false
  }
}

/** The one of the three that is nearest to `left + up - corner`; the order of the tests breaks ties. */
function paeth(left: number, up: number, corner: number): number {
  const toLeft = Math.abs(up - corner)
  const toUp = Math.abs(left - corner)
  const toCorner = Math.abs(left + up - 2 * corner)
  if (toLeft <= toUp && toLeft <= toCorner) return left
  return toUp <= toCorner ? up : corner
}

/** Returns true if the bytes are followed by their CRC-32. */
function hasChecksum(bytes: Uint8Array, start: number, end: number): boolean {
  return crc32(bytes.subarray(start, end)) === uint32(bytes, end)
}

let crcTable: Uint32Array | undefined

/** CRC-32, with a table as in annex D of the standard. */
function crc32(bytes: Uint8Array): number {
  crcTable ??= makeCrcTable()
  let crc = ~0
  for (const byte of bytes) crc = (crc >>> 8) ^ crcTable[(crc ^ byte) & 255]!
  return ~crc >>> 0
}

function makeCrcTable(): Uint32Array {
  const table = new Uint32Array(256)
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
    table[byte] = crc
  }
  return table
}

function uint32(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0
}

/** Four bytes as characters. */
function text(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!)
}
