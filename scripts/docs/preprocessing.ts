/** Draws docs/preprocessing.png: two drawn fixtures after each step of preprocessing. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import type { Image } from '../../src/image.js'
import { decode } from '../../src/input/decode.js'
import { estimateBackground } from '../../src/preprocess/background.js'
import { fullBox } from '../../src/preprocess/box.js'
import { strict } from '../../src/preprocess/constants.js'
import { preprocess, runToEnd } from '../../src/preprocess/index.js'
import { removeNoise } from '../../src/preprocess/noise.js'
import { resample } from '../../src/preprocess/resampling.js'
import { removeRuledLines } from '../../src/preprocess/ruled-lines.js'
import { segment } from '../../src/preprocess/segment.js'
import { correctShading } from '../../src/preprocess/shading-correction.js'
import { threshold } from '../../src/preprocess/threshold.js'
import { toWorkingSize } from '../../src/preprocess/working-size.js'
import { rasterSide } from '../../src/raster.js'

const root = new URL('../../', import.meta.url)
const fixtures = ['7/slanted-crossed-ruled-paper.jpg', '4/shaky-curved-shadow.jpg']
const names = ['picture', 'background', 'contrast', 'ink', 'no ruled lines', 'digit', '28 x 28']
const cell = 150
const gap = 8
const caption = 24

/** The picture after each step, 0 black to 255 white. */
async function steps(path: string): Promise<Image<Float32Array | Uint8Array>[]> {
  const picture = await decode(readFileSync(new URL(`test/fixtures/digits/${path}`, root)))
  const working = toWorkingSize(picture)
  const estimate = estimateBackground(working)[0]!
  const contrast = correctShading(working, estimate)
  const shown = { ...contrast, data: contrast.data.map((value) => Math.max(0, 255 * value)) }
  const mask = threshold(contrast, removeNoise(contrast), strict)
  const ink = visible(mask)
  removeRuledLines(mask)
  const unruled = visible(mask)
  const digit = visible(runToEnd(segment(working, strict))!.mask)
  const raster = { data: preprocess(picture).raster, width: rasterSide, height: rasterSide }
  return [working, estimate.background, shown, ink, unruled, digit, raster]
}

function visible({ data, ...size }: Image<Uint8Array>): Image<Uint8Array> {
  return { ...size, data: data.map((value) => 255 * value) }
}

async function tile(image: Image<Float32Array | Uint8Array>): Promise<Buffer> {
  const scale = cell / Math.max(image.width, image.height)
  const [width, height] = [Math.round(image.width * scale), Math.round(image.height * scale)]
  const shown = scale < 1 ? resample(image, fullBox(image), width, height) : image
  return sharp(Uint8Array.from(shown.data), { raw: { width: shown.width, height: shown.height, channels: 1 } })
    .resize(cell, cell, { fit: 'contain', kernel: 'nearest', background: '#888' })
    .png()
    .toBuffer()
}

const rows = await Promise.all(fixtures.map(async (path) => Promise.all((await steps(path)).map(tile))))
const width = names.length * (cell + gap) + gap
const height = rows.length * (cell + gap) + gap + caption
const captions = names.map(
  (name, column) => `<text x="${gap + column * (cell + gap) + cell / 2}" y="18" text-anchor="middle">${name}</text>`,
)
const heading = `<svg width="${width}" height="${caption}"><g font-family="sans-serif" font-size="15">${captions.join('')}</g></svg>`
await sharp({ create: { width, height, channels: 3, background: 'white' } })
  .composite([
    { input: Buffer.from(heading), left: 0, top: 0 },
    ...rows.flatMap((tiles, row) =>
      tiles.map((input, column) => ({
        input,
        left: gap + column * (cell + gap),
        top: caption + gap + row * (cell + gap),
      })),
    ),
  ])
  .png({ palette: true })
  .toFile(fileURLToPath(new URL('docs/preprocessing.png', root)))
