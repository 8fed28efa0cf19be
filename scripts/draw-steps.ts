/** Draws docs/preprocessing.png: what each step of preprocessing makes of two drawn fixtures. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { decode } from '../src/input/decode.js'
import { toPage } from '../src/preprocess/page.js'
import { contrastOf, readings } from '../src/preprocess/paper.js'
import { type Plane, resample, wholeOf } from '../src/preprocess/plane.js'
import { read } from '../src/preprocess/read.js'
import { removeRulings } from '../src/preprocess/rulings.js'
import { finish } from '../src/preprocess/steps.js'
import { threshold } from '../src/preprocess/threshold.js'
import { preprocess } from '../src/preprocess.js'

const root = new URL('../', import.meta.url)
const fixtures = ['7/slanted-crossed-ruled-paper.jpg', '4/shaky-curved-shadow.jpg']
const names = ['picture', 'paper', 'contrast', 'ink', 'no rulings', 'the writing', '28 x 28']
const cell = 150
const gap = 8
const caption = 24
const sensitivity = { contrast: 0.06, deviations: 4 }

/** The picture after each step, as grey planes 0..255. */
async function steps(path: string): Promise<Plane[]> {
  const pixels = await decode(readFileSync(new URL(`test/fixtures/digits/${path}`, root)))
  const page = toPage(pixels)
  const { width, height } = page
  const reading = readings(page)[0]!
  const contrast = contrastOf(page, reading)
  const shown = contrast.values.map((value) => Math.max(0, 255 * value))
  const mask = threshold(contrast, sensitivity)
  const ink = Float32Array.from(mask, (value) => 255 * value)
  removeRulings(mask, width, height)
  const unruled = Float32Array.from(mask, (value) => 255 * value)
  const writing = Float32Array.from(finish(read(page, sensitivity))!.mask, (value) => 255 * value)
  const raster = { values: Float32Array.from(preprocess(pixels).raster), width: 28, height: 28 }
  const planes = [page.values, shown, ink, unruled, writing].map((values) => ({ values, width, height }))
  const paper = { ...reading.paper, values: Float32Array.from(reading.paper.values) }
  return [planes[0]!, paper, ...planes.slice(1), raster]
}

async function tile(plane: Plane): Promise<Buffer> {
  const scale = cell / Math.max(plane.width, plane.height)
  const [width, height] = [Math.round(plane.width * scale), Math.round(plane.height * scale)]
  const shown = scale < 1 ? resample(plane, wholeOf(plane), width, height) : plane
  return sharp(Uint8Array.from(shown.values), { raw: { width: shown.width, height: shown.height, channels: 1 } })
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
