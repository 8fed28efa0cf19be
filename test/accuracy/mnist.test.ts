import { pathToFileURL } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { openNative } from '../../src/engines/native.js'
import { createPredictor, modelInfo } from '../../src/index.js'
import { batchSize, infer } from '../../src/infer.js'
import { readModel } from '../../src/model.js'
import type { Prediction } from '../../src/types.js'
import { mnistFolder, mnistTestSet } from '../helpers/mnist.js'
import { png } from '../helpers/png.js'

const folder = mnistFolder()
const nativeRuntime = pathToFileURL(`${import.meta.dirname}/../native-runtime/package.json`)

if (!folder) {
  console.warn(
    `\n${'!'.repeat(100)}\nSKIPPED: accuracy over MNIST's 10,000 test pictures was NOT measured, because they are not here.\n` +
      `Set MNIST_DIR to a folder that holds t10k-images-idx3-ubyte.gz and t10k-labels-idx1-ubyte.gz.\n${'!'.repeat(100)}\n`,
  )
}

describe.skipIf(!folder)("over MNIST's 10,000 test pictures, each as a PNG file", () => {
  const pictures = folder ? mnistTestSet(folder) : []
  const claimed = modelInfo().metrics.find(({ set }) => set === 'MNIST test')!
  let predictions: Prediction[]

  beforeAll(async () => {
    const files = pictures.map(({ image }) => png({ data: image }))
    await using predictor = await createPredictor({ engine: 'wasm' })
    predictions = await predictor.predict(files, { raster: true })
  })

  test('every picture reaches the network unchanged', () => {
    const changed = predictions.filter(({ raster }, index) => !Buffer.from(raster!).equals(pictures[index]!.image))
    expect(changed).toHaveLength(0)
  })

  test('the accuracy is the one that the manifest claims', () => {
    const correct = predictions.filter(({ bestGuess }, index) => bestGuess === pictures[index]!.label).length
    console.info(`MNIST test: ${correct} of ${pictures.length} right`)
    expect({ n: pictures.length, correct }).toEqual({ n: claimed.n, correct: claimed.correct })
  })

  test('the native engine gives the same digit for every picture', async () => {
    const engine = await openNative(await readModel(), [nativeRuntime])
    const digits: number[] = []
    for (let start = 0; start < pictures.length; start += batchSize) {
      const rasters = pictures.slice(start, start + batchSize).map(({ image }) => image)
      for (const { probabilities } of await infer(engine, rasters)) {
        digits.push(probabilities.indexOf(Math.max(...probabilities)))
      }
    }
    await engine.close()
    expect(digits).toEqual(predictions.map(({ bestGuess }) => bestGuess))
  })
})
