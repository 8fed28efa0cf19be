import { createHash } from 'node:crypto'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { modelFolder } from '../../src/assets.js'
import { modelInfo, readManifest, readModel } from '../../src/model.js'
import { failure } from '../helpers/errors.js'

let folder: string
let url: URL

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'a #b%20 model-'))
  cpSync(modelFolder, folder, { recursive: true })
  url = pathToFileURL(`${folder}/`)
})

afterEach(() => rmSync(folder, { recursive: true }))

test('the manifest tells the contract, typed', () => {
  const { inputs, outputs, labels } = modelInfo()
  expect({ inputs, outputs, labels }).toEqual({
    inputs: [{ name: 'image', type: 'uint8', shape: ['N', 28, 28] }],
    outputs: [
      { name: 'probabilities', type: 'float32', shape: ['N', 10] },
      { name: 'score', type: 'float32', shape: ['N'] },
    ],
    labels: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  })
})

test('the manifest holds a golden input for every digit', () => {
  expect(modelInfo().golden.map(({ label }) => label)).toEqual(expect.arrayContaining([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]))
})

test('nobody can change the manifest for the others', () => {
  expect(() => {
    ;(modelInfo().rejection as { threshold: number }).threshold = 0
  }).toThrow(TypeError)
})

test('the model is handed out when its hash is the one in the manifest', async () => {
  const bytes = await readModel(url)
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(modelInfo().sha256)
  expect(bytes.length).toBe(modelInfo().bytes)
})

test('one changed bit in the model is noticed', async () => {
  const path = join(folder, modelInfo().file)
  const bytes = readFileSync(path)
  bytes[bytes.length >> 1]! ^= 1
  writeFileSync(path, bytes)
  const actual = createHash('sha256').update(bytes).digest('hex')
  expect(await failure(readModel(url))).toMatchObject({
    code: 'MODEL_CORRUPT',
    message:
      `Expected a model with SHA-256 ${modelInfo().sha256} at ${path} but received ${actual} (${bytes.length} bytes). ` +
      'Install the package again.',
  })
})

test('a truncated model is noticed', async () => {
  writeFileSync(join(folder, modelInfo().file), readFileSync(join(folder, modelInfo().file)).subarray(0, 100))
  expect(await failure(readModel(url))).toMatchObject({ code: 'MODEL_CORRUPT' })
})

test('a missing model is named, with what to do', async () => {
  const path = join(folder, modelInfo().file)
  rmSync(path)
  expect(await failure(readModel(url))).toMatchObject({
    code: 'MODEL_NOT_FOUND',
    message:
      `Expected a file of the model at ${path} but it cannot be read. ` +
      'Install the package again; where a bundler is used, mark @team/mnist-model as external.',
  })
})

test('a missing manifest is named', async () => {
  rmSync(join(folder, 'manifest.json'))
  expect((await failure(() => readManifest(url))).message).toContain(join(folder, 'manifest.json'))
})

test('a manifest that is no JSON is corrupt', async () => {
  writeFileSync(join(folder, 'manifest.json'), '{"name": ')
  expect(await failure(() => readManifest(url))).toMatchObject({
    code: 'MODEL_CORRUPT',
    cause: expect.any(SyntaxError),
  })
})
