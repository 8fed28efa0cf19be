import { guard } from '../arguments.js'
import { invalid, MnistModelError } from '../errors.js'
import { count } from '../format.js'
import type { Limits } from '../types.js'

/** Enough for any photo; a service that reads scans of forms may want more, most apps less. */
export const defaultLimits: Limits = {
  // A photo of 12 megapixels takes 3 to 8 MB as JPEG and 25 MB as PNG.
  bytes: 32 * 1024 * 1024,
  // The largest photos that phones take by default; an A4 page at 600 dpi has 35 million.
  pixels: 50_000_000,
  // Resizing a file of 2,000,000 x 50 pixels takes 20 seconds and 4 GB, although its area is small.
  side: 16_384,
  milliseconds: 5_000,
}

/** Longest side after decoding, in pixels. A digit needs 20; the rest is room for the background around it. */
export const maxDecodedSide = 768

/** Bytes in memory for every pixel that is allowed: the most that a format may take that is not decoded strip by strip. */
const frameBytesPerPixel = 3

/** Pixels that may be gone through for every pixel that is allowed, by formats that go through them more than once. */
const passesPerPixel = 10

/**
 * Fills up what the caller left out.
 *
 * @throws MnistModelError `INVALID_INPUT` for anything but positive numbers under known names
 */
export function resolveLimits(given: unknown, defaults: Limits = defaultLimits): Limits {
  if (given === undefined) return defaults
  if (typeof given !== 'object' || given === null) {
    throw invalid('limits', 'an object { bytes, pixels, side, milliseconds }', given)
  }
  const limits: Record<string, number> = { ...defaults }
  for (const [name, value] of guard('limits', given, () => Object.entries(given))) {
    if (!Object.hasOwn(defaults, name)) throw invalid('limits', 'bytes, pixels, side or milliseconds', name)
    if (value === undefined) continue
    if (typeof value !== 'number' || !(value > 0)) throw invalid(`limits.${name}`, 'a number above 0', value)
    limits[name] = value
  }
  return limits as unknown as Limits
}

/** The cost of decoding an image, known before it is decoded. */
export interface ImageCost {
  readonly width: number
  readonly height: number
  /** Bytes that the decoder keeps for every pixel of the whole image; 0 if it decodes strip by strip. */
  readonly frameBytes: number
  /** Number of times that the decoder goes through the image. */
  readonly passes: number
}

/** @throws MnistModelError `IMAGE_TOO_LARGE`, naming the limit */
export function checkBytes(bytes: number, limits: Limits): void {
  if (bytes > limits.bytes) throw tooLarge('bytes', limits.bytes, `${count(bytes)} or more`)
}

/** @throws MnistModelError `IMAGE_TOO_LARGE`, naming the limit */
export function checkCost({ width, height, frameBytes, passes }: ImageCost, limits: Limits): void {
  const size = `${count(width)} x ${count(height)}`
  if (Math.max(width, height) > limits.side) throw tooLarge('side', limits.side, size, ' pixels a side')
  const pixels = width * height
  const most = Math.floor(Math.min(1, frameBytesPerPixel / frameBytes) * limits.pixels)
  const reason = most < limits.pixels ? ' in a form that is costly to decode' : ''
  if (pixels > most) throw tooLarge('pixels', most, `${size}${reason}`)
  if (pixels * passes > limits.pixels * passesPerPixel) throw tooLarge('pixels', most, `${size} in ${passes} passes`)
}

function tooLarge(limit: keyof Limits, most: number, received: string, unit = ` ${limit}`): MnistModelError {
  return new MnistModelError(
    'IMAGE_TOO_LARGE',
    `Expected an image of at most ${count(most)}${unit} but received ${received}. ` +
      `Scale it down first, or raise limits.${limit}.`,
  )
}
