import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { modelInfo } from '../../../src/model/model-info.js'
import { repository } from '../../helpers/run.js'

test('modelInfo returns what model/manifest.json says', () => {
  expect(modelInfo()).toEqual(JSON.parse(readFileSync(join(repository, 'model/manifest.json'), 'utf8')))
})

test('the manifest states the tensors that the library feeds and reads', () => {
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

test('the manifest has a golden input for every digit', () => {
  expect(modelInfo().golden.map(({ label }) => label)).toEqual(expect.arrayContaining([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]))
})

test('a caller cannot change the manifest for others', () => {
  expect(() => {
    ;(modelInfo().rejection as { threshold: number }).threshold = 0
  }).toThrow(TypeError)
})
