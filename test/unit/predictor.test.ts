import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createPredictor, modelInfo, predict } from '../../src/index.js'
import { failure } from '../helpers/errors.js'
import { digitFixtures, fixture, negativeFixtures } from '../helpers/fixtures.js'

const seven = fixture('digits', '7', 'upright-plain-pen.png')
const three = digitFixtures().find(({ label }) => label === 3)!.path
const text = fixture('malformed', 'text.png')

describe('infer', () => {
  const images = (count: number) => Buffer.concat(Array.from({ length: count }, (_, i) => golden[i % golden.length]!))
  const golden = modelInfo().golden.map(({ raster }) => Buffer.from(raster, 'base64'))

  test('gives the golden outputs for the golden inputs, in their order', async () => {
    await using predictor = await createPredictor()
    const { probabilities, score } = await predictor.infer(images(golden.length))
    const differences = modelInfo().golden.map((expected, index) => {
      const ofDigits = expected.probabilities.map((value, digit) =>
        Math.abs(value - probabilities[index * 10 + digit]!),
      )
      return Math.max(Math.abs(expected.score - score[index]!), ...ofDigits)
    })
    expect(Math.max(...differences)).toBeLessThan(1e-5)
  })

  test('gives each raster of several batches the same result as alone', async () => {
    await using predictor = await createPredictor()
    const alone = await Promise.all(golden.map((raster) => predictor.infer(raster)))
    const { probabilities, score } = await predictor.infer(images(150))
    for (let i = 0; i < 150; i++) {
      const expected = alone[i % golden.length]!
      expect(probabilities.slice(i * 10, i * 10 + 10)).toEqual(expected.probabilities)
      expect(score[i]).toBe(expected.score[0])
    }
  })

  test('uses the bytes as they were given, even if they change during the call', async () => {
    await using predictor = await createPredictor()
    const raster = new Uint8Array(golden[0]!)
    const pending = predictor.infer(raster)
    raster.fill(255)
    expect(await pending).toEqual(await predictor.infer(golden[0]!))
  })

  test.each([
    ['no bytes', new Uint8Array(0), '0 bytes'],
    ['half a raster', new Uint8Array(1176), '1176 bytes'],
    ['floats', new Float32Array(784), 'an object of type Float32Array'],
    ['an array', Array.from({ length: 784 }, () => 0), 'an object of type Array'],
    ['a path', 'x.png', 'the string "x.png"'],
    ['nothing', undefined, 'undefined'],
  ])('refuses %s', async (_, value, received) => {
    await using predictor = await createPredictor()
    expect(await failure(predictor.infer(value as Uint8Array))).toMatchObject({
      code: 'INVALID_INPUT',
      message: `Expected a Uint8Array of N * 784 bytes, N >= 1 for images but received ${received}.`,
    })
  })

  test('refuses a predictor that was closed', async () => {
    const predictor = await createPredictor()
    await predictor.close()
    expect(await failure(predictor.infer(new Uint8Array(784)))).toMatchObject({ code: 'PREDICTOR_CLOSED' })
  })
})

describe('predict', () => {
  test('gives one prediction for one picture', async () => {
    const prediction = await predict(seven)
    expect(prediction).toMatchObject({ digit: 7, isDigit: true, rejection: null })
    expect(prediction.confidence).toBe(prediction.probabilities[7])
    expect(prediction.probabilities).toHaveLength(10)
    expect(prediction.probabilities.reduce((sum, value) => sum + value)).toBeCloseTo(1, 5)
  })

  test('gives an array for an array, in order', async () => {
    const predictions = await predict([seven, readFileSync(three), new Blob([readFileSync(seven)])])
    expect(predictions.map(({ digit }) => digit)).toEqual([7, 3, 7])
  })

  test('gives an empty array for an empty array', async () => {
    expect(await predict([])).toEqual([])
  })

  test('reads more pictures than fit into one batch', async () => {
    const predictions = await predict(Array.from({ length: 130 }, (_, index) => (index % 2 ? seven : three)))
    expect(predictions.map(({ digit }) => digit)).toEqual(
      Array.from({ length: 130 }, (_, index) => (index % 2 ? 7 : 3)),
    )
  })

  test('reads ImageData, and hands back the raster on request', async () => {
    const data = new Uint8ClampedArray(40 * 40 * 4).fill(255)
    for (let y = 5; y < 35; y++) for (let x = 18; x < 22; x++) data.fill(0, (y * 40 + x) * 4, (y * 40 + x) * 4 + 3)
    const { digit, raster } = await predict({ data, width: 40, height: 40 }, { raster: true })
    expect(digit).toBe(1)
    expect(raster).toHaveLength(784)
  })

  test('passes a light-on-dark 28x28 picture of MNIST form to the network unchanged', async () => {
    const data = Buffer.from(modelInfo().golden[0]!.raster, 'base64')
    const { raster } = await predict({ data, width: 28, height: 28 }, { raster: true })
    expect(Buffer.from(raster!).equals(data)).toBe(true)
  })

  test('fails for an array with the error of the first picture that cannot be read', async () => {
    expect(await failure(predict([seven, text, 'nowhere.png']))).toMatchObject({ code: 'IMAGE_UNREADABLE' })
  })

  test('fails if the signal has fired, with its reason as the cause', async () => {
    expect(await failure(predict(seven, { signal: AbortSignal.abort('enough') }))).toMatchObject({
      code: 'ABORTED',
      cause: 'enough',
    })
  })

  test('can be aborted in the middle of many pictures', async () => {
    const controller = new AbortController()
    const work = predict(
      Array.from({ length: 500 }, () => seven),
      { signal: controller.signal },
    )
    await sleep(5)
    controller.abort()
    expect(await failure(work)).toMatchObject({ code: 'ABORTED' })
  })
})

describe('a predictor', () => {
  test('runs on the built-in engine, even if onnxruntime-node is installed', async () => {
    await using predictor = await createPredictor()
    expect(predictor.engine).toBe('builtin')
  })

  test('runs on onnxruntime-node if it is asked for', async () => {
    await using predictor = await createPredictor({ engine: 'onnxruntime' })
    expect([predictor.engine, (await predictor.predict(seven)).digit]).toEqual(['onnxruntime', 7])
  })

  test('yields an outcome for each picture, and continues after one that cannot be read', async () => {
    await using predictor = await createPredictor()
    const outcomes = []
    for await (const { index, input, prediction, error } of predictor.predictEach([seven, text, three])) {
      outcomes.push([index, input, prediction?.digit ?? error?.code])
    }
    expect(outcomes).toEqual([
      [0, seven, 7],
      [1, text, 'IMAGE_UNREADABLE'],
      [2, three, 3],
    ])
  })

  test('continues the index of outcomes from one batch to the next', async () => {
    await using predictor = await createPredictor()
    const inputs = Array.from({ length: 130 }, () => ({ data: new Uint8Array(784), width: 28, height: 28 }))
    const indices: number[] = []
    for await (const { index } of predictor.predictEach(inputs)) indices.push(index)
    expect(indices).toEqual([...inputs.keys()])
  })

  test('accepts an async source', async () => {
    await using predictor = await createPredictor()
    async function* source() {
      yield* [seven, three]
    }
    const digits = []
    for await (const { prediction } of predictor.predictEach(source())) digits.push(prediction?.digit)
    expect(digits).toEqual([7, 3])
  })

  test('finishes pending work before it closes', async () => {
    const predictor = await createPredictor()
    const work = predictor.predict(seven)
    await predictor.close()
    expect((await work).digit).toBe(7)
  })

  test('refuses work once it is closed, and can be closed twice', async () => {
    const predictor = await createPredictor()
    await predictor.close()
    await predictor.close()
    expect(await failure(predictor.predict(seven))).toMatchObject({
      code: 'PREDICTOR_CLOSED',
      message: 'Expected an open predictor but it was closed. Create another one.',
    })
  })

  test('refuses an engine that does not exist', async () => {
    expect(await failure(createPredictor({ engine: 'gpu' as never }))).toMatchObject({
      code: 'INVALID_INPUT',
      message: `Expected 'builtin' or 'onnxruntime' for engine but received the string "gpu".`,
    })
  })

  test('is not created if the signal has fired', async () => {
    expect(await failure(createPredictor({ signal: AbortSignal.abort() }))).toMatchObject({ code: 'ABORTED' })
  })
})

describe('the drawn fixtures', () => {
  test.each(digitFixtures())('$name', async ({ path, label }) => {
    expect(await predict(path)).toMatchObject({ digit: label, isDigit: true })
  })
})

describe('pictures without a digit', () => {
  const blank = negativeFixtures().filter((file) => file.startsWith('blank'))

  test.each(blank)('%s is rejected', async (file) => {
    expect(await predict(fixture('not-a-digit', file))).toMatchObject({ isDigit: false })
  })

  test('a blank page has no digit, even for an app that never checks isDigit', async () => {
    const { digit, bestGuess } = await predict(fixture('not-a-digit', 'blank-white.png'))
    expect(digit).toBeNull()
    expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]).toContain(bestGuess)
  })

  test('letters, scribbles, patterns and several digits are rejected, with at most one in twenty accepted', async () => {
    const predictions = await predict(negativeFixtures().map((file) => fixture('not-a-digit', file)))
    const accepted = predictions.filter(({ isDigit }) => isDigit).length
    expect(accepted / predictions.length).toBeLessThanOrEqual(0.05)
  })
})
