import { readFileSync } from 'node:fs'
import sharp, { type Sharp } from 'sharp'
import { fixture } from '../helpers/fixtures.js'

/** A picture to start from. */
export interface Seed {
  readonly name: string
  readonly bytes: Buffer
}

const drawings = [
  'digits/7/upright-plain-pen.png',
  'digits/7/upright-plain-mnist-form.png',
  'not-a-digit/blank-ruled-paper.jpg',
]

/** One drawing in every variant of every format that is read. */
export async function seeds(): Promise<Seed[]> {
  const all: Promise<Seed>[] = []
  for (const path of drawings) {
    const file = readFileSync(fixture(...path.split('/')))
    all.push(Promise.resolve({ name: path, bytes: file }))
    for (const [name, encode] of Object.entries(encodings)) {
      all.push(
        encode(sharp(file).resize(96, 96, { fit: 'inside' }))
          .toBuffer()
          .then((bytes) => ({ name: `${path} as ${name}`, bytes })),
      )
    }
  }
  for (const path of ['digits/7/leaning-hooked-gif.gif', 'digits/7/shaky-crossed-webp.webp']) {
    all.push(Promise.resolve({ name: path, bytes: readFileSync(fixture(...path.split('/'))) }))
  }
  for (const [name, encode] of Object.entries(animations)) {
    all.push(
      encode(sharp(frames(), { raw: { width: 40, height: 160, channels: 3, pageHeight: 40 } as never }))
        .toBuffer()
        .then((bytes) => ({ name: `an animation as ${name}`, bytes })),
    )
  }
  return Promise.all(all)
}

const encodings: Record<string, (image: Sharp) => Sharp> = {
  'PNG in gray': (image) => image.toColourspace('b-w').png(),
  'PNG in RGBA': (image) => image.ensureAlpha(0.7).png(),
  'PNG with a palette': (image) => image.png({ palette: true, colours: 13 }),
  'interlaced PNG': (image) => image.png({ progressive: true }),
  'PNG of 16 bits': (image) => image.toColourspace('rgb16').png(),
  'interlaced PNG of 16 bits with a profile': (image) =>
    image.toColourspace('rgb16').withIccProfile('p3').png({ progressive: true }),
  'PNG with EXIF': (image) => image.withExif({ IFD0: { Orientation: '6' } }).png(),
  JPEG: (image) => image.jpeg(),
  'gray JPEG': (image) => image.toColourspace('b-w').jpeg({ quality: 40 }),
  'progressive JPEG': (image) => image.jpeg({ progressive: true }),
  'JPEG in CMYK': (image) => image.toColourspace('cmyk').jpeg(),
  'JPEG with EXIF and a profile': (image) =>
    image
      .withIccProfile('p3')
      .withExif({ IFD0: { Orientation: '6' } })
      .jpeg({ chromaSubsampling: '4:4:4' }),
  WebP: (image) => image.webp(),
  'lossless WebP': (image) => image.webp({ lossless: true }),
  'WebP with alpha and metadata': (image) => image.ensureAlpha(0.5).withIccProfile('p3').webp(),
  GIF: (image) => image.gif(),
  'GIF with transparency': (image) => image.ensureAlpha(0).gif({ progressive: true }),
}

const animations: Record<string, (image: Sharp) => Sharp> = {
  GIF: (image) => image.gif({ delay: [0, 0, 0, 0] }),
  WebP: (image) => image.webp({ lossless: true }),
}

function frames(): Buffer {
  return Buffer.from(Array.from({ length: 40 * 160 * 3 }, (_, at) => (Math.floor(at / 120 / 40) * 60 + at) & 255))
}
