import { readFileSync } from 'node:fs'
import { InferenceSession, Tensor } from 'onnxruntime-web'
import { describe, expect, it } from 'vitest'

const file = readFileSync(new URL('../../../bench/tutorial.onnx', import.meta.url))
const session = await InferenceSession.create(file, { executionProviders: ['wasm'] })

describe("the tutorial's network", () => {
  it('takes float pictures of 28x28, any number of them', () => {
    expect(session.inputMetadata).toMatchObject([
      { name: 'image', isTensor: true, type: 'float32', shape: ['N', 1, 28, 28] },
    ])
  })

  it('has its 21,840 weights in single precision', () => {
    const names = 2048
    expect(file.length).toBeGreaterThan(21_840 * 4)
    expect(file.length).toBeLessThan(21_840 * 4 + names)
  })

  it('gives logarithms of ten probabilities for each picture', async () => {
    const image = new Tensor('float32', new Float32Array(2 * 784).fill(0.5), [2, 1, 28, 28])
    const { log_probabilities: answer } = await session.run({ image })
    const sums = [0, 1].map((row) =>
      (answer!.data as Float32Array).slice(row * 10, row * 10 + 10).reduce((sum, each) => sum + Math.exp(each), 0),
    )
    expect(sums).toEqual([expect.closeTo(1, 5), expect.closeTo(1, 5)])
  })
})
