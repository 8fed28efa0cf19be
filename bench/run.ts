/**
 * Measures the packed package as an app would have it, on both engines, and writes the tables of bench/README.md and the
 * figures of the README. Every figure is set against another of the same run.
 *
 *   tsx bench/run.ts [TARBALL]     without one it builds and packs first
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { makeApp, nativeRuntime, pack, root } from './apps.js'
import { versionOf } from './before.js'
import { type App, type Figures, type Measured, measure } from './measure.js'
import { drawPhoto } from './photo.js'
import { digits } from './report.js'

const rounds = { starts: 8, probes: 3 }
const folder = mkdtempSync(join(tmpdir(), 'bench-'))
try {
  const tarball = process.argv[2] ? resolve(process.argv[2]) : await pack(folder)
  const apps: Record<'wasm' | 'native', App> = {
    wasm: { engine: 'wasm', folder: await makeApp(join(folder, 'wasm'), [tarball]) },
    native: { engine: 'native', folder: await makeApp(join(folder, 'native'), [tarball, nativeRuntime()]) },
  }
  const pictures = {
    drawing: join(root, 'test/fixtures/digits/7/upright-plain-pen.png'),
    photo: await drawPhoto(folder),
  }
  const measured = measure(apps, pictures, rounds, (line) => console.error(line))
  const speeds = speedRows(measured)
  const report = `${table(['what', 'WebAssembly', 'native', 'native is quicker by'], speeds)}

${table(['what', 'target', 'WebAssembly', 'native'], targetRows(measured))}

${howMeasured(measured, versionOf(tarball))}`
  console.log(report)
  replaceBetween('bench/README.md', 'table', report)
  replaceBetween('README.md', 'bench', summary(speeds))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

type Row = readonly [what: string, ...cells: string[]]

function speedRows({ empty, apps: { wasm, native } }: Measured<'wasm' | 'native'>): Row[] {
  const row = (what: string, figure: keyof Figures): Row => [
    what,
    digits(wasm[figure]),
    digits(native[figure]),
    times(wasm[figure] / native[figure]),
  ]
  const perSecond = ({ batch }: Figures) => String(Math.round(64_000 / batch))
  return [
    row('`mnist-predict x.png`, start to exit, ms', 'start'),
    ['the same, in empty node processes', times(wasm.start / empty.start), times(native.start / empty.start), ''],
    row('an app, start to its first answer, ms', 'app'),
    row('one raster, loaded predictor, ms', 'p50'),
    row('one raster, 95th percentile, ms', 'p95'),
    ['rasters a second, in batches of 64', perSecond(wasm), perSecond(native), times(wasm.batch / native.batch)],
    row("one 28x28 PNG file in MNIST's form, ms", 'file'),
    row('`x.png`, a drawing that has to be prepared, ms', 'drawing'),
    row('a 12-megapixel JPEG photo, ms', 'photo'),
    ['memory of `mnist-predict x.png`, peak, MB', digits(wasm.memory), digits(native.memory), ''],
  ]
}

function targetRows({ apps: { wasm, native } }: Measured<'wasm' | 'native'>): Row[] {
  const row = (what: string, target: string, figure: (figures: Figures) => string): Row => [
    what,
    target,
    figure(wasm),
    figure(native),
  ]
  return [
    row("the network, one raster, against the tutorial's", 'at most 3 x', (each) =>
      times(each.network1 / each.tutorial1),
    ),
    row("the network, 64 rasters, against the tutorial's", 'at most 3 x', (each) =>
      times(each.network64 / each.tutorial64),
    ),
    row("a 12-megapixel JPEG photo, against sharp's decoding to 512 px", 'at most 2 x', (each) =>
      times(each.photo / each.decode),
    ),
    row('memory that the photo adds, peak', 'at most 150 MB', ({ photoMemory }) => `${digits(photoMemory)} MB`),
  ]
}

function howMeasured({ empty, apps: { wasm, native } }: Measured<'wasm' | 'native'>, version: string): string {
  const machine = `${cpus()[0]!.model}, ${cpus().length} cores, ${process.platform}-${process.arch}`
  const tutorial = ({ tutorial1, tutorial64 }: Figures) => `${digits(tutorial1)} and ${digits(tutorial64)} ms`
  return wrap(
    `Medians of ${rounds.starts} starts, and of ${rounds.probes} processes with 500 rasters, 20 batches, 9 photos and 600 ` +
      `runs of each network. An empty node process took ${digits(empty.start)} ms and ${digits(empty.memory)} MB; the ` +
      `tutorial's network ${tutorial(wasm)} (WebAssembly) and ${tutorial(native)} (native) for 1 and 64 rasters; sharp's ` +
      `decoding of the photo ${digits(wasm.decode)} ms. Package ${version}, ${machine}, Node ${process.versions.node}. ` +
      'Absolute times hold for that machine only; the ratios travel better.',
  )
}

function summary(speeds: readonly Row[]): string {
  const short = speeds.filter(([what]) => /start to exit|one raster, loaded|batches/.test(what))
  return `${table(['what', 'WebAssembly', 'native', 'native is quicker by'], short)}

Native is worth it for rasters of MNIST form in bulk, or where a process is started for each picture. For photos and scans
decoding and preprocessing take the time, and it makes no difference. The whole table, and how it was measured, is in
[bench/README.md](bench/README.md).`
}

function times(value: number): string {
  return `${digits(value)} x`
}

function table(heading: readonly string[], rows: readonly Row[]): string {
  const lines = [heading, heading.map(() => '---'), ...rows]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function wrap(text: string): string {
  return text.replace(/(.{1,125})(?: |$)/g, '$1\n').trim()
}

function replaceBetween(file: string, name: string, text: string): void {
  const path = join(root, file)
  const before = readFileSync(path, 'utf8')
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const parts = [before.indexOf(start) + start.length, before.indexOf(end)] as const
  if (!before.includes(start) || parts[1] < parts[0])
    throw new Error(`Expected ${start} and ${end} in ${file} but found no such pair. Put them back.`)
  writeFileSync(path, `${before.slice(0, parts[0])}\n\n${text}\n\n${before.slice(parts[1])}`)
}
