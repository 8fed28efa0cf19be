import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { openBuiltin } from '../../../src/engine/builtin.js'
import { parityVectors } from '../../helpers/fixtures.js'
import { randomRasters } from '../../helpers/rasters.js'
import { digitsOf, largestDifference, referenceOutputs } from '../../helpers/reference.js'

const model = readFileSync('model/mnist.onnx')

describe.each([
  ['the fixtures', Buffer.concat(parityVectors().map(({ raster }) => raster))],
  ['2,000 random rasters', randomRasters(2_000, 'parity')],
])('for %s', (_, images) => {
  test('the built-in engine gives the digits, probabilities and scores of ONNX Runtime', async () => {
    const engine = await openBuiltin(model)
    const actual = await engine.run(images, images.length / 784)
    const reference = await referenceOutputs(model, images)
    expect(digitsOf(actual)).toEqual(digitsOf(reference))
    expect(largestDifference(actual, reference)).toBeLessThan(1e-5)
  })
})
