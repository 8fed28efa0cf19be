import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import type { Engine } from '../../src/engine/engine.js'
import { engines, infer, open } from '../../src/infer.js'
import { goldenDifference } from '../../src/model/golden.js'
import type { EngineName } from '../../src/types.js'
import { failure } from '../helpers/errors.js'
import { parityVectors } from '../helpers/fixtures.js'

const model = readFileSync('model/mnist.onnx')

describe.each<EngineName>(['builtin', 'onnxruntime'])('the engine %s', (name) => {
  test('is the one that is opened', async () => {
    const engine = await open(model, name)
    expect(engine.name).toBe(name)
    await engine.close()
  })

  test('gives the outputs of PyTorch, in the order of the rasters', async () => {
    const vectors = parityVectors()
    const engine = await open(model, name)
    const inferences = await infer(
      engine,
      vectors.map(({ raster }) => raster),
    )
    await engine.close()
    const differences = vectors.map((vector, index) => goldenDifference(vector, inferences[index]!))
    expect(Math.max(...differences)).toBeLessThan(1e-5)
  })
})

test('the status of both engines has their version', async () => {
  expect(await engines()).toEqual([
    {
      name: 'builtin',
      available: true,
      version: packageJson.version,
      detail: 'WebAssembly with SIMD',
      remedy: null,
    },
    {
      name: 'onnxruntime',
      available: true,
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      detail: 'onnxruntime-node is installed',
      remedy: null,
    },
  ])
})

test('an engine that fails on an inference is named, with the failure as the cause', async () => {
  const cause = new Error('out of memory')
  const engine: Engine = { name: 'onnxruntime', run: () => Promise.reject(cause), close() {} }
  expect(await failure(infer(engine, [new Uint8Array(784)]))).toMatchObject({
    code: 'INFERENCE_FAILED',
    message:
      "Expected an answer from the engine 'onnxruntime' but it failed. Create another predictor, and report this.",
    cause,
  })
})
