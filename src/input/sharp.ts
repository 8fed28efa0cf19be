import type { default as Sharp, Sharp as SharpImage } from 'sharp'
import { MnistModelError } from '../errors.js'
import { builtin } from '../host.js'
import type { Pixels } from '../types.js'
import type { ImageFormat } from './formats.js'
import { toGrayscale } from './grayscale.js'
import { longestSide, maxPixels } from './limits.js'

/**
 * Decodes an image file: EXIF orientation applied, colour profiles and CMYK brought to sRGB, shrunk (while decoding,
 * for JPEG and WebP) so that the longest side is at most `longestSide`, then grey.
 *
 * @throws MnistModelError `IMAGE_UNREADABLE`, `IMAGE_TOO_LARGE`, `DECODER_UNAVAILABLE`
 */
export async function decodeWithSharp(bytes: Uint8Array, format: ImageFormat): Promise<Pixels> {
  // 'error' refuses truncated files and bears the harmless warnings that some phones' JPEG files raise.
  const sharp = await loadSharp()
  const image = sharp(toBuffer(bytes), { failOn: 'error', limitInputPixels: maxPixels })
  try {
    return await toPixels(image.autoOrient())
  } catch (cause) {
    if (cause instanceof Error && /exceeds pixel limit/i.test(cause.message)) {
      throw new MnistModelError(
        'IMAGE_TOO_LARGE',
        `Expected an image of at most ${maxPixels} pixels but received a ${format} image of more. Scale it down first.`,
        { cause },
      )
    }
    throw new MnistModelError(
      'IMAGE_UNREADABLE',
      // Without libvips' own words, which go to the cause: of several decodings at once they may be another's.
      `Expected a whole image but received a ${format} image that is truncated or damaged. Save it again.`,
      { cause },
    )
  }
}

/** Shrinks raw pixels that are larger than `longestSide` as a file of that size would be. */
export async function shrinkWithSharp(
  data: Uint8Array | Uint8ClampedArray,
  width: number,
  height: number,
  channels: 1 | 2 | 3 | 4,
): Promise<Pixels> {
  const sharp = await loadSharp()
  return toPixels(sharp(toBuffer(data), { raw: { width, height, channels }, limitInputPixels: maxPixels }))
}

async function toPixels(image: SharpImage): Promise<Pixels> {
  const { data, info } = await image
    .resize({ width: longestSide, height: longestSide, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  return { grey: toGrayscale(data, channels, width * height), width, height }
}

/** The same bytes as sharp knows them: it refuses arrays of another realm, which is what test runners hand out. */
function toBuffer({ buffer, byteOffset, byteLength }: Uint8Array | Uint8ClampedArray): Buffer {
  return builtin('node:buffer')!.Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength)
}

let sharp: typeof Sharp | undefined

/** Loaded on first use, because small PNG files never need it; by `require`, in half the time of an `import`. */
async function loadSharp(): Promise<typeof Sharp> {
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
