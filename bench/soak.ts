/**
 * Measures memory and handles over many predictions in one process, predictors created and closed, and workers ended while
 * they are busy; for comparison, the same with workers that only allocate memory. The workers run dist/, so build first. Prints a line
 * of JSON for each; with --plot and --plot-workers also draws the resident set as an SVG.
 *
 * node --expose-gc --import tsx bench/soak.ts [--predictions 1000000] [--predictors 100] [--workers 2400]
 *   [--plot docs/soak.svg] [--plot-workers docs/soak-workers.svg]
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { createPredictor, modelInfo } from '../src/index.js'
import { digitFixtures } from '../test/helpers/fixtures.js'
import { png } from '../test/helpers/png.js'

const { values } = parseArgs({
  options: {
    predictions: { type: 'string', default: '1000000' },
    predictors: { type: 'string', default: '100' },
    workers: { type: 'string', default: '2400' },
    plot: { type: 'string' },
    'plot-workers': { type: 'string' },
  },
})

interface Sample {
  readonly done: number
  /** Resident set in megabytes. */
  readonly memory: number
  /** Open files, sockets and the like. */
  readonly handles: number
}

const photos = digitFixtures().map(({ path }) => readFileSync(path))
const small = modelInfo().golden.map(({ raster }) => png({ data: Buffer.from(raster, 'base64') }))

/** Mostly small pictures, as in bulk work, and a photo among fifty, so that a million end within the hour. */
function fifty(first: number): Buffer[] {
  const turn = first / 50
  return [photos[turn % photos.length]!, ...Array.from({ length: 49 }, (_, i) => small[(turn + i) % small.length]!)]
}

function sample(done: number): Sample {
  globalThis.gc?.()
  return {
    done,
    memory: Math.round(process.memoryUsage.rss() / 2 ** 20),
    handles:
      process.platform === 'linux' ? readdirSync('/proc/self/fd').length : process.getActiveResourcesInfo().length,
  }
}

/** Repeats a piece of work, and takes a hundred samples meanwhile. */
async function watch(
  name: string,
  count: number,
  step: number,
  work: (index: number) => Promise<unknown>,
): Promise<Sample[]> {
  const samples: Sample[] = []
  const every = Math.max(step, Math.floor(count / 100))
  for (let done = 0, next = every; done < count; ) {
    await work(done)
    done += step
    if (done < next) continue
    samples.push(sample(done))
    next += every
  }
  // Everything that is loaded and compiled once is there after a fifth of the run.
  if (samples.length > 0)
    console.log(JSON.stringify({ name, from: samples[Math.floor(samples.length / 5)], to: samples.at(-1) }))
  return samples
}

const predictor = await createPredictor()
const predictions = await watch('predictions', Number(values.predictions), 50, (first) =>
  predictor.predict(fifty(first)),
)
await predictor.close()
if (values.plot) writeFileSync(values.plot, plot('predictions', [predictions]))

await watch('predictors made and closed', Number(values.predictors), 1, async () => {
  const another = await createPredictor()
  await another.predict(photos[0]!)
  await another.close()
})

const predicting = `
import { createPredictor } from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)}
import { parentPort, workerData } from 'node:worker_threads'
const predictor = await createPredictor()
parentPort.postMessage('ready')
for (;;) await predictor.predict(workerData)
`
const allocating = `
import { parentPort, workerData } from 'node:worker_threads'
parentPort.postMessage('ready')
for (;;) new Uint8Array(1e7).fill(1)
`

/** Starts eight workers at a time and ends them as soon as all are busy. */
const endWorkers = (name: string, code: string) =>
  watch(name, Number(values.workers), 8, async () => {
    const eight = Array.from({ length: 8 }, (_, i) => {
      const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`), {
        workerData: photos.slice(i, i + 5),
        // Without tsx, whose files a worker that is ended early leaves open.
        execArgv: [],
      })
      return new Promise<Worker>((resolve, reject) =>
        worker.once('message', () => resolve(worker)).once('error', reject),
      )
    })
    for (const worker of await Promise.all(eight)) await worker.terminate()
  })
const busy = await endWorkers('workers ended while they predict', predicting)
const alone = await endWorkers('workers that allocate, without the package', allocating)
if (values['plot-workers']) writeFileSync(values['plot-workers'], plot('workers ended while busy', [busy, alone]))

/** Draws the resident set as lines: the first in blue, one for comparison in gray. */
function plot(what: string, series: readonly (readonly Sample[])[]): string {
  const most = Math.max(...series.flat().map(({ memory }) => memory))
  const last = series[0]!.at(-1)!.done
  const at = ({ done, memory }: Sample) =>
    `${60 + Math.round((done / last) * 520)},${220 - Math.round((memory / most) * 180)}`
  const lines = series.map(
    (samples, i) =>
      `<polyline points="${samples.map(at).join(' ')}" fill="none" stroke="${i === 0 ? '#0b62a3' : 'gray'}" stroke-width="2"/>`,
  )
  const count = `${last.toLocaleString('en')} ${what}`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 260" font-family="sans-serif" font-size="12">
<title>Resident set over ${count} in one process</title>
<rect width="600" height="260" fill="white"/>
<path d="M60 30V220H580" fill="none" stroke="gray"/>
${lines.join('\n')}
<text x="52" y="44" text-anchor="end">${most} MB</text><text x="52" y="224" text-anchor="end">0</text>
<text x="580" y="240" text-anchor="end">${count}</text>
<text x="60" y="20">Resident set of one process, Node ${process.version}</text>
</svg>
`
}
