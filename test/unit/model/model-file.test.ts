import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readModel } from '../../../src/model/model-file.js'
import { modelInfo } from '../../../src/model/model-info.js'
import { failure } from '../../helpers/errors.js'
import { repository } from '../../helpers/run.js'

const whole = () => readFileSync(join(repository, 'model/mnist.onnx'))

test('the model is returned if it has the hash that the library was built with', async () => {
  const bytes = await readModel()
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(modelInfo().sha256)
  expect(bytes.length).toBe(modelInfo().bytes)
})

test('one changed bit in the model is detected', async () => {
  const bytes = whole()
  bytes[bytes.length >> 1]! ^= 1
  const actual = createHash('sha256').update(bytes).digest('hex')
  expect(await failure(readModel(async () => bytes))).toMatchObject({
    code: 'MODEL_CORRUPT',
    message:
      `Expected mnist.onnx with SHA-256 ${modelInfo().sha256} but received ${actual} (${bytes.length} bytes). ` +
      "Install the package again; in a bundle, import '@team/mnist-model/embedded'.",
  })
})

test.each([
  ['a truncated', (bytes: Buffer) => bytes.subarray(0, 100)],
  ['an empty', () => new Uint8Array()],
  ['a longer', (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(1)])],
])('%s model is detected', async (_, change) => {
  expect(await failure(readModel(async () => change(whole())))).toMatchObject({ code: 'MODEL_CORRUPT' })
})
