/**
 * Writes what bench/results.json holds into the documents: tables and plots.
 *
 *   tsx bench/docs.ts     after a change of budgets or words; a measurement with --write-docs does it by itself
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './apps.js'
import { judge } from './judge.js'
import type { Figures, Rounds } from './measure.js'
import { rastersPlot, type Stage, startupPlot } from './plots.js'
import { digits, heading, type Row, rows, table } from './report.js'

/** A measurement, as it is kept. */
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

/** Files of the project, by path, as the results make them. */
export function renderDocs(results: Results): Record<string, string> {
  const { figures, missing } = results
  const verdicts = judge(figures, Object.keys(missing))
  const read = (file: string) => readFileSync(join(root, file), 'utf8')
  const all = rows(verdicts, missing).map((row) => row.slice(0, heading.length))
  const stages = stagesOf(figures)
  const full = `${table(heading, all)}\n\n${howMeasured(results)}`
  const breakdown = table(
    ['stage', 'ms'],
    stages.map(({ name, milliseconds }) => [name, milliseconds.toFixed(1)]),
  )
  const short = ['command', 'app', 'python', 'commandMemory', 'raster1', 'raster64', 'installed']
  const summary: Row[] = verdicts.flatMap(({ budget: { figure, reference } }, index) =>
    reference !== 'before' && short.includes(reference === 'python' ? 'python' : figure)
      ? [all[index]!.slice(0, 4)]
      : [],
  )
  return {
    'bench/README.md': between(between(read('bench/README.md'), 'table', full), 'stages', breakdown),
    'README.md': between(read('README.md'), 'bench', table(heading.slice(0, 4), summary)),
    'bench/startup.svg': startupPlot(stages),
    'bench/rasters.svg': rastersPlot(figures),
  }
}

export function writeDocs(): void {
  const results = JSON.parse(readFileSync(join(root, 'bench/results.json'), 'utf8'))
  for (const [file, text] of Object.entries(renderDocs(results))) writeFileSync(join(root, file), text)
}

/** The stages of the command's start; the rest is what no stage marks. */
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
