/**
 * Writes the results in bench/results.json into the documents, as tables and plots.
 *
 *   tsx bench/docs.ts     after a change of budgets or words; a measurement with --write-docs does it by itself
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { count, percent } from '../src/format.js'
import { root } from './apps.js'
import { judge } from './judge.js'
import type { Figures, Rounds } from './measure.js'
import { rastersPlot, type Stage, startupPlot } from './plots.js'
import { digits, heading, type Row, rows, table } from './report.js'

/** A stored measurement. */
export interface Results {
  readonly version: string
  readonly before: string | null
  readonly date: string
  readonly machine: string
  readonly node: string
  readonly rounds: Rounds
  readonly figures: Figures
  readonly missing: Readonly<Record<string, string>>
}

/** The part of the manifest that the README shows. */
interface Model {
  readonly rejection: { readonly trueAccepts: number }
  readonly card: {
    readonly metrics: readonly Accuracy[]
    readonly realWorld: { readonly sets: readonly Accuracy[] }
    readonly rejection: { readonly falseAccepts: number; readonly n: number }
  }
}

interface Accuracy {
  readonly set: string
  readonly n: number
  readonly correct: number
  readonly accuracy: number
  readonly interval: readonly number[]
}

/** Returns the documents with the results and the model's metrics, by path. */
export function renderDocs(results: Results): Record<string, string> {
  const { figures, missing } = results
  const verdicts = judge(figures, Object.keys(missing))
  const read = (file: string) => readFileSync(join(root, file), 'utf8')
  const model = JSON.parse(read('model/manifest.json')) as Model
  const all = rows(verdicts, missing).map((row) => row.slice(0, heading.length))
  const stages = stagesOf(figures)
  const full = `${table(heading, all)}\n\n${howMeasured(results)}`
  const breakdown = table(
    ['stage', 'ms'],
    stages.map(({ name, milliseconds }) => [name, milliseconds.toFixed(1)]),
  )
  return {
    'bench/README.md': between(between(read('bench/README.md'), 'table', full), 'stages', breakdown),
    'README.md': between(
      read('README.md'),
      'figures',
      table(['', 'measured', 'for comparison'], highlights(figures, model)),
    ),
    'bench/startup.svg': startupPlot(stages),
    'bench/rasters.svg': rastersPlot(figures),
  }
}

/** Returns the README's table of measurements and references. */
function highlights(figures: Figures, { rejection, card }: Model): Row[] {
  const accuracy = (name: string, { n, correct, accuracy, interval }: Accuracy): Row => [
    name,
    `${percent(accuracy)}, ${count(correct)} of ${count(n)}`,
    `95 % interval ${interval.map(percent).join(' to ')}`,
  ]
  const compared = (...others: [name: string, figure: string, unit: string][]) =>
    others
      .flatMap(([name, figure, unit]) => (figures[figure] ? [`${name} ${digits(figures[figure])} ${unit}`] : []))
      .join(', ')
  const photos = card.realWorld.sets.find(({ set }) => set === 'phone photographs of paper')
  return [
    accuracy("accuracy on MNIST's test set", card.metrics[0]!),
    ...(photos ? [accuracy('accuracy on phone photos of paper', photos)] : []),
    [
      'other pictures taken for a digit',
      `${percent(card.rejection.falseAccepts)} of ${count(card.rejection.n)}`,
      `at the cut-off that accepts ${(100 * rejection.trueAccepts).toFixed(0)} % of digits`,
    ],
    [
      '`mnist-predict 7.png`, start to exit',
      `${digits(figures.command!)} ms`,
      compared(['an empty Node process', 'empty', 'ms'], ["PyTorch's tutorial script", 'python', 'ms']),
    ],
    [
      'one 28x28 raster, model loaded',
      `${digits(figures.raster1!)} µs`,
      compared(['onnxruntime-node', 'onnxruntime.raster1', 'µs']),
    ],
    [
      'peak memory of the command',
      `${digits(figures.commandMemory!)} MB`,
      compared(['an empty Node process', 'emptyMemory', 'MB']),
    ],
    ['download', `${digits(figures.packed!)} KB`, `${digits(figures.installed!)} MB installed, sharp included`],
  ]
}

export function writeDocs(): void {
  const results = JSON.parse(readFileSync(join(root, 'bench/results.json'), 'utf8'))
  for (const [file, text] of Object.entries(renderDocs(results))) writeFileSync(join(root, file), text)
}

/** Returns the stages of the command's start, and the unmarked rest. */
function stagesOf(figures: Figures): Stage[] {
  const marked = Object.entries(figures).flatMap(([figure, milliseconds]) =>
    figure.startsWith('stage.') ? [{ name: figure.slice('stage.'.length), milliseconds }] : [],
  )
  const known = [{ name: 'an empty Node process', milliseconds: figures.empty! }, ...marked]
  const rest = figures.command! - known.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
  return [...known, { name: 'the rest', milliseconds: Math.max(0, rest) }]
}

function howMeasured({ version, before, date, machine, node, rounds, figures }: Results): string {
  const text =
    `Package ${version}${before ? `, before it ${before}` : ''}, on ${date}: ${machine}, Node ${node}. Medians of ` +
    `${rounds.starts} starts, and of ${rounds.probes} processes for rasters and pictures. An empty Node process held ` +
    `${digits(figures.emptyMemory!)} MB. Absolute times hold for that machine only; the ratios travel better.`
  return text.replace(/(.{1,125})(?: |$)/g, '$1\n').trim()
}

function between(document: string, name: string, text: string): string {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const [before, after] = [document.indexOf(start) + start.length, document.indexOf(end)]
  if (!document.includes(start) || after < before)
    throw new Error(`Expected ${start} and ${end} in a document but found no such pair. Put them back.`)
  return `${document.slice(0, before)}\n\n${text}\n\n${document.slice(after)}`
}

if (process.argv[1] === import.meta.filename) writeDocs()
