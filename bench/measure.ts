import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type App, addRuntimes, makeApp, root } from './apps.js'
import { drawPhoto } from './photo.js'
import { node, type Program, peakMemory, runProbe, type Samples, timeRun } from './process.js'
import { median } from './statistics.js'

/** Number of small PNG files for the figure `folder`. */
const folderSize = 2000

/** Everything that a measurement needs, made in a temporary folder. */
export interface Bench {
  readonly tarball: string
  readonly now: App
  readonly before: App | null
  /** Runs the tutorial's script, if there is a Python with PyTorch. */
  readonly python: ((pictures: string) => Program) | null
  /** A digit in MNIST's form, a drawing that has to be prepared, and a JPEG of 12 megapixels. */
  readonly file: string
  readonly drawing: string
  readonly photo: string
  /** A folder of small PNG files. */
  readonly files: string
  /** Why a reference is missing, by its name. */
  readonly missing: Readonly<Record<string, string>>
}

/** Number of repetitions. */
export interface Rounds {
  readonly starts: number
  /** Processes that measure many predictions each. */
  readonly probes: number
}

/** Medians by figure. Those of a reference have its name in front: `before.command`. */
export type Figures = Readonly<Record<string, number>>

/** Prepares a measurement: apps, pictures, and the available references. */
export async function prepare(folder: string, tarball: string, before: string | { none: string }): Promise<Bench> {
  const missing: Record<string, string> = {}
  const now = await makeApp(join(folder, 'now/app'), tarball)
  const file = join(root, 'test/fixtures/digits/7/upright-plain-mnist-form.png')
  const web = await addRuntimes(join(folder, 'now'))
  if (web) missing.web = web

  let appBefore: App | null = null
  if (typeof before !== 'string') missing.before = before.none
  else {
    appBefore = await makeApp(join(folder, 'before/app'), before)
    try {
      timeRun(node(appBefore.folder, 'app.mjs', file))
    } catch (error) {
      // It may have had another API, or have been broken: neither is a fault of this version.
      missing.before = `it does not run this bench (${(error as Error).message.split('\n', 1)[0]})`
      appBefore = null
    }
  }

  const python = findPython()
  const [script, weights] = [join(root, 'bench/tutorial.py'), join(folder, 'weights.pt')]
  if (python) execFileSync(python, [script, '--weights', weights])
  else missing.python = 'no python3 here has torch, numpy and PIL'

  const files = join(folder, 'files')
  mkdirSync(files)
  for (let index = 0; index < folderSize; index++) cpSync(file, join(files, `${index}.png`))
  return {
    tarball,
    now,
    before: appBefore,
    python: python ? (pictures) => ({ file: python, args: [script, weights, pictures], cwd: folder }) : null,
    file,
    drawing: join(root, 'test/fixtures/digits/7/upright-plain-pen.png'),
    photo: await drawPhoto(folder),
    files,
    missing,
  }
}

/** Debian's packages are visible to Debian's Python only, which may not be first on the path. */
function findPython(): string | null {
  for (const python of ['/usr/bin/python3', 'python3']) {
    try {
      execFileSync(python, ['-c', 'import numpy, PIL, torch'], { stdio: 'ignore' })
      return python
    } catch {}
  }
  return null
}

/**
 * Measures everything in turn, A B C A B C, so that changes of the machine's speed affect all. The first run of each warms up
 * the disk cache and is not counted.
 *
 * @param report told what is being done
 */
export function measure(bench: Bench, rounds: Rounds, report: (line: string) => void): Figures {
  const { now, before, python, file, drawing, photo, files } = bench
  const samples: Samples = {}
  const add = (more: Samples, prefix = '') => {
    for (const [figure, values] of Object.entries(more)) {
      samples[prefix + figure] = [...(samples[prefix + figure] ?? []), ...values]
    }
  }
  const empty = node(now.folder, '-e', '0')
  const programs = ({ folder, command }: App): Record<string, Program> => ({
    command: node(folder, command, file),
    app: node(folder, 'app.mjs', file),
    appCommonJs: node(folder, 'app.cjs', file),
  })
  const apps: [prefix: string, app: App][] = [['', now], ...(before ? [['before.', before] as [string, App]] : [])]

  for (let round = 0; round <= rounds.starts; round++) {
    report(`starts, round ${round} of ${rounds.starts}`)
    const times: Samples = { empty: [timeRun(empty)] }
    for (const [prefix, app] of apps) {
      for (const [name, program] of Object.entries(programs(app))) times[prefix + name] = [timeRun(program)]
    }
    if (python) times.python = [timeRun(python(file))]
    const stages = runProbe(node(now.folder, 'stages.cjs', file))
    if (round === 0) continue
    add(times)
    add(stages, 'stage.')
  }
  for (let round = 1; round <= rounds.probes; round++) {
    report(`memory, rasters and pictures, round ${round} of ${rounds.probes}`)
    add({ emptyMemory: [peakMemory(empty)], folder: [timeRun(node(now.folder, now.command, files))] })
    if (python) add({ 'python.folder': [timeRun(python(join(files, '*.png')))] })
    for (const [prefix, app] of apps) {
      const { command, app: esModule } = programs(app) as Record<'command' | 'app', Program>
      const commandPhoto = node(app.folder, app.command, photo)
      add({ commandMemory: [peakMemory(command)], appMemory: [peakMemory(esModule)] }, prefix)
      add({ photoMemory: [peakMemory(commandPhoto)] }, prefix)
      const systems = app === now ? ['builtin', 'onnxruntime', ...(bench.missing.web ? [] : ['web'])] : ['default']
      add(runProbe(node(app.folder, 'rasters.js', ...systems)), prefix)
      add(runProbe(node(app.folder, 'pictures.js', file, drawing, photo)), prefix)
    }
  }
  return {
    ...Object.fromEntries(
      Object.entries(samples).map(([figure, values]) => [figure, Number(median(values).toPrecision(4))]),
    ),
    packed: statSync(bench.tarball).size / 1000,
    installed: now.bytes / 1e6,
    runtimeFiles: now.runtimeFiles,
  }
}
