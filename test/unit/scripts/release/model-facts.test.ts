import { expect, it } from 'vitest'
import { readModelFacts } from '../../../../scripts/release/model.js'

const facts = { version: '1.1.0', sha256: 'ab', metrics: [{ set: 'MNIST test', n: 10_000, accuracy: 0.9961 }] }

it('are read from a manifest with a card', () => {
  const { metrics, ...contract } = facts
  expect(readModelFacts(JSON.stringify({ ...contract, card: { metrics, seed: 1 } }))).toEqual(facts)
})

it('are read from the manifest of version 0.1.0, which has the metrics at its top level', () => {
  expect(readModelFacts(JSON.stringify({ ...facts, seed: 1 }))).toEqual(facts)
})
