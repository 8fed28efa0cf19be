/**
 * The gate of speed: measures a packed tarball as an app has it, installed and bundled, against an empty node process,
 * sharp, the tutorial's network and the version before, all in one run. Prints a table and writes out/bench.json; exit
 * status 1 where a budget of bench/budgets.json is passed in two measurements.
 *
 *   tsx bench/gate.ts --tarball out/team-mnist-model-1.2.3.tgz [--before TARBALL|VERSION|none] [--rounds 6] [--out out]
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { makeApp, root } from './apps.js'
import { type Before, fetchBefore, versionOf } from './before.js'
import { type Comparison, compare, judge, lower, readBudgets } from './judge.js'
import { type App, measure, type Pictures } from './measure.js'
import { drawPhoto } from './photo.js'
import { runNode } from './process.js'
import { complaints, report } from './report.js'

const budgetsFile = 'bench/budgets.json'

interface Options {
  readonly tarball: string
  readonly before: string
  readonly rounds: number
  readonly out: string
}

function optionsFrom(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      tarball: { type: 'string' },
      before: { type: 'string', default: 'latest' },
      rounds: { type: 'string', default: '6' },
      out: { type: 'string', default: 'out' },
    },
  })
  const rounds = Number(values.rounds)
  if (!values.tarball) throw new Error('Expected --tarball with the path of a packed .tgz but received none.')
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new Error(`Expected a whole number above 0 for --rounds but received ${values.rounds}.`)
  if (!existsSync(values.tarball))
    throw new Error(`Expected a packed .tgz at ${values.tarball} but there is none. Pack it first, or name another.`)
  return { tarball: resolve(values.tarball), before: values.before, rounds, out: values.out }
}

/** Measures once more where a budget is passed: a neighbour on the machine is no reason to fail. */
function measureTwice(apps: Record<string, App>, pictures: Pictures, rounds: number) {
  const budgets = readBudgets(readFileSync(join(root, budgetsFile), 'utf8'))
  const once = (): Comparison[] =>
    compare(measure(apps, pictures, { starts: rounds, probes: Math.ceil(rounds / 3) }, progress))
  const first = once()
  const verdicts = judge(first, budgets)
  const failed = complaints(verdicts, budgetsFile)
  if (failed.length === 0) return { comparisons: first, verdicts }
  console.error(`${failed.join('\n')}\nAll is measured once more, and the lower of the two counts.`)
  const comparisons = lower(first, once())
  return { comparisons, verdicts: judge(comparisons, budgets) }
}

function progress(line: string): void {
  console.error(line)
}

/** The app of the version before, or why it cannot be compared with. */
async function appBefore(before: Before, folder: string, picture: string): Promise<App | string> {
  if ('none' in before) return before.none
  const app = await makeApp(folder, [resolve(before.tarball)])
  try {
    runNode(['library.js', picture], app)
    return { folder: app, engine: 'wasm' }
  } catch (error) {
    // It may have had another API, or have been broken: neither is a fault of this version.
    return `${before.version} does not run this bench (${(error as Error).message.split('\n', 1)[0]})`
  }
}

async function gate(args: readonly string[]): Promise<boolean> {
  const { tarball, before: wanted, rounds, out } = optionsFrom(args)
  const version = versionOf(tarball)
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  try {
    const drawing = join(root, 'test/fixtures/digits/7/upright-plain-pen.png')
    const pictures = { drawing, photo: await drawPhoto(folder) }
    const found = await fetchBefore(wanted, folder)
    const before = await appBefore(found, join(folder, 'before'), drawing)
    const now: App = { folder: await makeApp(join(folder, 'now'), [tarball]), engine: 'wasm' }
    const apps: Record<string, App> = typeof before === 'string' ? { now } : { now, before }
    const { comparisons, verdicts } = measureTwice(apps, pictures, rounds)

    const throughput = Math.round(64_000 / comparisons.find(({ figure }) => figure === 'batch')!.measured)
    const compared = 'version' in found && typeof before !== 'string' ? found.version : null
    console.log(
      `${basename(tarball)}, ${compared ? `the version before is ${compared}` : `compared with no version before: ${before}`}\n\n` +
        `${report(comparisons, verdicts)}\n\n${throughput} rasters a second, in batches of 64`,
    )
    const machine = { processor: cpus()[0]!.model, cores: cpus().length, node: process.versions.node }
    const record = { version, before: compared, machine, rounds, throughput, comparisons, verdicts }
    mkdirSync(out, { recursive: true })
    writeFileSync(join(out, 'bench.json'), `${JSON.stringify(record, null, 2)}\n`)
    const failed = complaints(verdicts, budgetsFile)
    for (const complaint of failed) console.error(complaint)
    return failed.length === 0
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

try {
  process.exitCode = (await gate(process.argv.slice(2))) ? 0 : 1
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
