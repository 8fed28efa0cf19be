import type { default as Sharp, Sharp as SharpImage } from 'sharp'
import { MnistModelError } from '../errors.js'
import { builtin } from '../host.js'
import type { Image } from '../image.js'
import { paced } from '../pacing.js'
import type { Limits } from '../types.js'
import { toGrayscale } from './grayscale.js'
import { type ImageCost, maxDecodedSide } from './limits.js'
import type { ImageFormat } from './magic-bytes.js'

/**
 * Decodes an image file: EXIF orientation applied, colour profiles and CMYK brought to sRGB, shrunk (while decoding,
 * for JPEG and WebP) so that the longest side is at most `maxDecodedSide`, then grey.
 *
 * @param cost what its header says, within the limits
 * @throws MnistModelError `IMAGE_UNREADABLE`, `DECODE_TIMEOUT`, `DECODER_UNAVAILABLE`
 */
export async function decodeWithSharp(
  bytes: Uint8Array,
  format: ImageFormat,
  cost: ImageCost,
  limits: Limits,
): Promise<Image<Uint8Array>> {
  const sharp = await loadSharp()
  // 'error' refuses truncated files, but accepts the harmless warnings of some phones' JPEG files.
  const options = { failOn: 'error', limitInputPixels: limitOf(limits) } as const
  return toImage(() => sharp(toBuffer(bytes), options).autoOrient(), format, cost, limits)
}

/** Shrinks raw pixels that are larger than `maxDecodedSide` as a file of that size would be. */
export async function shrinkWithSharp(
  data: Uint8Array | Uint8ClampedArray,
  cost: ImageCost,
  channels: 1 | 2 | 3 | 4,
  limits: Limits,
): Promise<Image<Uint8Array>> {
  const sharp = await loadSharp()
  const { width, height } = cost
  const options = { raw: { width, height, channels }, limitInputPixels: limitOf(limits) }
  return toImage(() => sharp(toBuffer(data), options), 'raw', cost, limits)
}

/** sharp knows neither infinity nor parts of a pixel, and takes 0 for no limit. */
function limitOf({ pixels }: Limits): number {
  return Math.min(Math.ceil(pixels), Number.MAX_SAFE_INTEGER)
}

/** Returns the error for a file with a picture's header that does not decode. */
export function unreadable(format: string, cause?: unknown): MnistModelError {
  return new MnistModelError(
    'IMAGE_UNREADABLE',
    // libvips' own message goes to the cause, because it may belong to another concurrent decoding.
    `Expected a whole image but received a ${format} image that is truncated or damaged. Save it again.`,
    { cause },
  )
}

async function toImage(
  open: () => SharpImage,
  format: string,
  cost: ImageCost,
  limits: Limits,
): Promise<Image<Uint8Array>> {
  const { decoding } = await inTurn(cost, () =>
    open()
      .resize({ width: maxDecodedSide, height: maxDecodedSide, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .raw()
      .timeout({ seconds: Math.min(3600, Math.ceil(limits.milliseconds / 1000)) })
      .toBuffer({ resolveWithObject: true }),
  )
  let timer: ReturnType<typeof setTimeout> | undefined
  // sharp's own timeout has whole seconds, and is checked between strips only.
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooSlow(format, limits)), Math.min(limits.milliseconds, longestTimer))
  })
  try {
    const { data, info } = await Promise.race([decoding, deadline])
    const { width, height, channels } = info
    // Several decodings may end in the same turn of the event loop.
    return await paced(() => ({ data: toGrayscale(data, channels, width * height), width, height }))
  } catch (cause) {
    if (cause instanceof MnistModelError) throw cause
    if (cause instanceof Error && /timeout/i.test(cause.message)) throw tooSlow(format, limits, cause)
    throw unreadable(format, cause)
  } finally {
    clearTimeout(timer)
  }
}

function tooSlow(format: string, { milliseconds }: Limits, cause?: unknown): MnistModelError {
  return new MnistModelError(
    'DECODE_TIMEOUT',
    `Expected a picture that decodes within ${milliseconds} ms but this ${format} image did not. ` +
      'Scale it down first, or raise limits.milliseconds.',
    { cause },
  )
}

/** Timers that would fire later than this fire at once. */
const longestTimer = 2 ** 31 - 1

/** Images whose decoder keeps more than this in memory, in bytes, are decoded one at a time. */
const largeFrame = 32 * 1024 * 1024

let lastLarge: Promise<unknown> = Promise.resolve()

/** Begins a decoding when no other large one is under way, given up at its deadline or not. */
async function inTurn<T>(
  { width, height, frameBytes }: ImageCost,
  decode: () => Promise<T>,
): Promise<{ readonly decoding: Promise<T> }> {
  if (width * height * frameBytes <= largeFrame) return { decoding: decode() }
  // Wrapped, because a promise of a promise would wait for the end.
  const begun = lastLarge.then(() => ({ decoding: decode() }))
  lastLarge = begun.then(({ decoding }) => decoding).catch(() => {})
  return begun
}

/** Wraps bytes for sharp, which refuses arrays of another realm, such as those of test runners. */
function toBuffer({ buffer, byteOffset, byteLength }: Uint8Array | Uint8ClampedArray): Buffer {
  return builtin('node:buffer')!.Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength)
}

let sharp: typeof Sharp | undefined

/**
 * Loads sharp on first use, because small PNG files never need it; by `require`, in half the time of an `import`.
 *
 * @throws MnistModelError `DECODER_UNAVAILABLE`
 */
export async function loadSharp(): Promise<typeof Sharp> {
  if (sharp) return sharp
  const createRequire = builtin('node:module')?.createRequire
  if (!createRequire) {
    throw new MnistModelError(
      'DECODER_UNAVAILABLE',
      'Expected the image codec sharp for this picture but it needs Node, Bun or Deno. ' +
        'Elsewhere decode the picture first, with a canvas for instance, and pass its ImageData.',
    )
  }
  try {
    sharp = createRequire(import.meta.url)('sharp') as typeof Sharp
  } catch (cause) {
    sharp = await importBesideBundle('sharp', cause)
  }
  return sharp
}

/**
 * Some bundlers replace `import.meta.url` by an address of the machine that they run on: this looks from where the bundle
 * is. The name is a parameter so that no bundler takes the package in.
 */
async function importBesideBundle(name: string, cause: unknown): Promise<typeof Sharp> {
  try {
    return (await import(/* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ name)).default
  } catch {
    throw new MnistModelError(
      'DECODER_UNAVAILABLE',
      `Expected the image codec sharp for this picture but it does not load on ${process.platform}-${process.arch}. ` +
        'Install with optional dependencies (without --omit=optional), or add ' +
        'npm install --cpu=wasm32 @img/sharp-wasm32. Small plain PNG files are read without it.',
      { cause },
    )
  }
}
