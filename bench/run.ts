/**
 * Measures the packed package as an app would have it, and writes the table of bench/README.md and the figures of the
 * README. Every figure is set against another of the same run: an empty node, or sharp's own decoding.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { installApps } from './apps.js'
import { inTurn, summarise, type Times, table, timeProcess } from './measure.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const picture = join(root, 'test/fixtures/digits/7/upright-plain-pen.png')
const rounds = 20

const apps = installApps()
const photo = join(dirname(apps.wasm), 'photo.jpg')
// As many pixels as a phone takes, with the grain that makes a photo slow to decode.
const paper = await sharp({
  create: {
    width: 4000,
    height: 3000,
    channels: 3,
    background: '#c8c4b8',
    noise: { type: 'gaussian', mean: 200, sigma: 12 },
  },
})
  .composite([
    { input: await sharp(picture).resize(1200, 1200, { fit: 'inside' }).png().toBuffer(), blend: 'multiply' },
  ])
  .jpeg({ quality: 90 })
  .toBuffer()
writeFileSync(photo, paper)

const command = 'node_modules/@team/mnist-model/bin/mnist-predict.js'
const starts = inTurn(rounds, {
  empty: () => timeProcess(['-e', '0'], apps.wasm),
  wasm: () => timeProcess([command, picture], apps.wasm),
  native: () => timeProcess([command, picture], apps.native),
})
const inside = { wasm: inProcess(apps.wasm), native: inProcess(apps.native) }
rmSync(dirname(apps.wasm), { recursive: true })

function inProcess(app: string) {
  const script = fileURLToPath(new URL('in-process.mjs', import.meta.url))
  const printed = execFileSync(process.execPath, [script, picture, photo], { cwd: app, encoding: 'utf8' })
  const { engine, memory, ...times } = JSON.parse(printed) as { engine: string; memory: number } & Record<
    string,
    number[]
  >
  const summary = Object.fromEntries(Object.entries(times).map(([name, each]) => [name, summarise(each)]))
  return {
    engine,
    megabytes: memory / 2 ** 20,
    times: summary as Record<'one' | 'onePng' | 'batch' | 'photo' | 'decode', Times>,
  }
}

const ms = (value: number) => (value < 10 ? value.toFixed(3) : value.toFixed(0))
const times = (value: number) => `${value.toFixed(value < 10 ? 2 : 1)} x`
const ratio = (a: number, b: number) => times(a / b)
const { wasm, native } = inside

const rows = [
  ['what', 'WebAssembly', 'native', 'native is quicker by'],
  [
    '`mnist-predict x.png`, start to exit, ms',
    ms(starts.wasm.median),
    ms(starts.native.median),
    ratio(starts.wasm.median, starts.native.median),
  ],
  [
    'the same, in empty node processes',
    ratio(starts.wasm.median, starts.empty.median),
    ratio(starts.native.median, starts.empty.median),
    '',
  ],
  [
    'one raster, loaded predictor, ms',
    ms(wasm.times.one.median),
    ms(native.times.one.median),
    ratio(wasm.times.one.median, native.times.one.median),
  ],
  [
    'one raster, 95th percentile, ms',
    ms(wasm.times.one.p95),
    ms(native.times.one.p95),
    ratio(wasm.times.one.p95, native.times.one.p95),
  ],
  [
    'one 28x28 PNG file, ms',
    ms(wasm.times.onePng.median),
    ms(native.times.onePng.median),
    ratio(wasm.times.onePng.median, native.times.onePng.median),
  ],
  [
    'rasters a second, in batches of 64',
    Math.round(64_000 / wasm.times.batch.median),
    Math.round(64_000 / native.times.batch.median),
    ratio(wasm.times.batch.median, native.times.batch.median),
  ],
  [
    'a 12-megapixel JPEG photo, ms',
    ms(wasm.times.photo.median),
    ms(native.times.photo.median),
    ratio(wasm.times.photo.median, native.times.photo.median),
  ],
  [
    "the same, against sharp's decoding to 512 px",
    ratio(wasm.times.photo.median, wasm.times.decode.median),
    ratio(native.times.photo.median, native.times.decode.median),
    '',
  ],
  ['memory that these photos add, MB', wasm.megabytes.toFixed(0), native.megabytes.toFixed(0), ''],
]

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const { versions } = process
const machine = `${cpus()[0]!.model}, ${cpus().length} cores, ${process.platform}-${process.arch}, Node ${versions.node}`
const report = `${table(rows)}

Medians of ${rounds} runs a command, 2,000 predictions, 60 batches and 15 photos. An empty node process took
${ms(starts.empty.median)} ms. Package ${version}, sharp ${sharp.versions.sharp}, ${machine}. Absolute times hold for that machine only; the
ratios travel better.`
console.log(report)
replaceBetween('bench/README.md', 'table', report)
const short = `${table(rows.filter(([what]) => /start to exit|one raster, loaded|batches/.test(String(what))))}

Native is worth it for rasters of MNIST form in bulk, or where a process is started for each picture. For photos and scans
decoding and preprocessing take the time, and it makes no difference. The whole table, and how it was measured, is in
[bench/README.md](bench/README.md).`
replaceBetween('README.md', 'bench', short)

function replaceBetween(file: string, name: string, text: string): void {
  const path = join(root, file)
  const before = readFileSync(path, 'utf8')
  const after = before.replace(
    new RegExp(`(<!-- ${name} -->\n)[^]*(<!-- /${name} -->)`),
    (_, start, end) => `${start}\n${text}\n\n${end}`,
  )
  if (after === before && !before.includes(text))
    throw new Error(`Expected <!-- ${name} --> in ${file} but found none.`)
  writeFileSync(path, after)
}
