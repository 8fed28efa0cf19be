import { invalid, MnistModelError } from '../errors.js'
import type { Image } from '../image.js'
import { paced } from '../pacing.js'
import type { Limits, RawPixels } from '../types.js'
import { detectFormat } from './formats.js'
import { toGrayscale } from './grayscale.js'
import { firstFrame, readCost, readJpegCost, withoutTexts } from './headers.js'
import { checkCost, defaultLimits, type ImageCost, maxDecodedSide } from './limits.js'
import type { ImageFormat } from './magic-bytes.js'
import { decodeSmallPng } from './png.js'
import { decodeWithSharp, shrinkWithSharp, unreadable } from './sharp.js'

/** A decoded image, and the size of the picture that it shows, as its header or the caller has it: before any rotation. */
export interface DecodedImage extends Image<Uint8Array> {
  readonly original: { readonly width: number; readonly height: number }
}

/**
 * Decodes an image file, or checks raw pixels, into a one-channel image.
 *
 * @returns grey, 0 black to 255 white, `width * height` bytes; neither side is longer than 768
 * @throws MnistModelError `IMAGE_UNREADABLE`, `IMAGE_TOO_LARGE`, `DECODE_TIMEOUT`, `INVALID_INPUT`, `DECODER_UNAVAILABLE`
 */
export async function decode(image: Uint8Array | RawPixels, limits: Limits = defaultLimits): Promise<DecodedImage> {
  if (!ArrayBuffer.isView(image)) return decodeRaw(image, limits)
  const format = detectFormat(image)
  // Without a pause for PNG: a small one is decoded in the turn that this call was given.
  const cost = format === 'JPEG' ? await readJpegCost(image) : readCost(image, format)
  if (!cost) throw unreadable(format)
  checkCost(cost, limits)
  const small = format === 'PNG' && decodeSmallPng(image)
  if (small) return { ...small, original: sizeOf(cost) }
  const file = await paced(() => essence(image, format))
  if (!file) throw unreadable(format)
  return { ...(await decodeWithSharp(file, format, cost, limits)), original: sizeOf(cost) }
}

function sizeOf({ width, height }: ImageCost): DecodedImage['original'] {
  return { width, height }
}

/** Returns the file without the invisible parts that decoders process; null if there are too many of them. */
function essence(bytes: Uint8Array, format: ImageFormat): Uint8Array | null {
  if (format === 'GIF') return firstFrame(bytes)
  return format === 'PNG' ? withoutTexts(bytes) : bytes
}

async function decodeRaw({ data, width, height, channels: given }: RawPixels, limits: Limits): Promise<DecodedImage> {
  if (!Number.isInteger(width) || width < 1) throw invalid('width', 'a whole number of at least 1', width)
  if (!Number.isInteger(height) || height < 1) throw invalid('height', 'a whole number of at least 1', height)
  if (!isBytes(data)) throw invalid('data', 'a Uint8Array or Uint8ClampedArray', data)
  const cost = { width, height, frameBytes: 0, passes: 1 }
  checkCost(cost, limits)
  const count = width * height
  const channels = given ?? data.length / count
  if (channels !== 1 && channels !== 2 && channels !== 3 && channels !== 4) {
    throw invalid('channels', '1, 2, 3 or 4 (data.length / (width * height) if it is left out)', channels)
  }
  if (data.length !== count * channels) {
    const expected = `${count * channels} bytes (${width} x ${height} x ${channels})`
    throw new MnistModelError('INVALID_INPUT', `Expected ${expected} for data but received ${data.length}.`)
  }
  if (Math.max(width, height) > maxDecodedSide) {
    return { ...(await shrinkWithSharp(data, cost, channels, limits)), original: sizeOf(cost) }
  }
  return { data: toGrayscale(data, channels, count), width, height, original: sizeOf(cost) }
}

function isBytes(data: unknown): data is Uint8Array | Uint8ClampedArray {
  return ArrayBuffer.isView(data) && 'length' in data && 'BYTES_PER_ELEMENT' in data && data.BYTES_PER_ELEMENT === 1
}
