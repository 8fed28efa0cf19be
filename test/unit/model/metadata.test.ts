import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { generateTypes, schemaErrors, typesFile } from '../../../scripts/build/manifest-schema.js'
import { modelInfo } from '../../../src/model/model-info.js'

it('is valid against its schema', () => {
  expect(schemaErrors(modelInfo())).toEqual([])
})

it('has types that are generated from the present schema', async () => {
  expect(readFileSync(typesFile, 'utf8')).toBe(await generateTypes())
})

it.each([
  ['a missing field', { golden: undefined }, "the manifest must have required property 'golden'"],
  ['an unknown field', { field: {} }, 'the manifest must NOT have additional properties'],
  ['another type', { bytes: '98756' }, '/bytes must be integer'],
  ['a checksum in upper case', { sha256: 'AB'.repeat(32) }, '/sha256 must match pattern "^[0-9a-f]{64}$"'],
])('is invalid with %s', (_, change, error) => {
  const manifest = JSON.parse(JSON.stringify({ ...modelInfo(), ...change }))
  expect(schemaErrors(manifest)).toEqual([error])
})
