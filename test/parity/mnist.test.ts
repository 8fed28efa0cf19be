import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { openBuiltin } from '../../src/engine/builtin.js'
import { createPredictor, modelInfo } from '../../src/index.js'
import type { Prediction } from '../../src/types.js'
import { mnistFolder, mnistTestSet } from '../helpers/mnist.js'
import { png } from '../helpers/png.js'
import { digitsOf, largestDifference, referenceOutputs } from '../helpers/reference.js'

const folder = mnistFolder()
const pictures = folder ? mnistTestSet(folder) : []

if (!folder) {
  console.warn(
    `\n${'!'.repeat(100)}\nSKIPPED: nothing was measured on MNIST's 10,000 test pictures, because they are not here.\n` +
      `Set MNIST_DIR to a folder that holds t10k-images-idx3-ubyte.gz and t10k-labels-idx1-ubyte.gz.\n${'!'.repeat(100)}\n`,
  )
}

describe.skipIf(!folder)("over MNIST's 10,000 test pictures, each as a PNG file", () => {
  const claimed = modelInfo().card.metrics.find(({ set }) => set === 'MNIST test')!
  let predictions: Prediction[]

  beforeAll(async () => {
    const files = pictures.map(({ image }) => png({ data: image }))
    await using predictor = await createPredictor()
    predictions = await predictor.predict(files, { raster: true })
  })

  test('every picture reaches the network unchanged', () => {
    const changed = predictions.filter(({ raster }, index) => !Buffer.from(raster!).equals(pictures[index]!.image))
    expect(changed).toHaveLength(0)
  })

  test('the accuracy is that of the manifest', () => {
    const correct = predictions.filter(({ bestGuess }, index) => bestGuess === pictures[index]!.label).length
    console.info(`MNIST test: ${correct} of ${pictures.length} right`)
    expect({ n: pictures.length, correct }).toEqual({ n: claimed.n, correct: claimed.correct })
  })
})

describe.skipIf(!folder)("over MNIST's 10,000 test pictures", () => {
  test('the built-in engine gives the digits, probabilities and scores of ONNX Runtime', async () => {
    const model = readFileSync('model/mnist.onnx')
    const images = Buffer.concat(pictures.map(({ image }) => image))
    const engine = await openBuiltin(model)
    const actual = await engine.run(images, pictures.length)
    const reference = await referenceOutputs(model, images)
    const difference = largestDifference(actual, reference)
    console.info(`MNIST test: the engines differ by at most ${difference.toExponential(1)}`)
    expect(digitsOf(actual)).toEqual(digitsOf(reference))
    expect(difference).toBeLessThan(1e-5)
  })
})
