import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { RawPixels } from '../../src/types.js'
import { addToCorpus, asJson } from './corpus.js'
import { fuzz } from './fuzz.js'
import { hostileInput } from './mutate.js'
import { seeds } from './seeds.js'

const usage = `Usage: npx tsx test/fuzz/run.ts [--inputs 200000] [--minutes M] [--seed N] [--first 0] [--last-input FILE] [--keep-slowest N]

Feeds made inputs to a predictor. Exit code 1 if one of them leads to anything but a prediction or a typed error: such
inputs are written to test/fuzz/corpus, which the tests replay. With --last-input the input under way is written to a
file, for failures that end the process. An interrupt ends the run early, with its report.`

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '200000' },
    minutes: { type: 'string', default: 'Infinity' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    first: { type: 'string', default: '0' },
    'last-input': { type: 'string' },
    'keep-slowest': { type: 'string', default: '0' },
    help: { type: 'boolean' },
  },
})
if (values.help) {
  console.log(usage)
  process.exit()
}

const [count, seed, first] = [Number(values.inputs), Number(values.seed), Number(values.first)]
const base = await seeds()
const start = performance.now()

let isInterrupted = false
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    isInterrupted = true
  })
}

function* inputs() {
  for (let index = first; index < first + count; index++) {
    if (isInterrupted || performance.now() - start > 60_000 * Number(values.minutes)) return
    if (index % 1000 === 0) console.error(`${index} (${Math.round((performance.now() - start) / 1000)} s)`)
    const { story, input } = hostileInput(base, seed, index)
    yield { story: `${seed}/${index}: ${story}`, input }
  }
}

const keep = values['last-input']
const report = await fuzz(inputs(), ({ story, input }) => {
  if (keep) writeFileSync(keep, JSON.stringify({ story, ...asJson(input as Uint8Array | RawPixels) }))
})
const { failures, slowest, mostBlocking, hungriest, ...totals } = report
for (const [index, { problem, story, input }] of failures.entries()) {
  addToCorpus(`failure-${seed}-${index}`, { story: `${story} (${problem})`, input })
}
for (const [index, each] of slowest.slice(0, Number(values['keep-slowest'])).entries()) {
  addToCorpus(`slow-${seed}-${index}`, each)
}
console.log(
  JSON.stringify(
    {
      seed,
      seconds: (performance.now() - start) / 1000,
      ...totals,
      slowest: slowest.map(({ story, work }) => `${work.toFixed(0)} ms: ${story}`),
      mostBlocking: mostBlocking.map(({ story, blocked }) => `${blocked.toFixed(0)} ms: ${story}`),
      hungriest: hungriest.map(({ story, growth }) => `${growth.toFixed(0)} MB: ${story}`),
      failures: failures.map(({ story, problem }) => `${story}: ${problem}`),
    },
    null,
    2,
  ),
)
if (failures.length > 0) process.exitCode = 1
