import { join } from 'node:path'
import { command, root } from './apps.js'
import { readNode, runNode } from './process.js'
import { median, quietP95 } from './statistics.js'

/** An app that is measured. */
export interface App {
  readonly folder: string
  /** Which engine it runs on: what it has installed decides. */
  readonly engine: 'native' | 'wasm'
}

/** Pictures that every app reads. */
export interface Pictures {
  /** A drawn digit, PNG. */
  readonly drawing: string
  /** A JPEG of 12 megapixels. */
  readonly photo: string
}

/** What was measured in one app. Milliseconds, and megabytes. */
export interface Figures {
  /** The command, from start to exit. */
  readonly start: number
  /** A bundled app, from its start to its first answer. */
  readonly app: number
  /** One raster with a loaded predictor: median and 95th percentile. */
  readonly p50: number
  readonly p95: number
  /** 64 rasters in one call. */
  readonly batch: number
  /** A 28x28 PNG in MNIST's form, and a drawing that has to be prepared. */
  readonly file: number
  readonly drawing: number
  /** A photo, and sharp's own decoding of it to 512 pixels. */
  readonly photo: number
  readonly decode: number
  /** The most memory that the command holds. */
  readonly memory: number
  /** How much more the most memory is while photos are read. */
  readonly photoMemory: number
  /** The network alone, 1 and 64 rasters, and the tutorial's on the same engine. */
  readonly network1: number
  readonly tutorial1: number
  readonly network64: number
  readonly tutorial64: number
}

/** Apps measured in one run, beside an empty node process: start to exit, and the most memory it holds. */
export interface Measured<Name extends string> {
  readonly empty: { readonly start: number; readonly memory: number }
  readonly apps: Readonly<Record<Name, Figures>>
}

/** How often each thing is measured; every process counts once. */
export interface Rounds {
  readonly starts: number
  /** Processes that measure many predictions each. */
  readonly probes: number
}

interface Samples {
  start: number[]
  memory: number[]
  library: Record<'first' | 'one' | 'batch' | 'file' | 'drawing', number[]>[]
  photo: Record<'predict' | 'decode', number[]>[]
  photoMemory: number[]
  network: Record<'one' | 'batch', Record<'ours' | 'tutorial', number[]>>[]
}

/**
 * Measures apps in turn, A B C A B C, so that a change of the machine's speed meets them all; the first start of each
 * warms the disk's cache up and is not counted.
 *
 * @param report told what is being done
 */
export function measure<Name extends string>(
  apps: Readonly<Record<Name, App>>,
  { drawing, photo }: Pictures,
  rounds: Rounds,
  report: (line: string) => void,
): Measured<Name> {
  const names = Object.keys(apps) as Name[]
  const empty = { start: [] as number[], memory: [] as number[] }
  const samples = Object.fromEntries(names.map((name) => [name, none()])) as Record<Name, Samples>
  const [anyFolder] = names.map((name) => apps[name].folder)

  for (let round = 0; round <= rounds.starts; round++) {
    report(`starts, round ${round} of ${rounds.starts}`)
    const nothing = runNode(['-e', '0'], anyFolder!)
    if (round > 0) empty.start.push(nothing.milliseconds)
    empty.memory.push(nothing.megabytes)
    for (const name of names) {
      const start = runNode([command, drawing], apps[name].folder)
      samples[name].memory.push(start.megabytes)
      if (round === 0) continue
      samples[name].start.push(start.milliseconds)
    }
  }
  const network = join(root, 'bench/probes/network.ts')
  for (let round = 1; round <= rounds.probes; round++) {
    report(`library, photo and network, round ${round} of ${rounds.probes}`)
    for (const name of names) {
      const { folder, engine } = apps[name]
      samples[name].library.push(readNode(['library.js', drawing], folder))
      samples[name].photo.push(readNode(['photo.js', photo], folder))
      const reading = runNode(['photo-memory.js', drawing, photo], folder)
      samples[name].photoMemory.push(reading.megabytes - Number(reading.stdout) / 1e6)
      samples[name].network.push(readNode(['--import', 'tsx', network, folder, engine], root))
    }
  }
  return {
    empty: { start: median(empty.start), memory: median(empty.memory) },
    apps: Object.fromEntries(names.map((name) => [name, summarise(samples[name])])) as Record<Name, Figures>,
  }
}

function none(): Samples {
  return { start: [], memory: [], library: [], photo: [], photoMemory: [], network: [] }
}

function summarise({ start, memory, library, photo, photoMemory, network }: Samples): Figures {
  const library50 = (name: keyof Samples['library'][number]) => median(library.flatMap((each) => each[name]))
  const network50 = (size: 'one' | 'batch', which: 'ours' | 'tutorial') =>
    median(network.flatMap((each) => each[size][which]))
  return {
    start: median(start),
    app: library50('first'),
    memory: median(memory),
    p50: library50('one'),
    p95: quietP95(library.flatMap(({ one }) => one)),
    batch: library50('batch'),
    file: library50('file'),
    drawing: library50('drawing'),
    photo: median(photo.flatMap(({ predict }) => predict)),
    decode: median(photo.flatMap(({ decode }) => decode)),
    photoMemory: median(photoMemory),
    network1: network50('one', 'ours'),
    tutorial1: network50('one', 'tutorial'),
    network64: network50('batch', 'ours'),
    tutorial64: network50('batch', 'tutorial'),
  }
}
