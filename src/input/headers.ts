import { concat } from '../concat.js'
import { paced } from '../pacing.js'
import type { ImageCost } from './limits.js'
import type { ImageFormat } from './magic-bytes.js'

/**
 * Reads from an image file's header what decoding it will cost. Nothing is decompressed.
 *
 * @returns null if the file ends, or is damaged, before its size is known: no decoder can read it either
 */
export function readCost(bytes: Uint8Array, format: Exclude<ImageFormat, 'JPEG'>): ImageCost | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    if (format === 'PNG') return pngCost(view)
    return format === 'GIF' ? gifCost(bytes, view) : webpCost(bytes, view)
  } catch {
    // Past the end of the file.
    return null
  }
}

/** The same for a JPEG file, whose header may be spread over the whole of it. */
export async function readJpegCost(bytes: Uint8Array): Promise<ImageCost | null> {
  try {
    return await jpegCost(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  } catch {
    return null
  }
}

/**
 * An interlaced file is kept as a whole, in the decoder and in a copy of 8 bits a channel. One of 16 bits a channel is not,
 * but takes as much time and memory as if it were: it is shrunk in floating point.
 */
function pngCost(view: DataView): ImageCost {
  const channels = [1, 0, 3, 3, 2, 0, 4][view.getUint8(25)] ?? 4
  const depth = view.getUint8(24)
  const isInterlaced = view.getUint8(28) === 1
  const frameBytes = (isInterlaced ? (channels * depth) / 8 + 2 : 0) + (depth === 16 ? channels * 2 : 0)
  return { width: view.getUint32(16), height: view.getUint32(20), frameBytes, passes: isInterlaced ? 2 : 1 }
}

/** No camera or program writes more. Searching a file of nothing but empty segments would take a second. */
const mostSegments = 10_000

/** A file of several scans is kept as coefficients of two bytes, and every scan goes through all of them. */
async function jpegCost(bytes: Uint8Array, view: DataView): Promise<ImageCost | null> {
  let frame: { width: number; height: number; components: number; isProgressive: boolean } | null = null
  let scans = 0
  let segments = 0
  for (let at = await nextMarker(bytes, 2); at < bytes.length; at = await nextMarker(bytes, at)) {
    const marker = bytes[at]!
    if (marker === 0xd9) break
    if (++segments > mostSegments) return null
    if (isFrameHeader(marker)) {
      const [height, width] = [view.getUint16(at + 4), view.getUint16(at + 6)]
      frame = { width, height, components: bytes[at + 8]!, isProgressive: (marker & 3) === 2 }
    }
    if (marker === 0xda) {
      scans++
      // A scan of all components at once has no other after it, unless the file is progressive.
      if (frame && !frame.isProgressive && bytes[at + 3] === frame.components) break
    }
    at += 1 + view.getUint16(at + 1)
  }
  if (!frame) return null
  const { width, height, components } = frame
  const isWhole = frame.isProgressive || scans > 1
  return { width, height, frameBytes: isWhole ? 2 * components : 0, passes: Math.max(1, scans) }
}

/** Start of frame, of any kind: 0xC0 to 0xCF but for the tables among them. */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
}

/** Bytes that are searched for a marker in one go, some milliseconds' worth. */
const searchedBytes = 2 ** 20

/** Returns the position of the next marker's code, or the file's length if there is none. */
async function nextMarker(bytes: Uint8Array, from: number): Promise<number> {
  for (let at = from; at < bytes.length; at += searchedBytes) {
    const found = await paced(() => findMarker(bytes, at, Math.min(at + searchedBytes, bytes.length - 1)))
    if (found) return found
  }
  return bytes.length
}

/**
 * Returns the position of a marker's code after `from` and up to `last`: after 0xFF, and neither a stuffed zero nor a marker
 * without a segment.
 */
function findMarker(bytes: Uint8Array, from: number, last: number): number | null {
  // Byte by byte, in constant time: a search for 0xFF takes a hundred times as long if all bytes are 0xFF.
  for (let at = from + 1; at <= last; at++) {
    if (bytes[at - 1] !== 0xff) continue
    const marker = bytes[at]!
    if (marker > 1 && marker < 0xff && (marker < 0xd0 || marker > 0xd7)) return at
  }
  return null
}

/** The decoder keeps eight bytes a pixel and takes five times as long as others: counted double, for 10 megapixels at most. */
/** The decoder enlarges the image until the first frame fits in. */
function gifCost(bytes: Uint8Array, view: DataView): ImageCost {
  const frame = findFrame(bytes)
  const [width, height] = [6, 8].map((at, axis) => {
    const size = view.getUint16(at, true)
    if (typeof frame !== 'number') return size
    const offset = frame + 1 + 2 * axis
    return Math.max(size, view.getUint16(offset, true) + view.getUint16(offset + 4, true))
  }) as [number, number]
  return { width, height, frameBytes: 15, passes: 1 }
}

/** https://developers.google.com/speed/webp/docs/riff_container */
function webpCost(bytes: Uint8Array, view: DataView): ImageCost | null {
  const kind = String.fromCharCode(...bytes.subarray(12, 16))
  const size = (width: number, height: number) => ({ width, height, frameBytes: 4, passes: 1 })
  if (kind === 'VP8 ') return size(view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff)
  if (kind === 'VP8L') {
    const bits = view.getUint32(21, true)
    return size((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1)
  }
  if (kind !== 'VP8X') return null
  const uint24 = (at: number) => view.getUint16(at, true) | (view.getUint8(at + 2) << 16)
  return size(uint24(24) + 1, uint24(27) + 1)
}

/** Programs fill blocks of 255 bytes: a file of the default limits has a tenth of it. */
const mostBlocks = 1_000_000

/**
 * Cuts a GIF after its first frame, the only one that is read: the decoder would look through all of them first.
 *
 * @returns the file as it is if it is damaged before that: the decoder reports that; null if it consists of
 *   tiny blocks only
 */
export function firstFrame(bytes: Uint8Array): Uint8Array | null {
  const start = findFrame(bytes)
  if (typeof start !== 'number') return start === 'endless' ? null : bytes
  // A frame has its position, size, flags, colour table and code size before the data.
  const end = endOfBlocks(bytes, start + 11 + tableSize(bytes[start + 9] ?? 0))
  if (end === 'endless') return null
  if (end >= bytes.length) return bytes
  const cut = bytes.slice(0, end + 1)
  cut[end] = 0x3b
  return cut
}

/**
 * Leaves the compressed texts out of a PNG file: a decoder would inflate each, to a thousand times its size.
 *
 * @returns the file as it is if it has none
 */
export function withoutTexts(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const kept: Uint8Array[] = []
  let from = 0
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 12 + view.getUint32(at)
    const type = view.getUint32(at + 4)
    if (type === zTXt || type === iTXt) {
      kept.push(bytes.subarray(from, at))
      from = end
    }
    at = end
  }
  if (kept.length === 0) return bytes
  kept.push(bytes.subarray(from))
  return concat(kept)
}

const zTXt = 0x7a545874
const iTXt = 0x69545874

/** Finds the first frame of a GIF, behind its extensions. */
function findFrame(bytes: Uint8Array): number | 'endless' | null {
  let at: number | 'endless' = 13 + tableSize(bytes[10] ?? 0)
  for (const budget = { blocks: mostBlocks }; bytes[at] === 0x21; ) {
    // An extension has a label before the data.
    at = endOfBlocks(bytes, at + 2, budget)
    if (at === 'endless') return at
  }
  return bytes[at] === 0x2c ? at : null
}

/** Returns the position after a list of blocks, which an empty one ends. */
function endOfBlocks(bytes: Uint8Array, start: number, budget = { blocks: mostBlocks }): number | 'endless' {
  let at = start
  for (; at < bytes.length && bytes[at] !== 0; at += 1 + bytes[at]!) {
    if (--budget.blocks < 0) return 'endless'
  }
  return --budget.blocks < 0 ? 'endless' : at + 1
}

function tableSize(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0
}
