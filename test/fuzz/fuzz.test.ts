import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { defused, largest } from '../helpers/bombs.js'
import { readCorpus } from './corpus.js'
import { type FuzzInput, type FuzzReport, fuzz } from './fuzz.js'
import { type HostileInput, hostileInput } from './mutate.js'
import { seeds } from './seeds.js'

const inputs = Number(process.env.FUZZ_INPUTS ?? 5000)
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000)

function failuresOf({ failures }: FuzzReport): string[] {
  return failures.map(({ story, problem }) => `${story}: ${problem}`)
}

describe('every input leads to a prediction or a typed error', () => {
  test('the corpus', async () => {
    expect(failuresOf(await fuzz(readCorpus()))).toEqual([])
  })

  test('bombs that the limits let through, and the largest pictures', async () => {
    const made = [...defused, ...largest].map(async ({ name, make }) => ({ story: name, input: await make() }))
    const files = (await Promise.all(made)).filter(({ input }) => input instanceof Uint8Array)
    expect(failuresOf(await fuzz(files as FuzzInput[]))).toEqual([])
  })

  // The title names the seed: FUZZ_SEED=N runs the same inputs again.
  test(`${inputs} fresh inputs from seed ${seed}`, async () => {
    const base = await seeds()
    const fresh = Array.from({ length: inputs }).keys()
    const report = await fuzz(
      (function* () {
        for (const index of fresh) yield hostileInput(base, seed, index)
      })(),
    )
    expect(failuresOf(report)).toEqual([])
    expect(report.inputs).toBe(inputs)
  })
})

test('a seed gives the same inputs again', async () => {
  const base = await seeds()
  const some = () => Array.from({ length: 200 }, (_, index) => summary(hostileInput(base, 7, index)))
  expect(some()).toEqual(some())
})

function summary({ story, input }: HostileInput): string {
  return `${story}: ${createHash('sha256')
    .update('data' in input ? input.data : input)
    .digest('hex')}`
}
