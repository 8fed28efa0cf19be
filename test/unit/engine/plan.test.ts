import { describe, expect, test } from 'vitest'
import { openBuiltin } from '../../../src/engine/builtin.js'
import { type DigitNetwork, digitNetwork, type Layer } from '../../helpers/digit-network.js'
import { randomRasters } from '../../helpers/rasters.js'
import { largestDifference, referenceOutputs } from '../../helpers/reference.js'

function convolution(
  channels: number,
  kernel: number | [number, number],
  options: Omit<Extract<Layer, { kind: 'convolution' }>, 'kind' | 'channels' | 'kernel'> = {},
): Layer {
  return { kind: 'convolution', channels, kernel: typeof kernel === 'number' ? [kernel, kernel] : kernel, ...options }
}

const pool = (kernel: number, stride: number): Layer => ({ kind: 'max-pool', kernel, stride })
const dense = (outputs: number, bias = true): Layer => ({ kind: 'dense', outputs, bias })
const relu: Layer = { kind: 'relu' }

const networks: Record<string, DigitNetwork> = {
  'without a hidden layer': { layers: [] },
  'of dense layers only': { layers: [dense(37), relu, dense(5, false), relu], weights: 'int8' },
  'with dense weights stored input by input': {
    layers: [convolution(3, 5, { strides: [2, 2] }), relu, dense(21), relu],
    transposed: false,
  },
  'with 8-bit weights stored input by input': {
    layers: [convolution(6, 3), pool(2, 2), relu, dense(13), relu],
    weights: 'int8',
    transposed: false,
  },
  'of 3 x 3 convolutions without padding': {
    layers: [convolution(5, 3), relu, convolution(11, 3), relu, convolution(7, 3), relu, pool(2, 2)],
  },
  'of 3 x 3 convolutions with padding': {
    layers: [
      convolution(9, 3, { padding: 1 }),
      relu,
      convolution(20, 3, { padding: 1 }),
      pool(2, 2),
      relu,
      convolution(33, 3, { padding: 1 }),
      relu,
    ],
    weights: 'int8',
  },
  'with planes of odd sizes': {
    layers: [
      convolution(12, 2),
      relu,
      pool(3, 2),
      convolution(10, 3, { padding: 1 }),
      relu,
      pool(2, 2),
      convolution(17, 3),
      relu,
      convolution(4, 3, { padding: 1 }),
      pool(2, 2),
    ],
  },
  'with a padded 5 x 5 convolution behind another': {
    layers: [convolution(8, 5, { padding: 2 }), relu, pool(2, 2), convolution(13, 5, { padding: 2 }), relu, pool(2, 2)],
    weights: 'int8',
  },
  'with strides instead of pooling': {
    layers: [
      convolution(16, 3, { strides: [2, 2], padding: 1 }),
      relu,
      convolution(24, 3, { strides: [2, 2], padding: 1 }),
      relu,
      convolution(31, 4, { strides: [3, 1] }),
      relu,
    ],
  },
  'with kernels and strides that are not square': {
    layers: [convolution(6, [2, 3], { strides: [1, 2] }), relu, convolution(14, [5, 1], { strides: [2, 1] }), relu],
  },
  'with pooling that overlaps': {
    layers: [convolution(10, 5), relu, pool(3, 2), convolution(15, 3), relu, pool(3, 1), pool(2, 1)],
  },
  'without biases': {
    layers: [
      convolution(7, 5, { bias: false }),
      pool(2, 2),
      relu,
      convolution(9, 3, { bias: false }),
      relu,
      dense(19, false),
      relu,
    ],
  },
  'with ReLU before its pooling, after it, and nowhere': {
    layers: [
      convolution(8, 3),
      relu,
      pool(2, 2),
      convolution(8, 3),
      pool(2, 2),
      relu,
      convolution(8, 3, { padding: 1 }),
      pool(2, 2),
    ],
  },
  'whose last convolution covers its whole input': {
    layers: [convolution(8, 5, { strides: [4, 4] }), relu, convolution(40, 6), relu, convolution(12, 1)],
    weights: 'int8',
  },
  'with two ReLU and two poolings in a row': {
    layers: [convolution(4, 3), relu, relu, pool(2, 2), pool(2, 2), relu],
  },
}

describe.each(Object.entries(networks))('a network %s', (name, network) => {
  const model = digitNetwork(network, name)
  const images = randomRasters(9, name)

  test.each([1, 3, 5, 9])('gives the outputs of ONNX Runtime for a batch of %i', async (count) => {
    const batch = images.subarray(0, count * 784)
    const engine = await openBuiltin(model)
    expect(largestDifference(await engine.run(batch, count), await referenceOutputs(model, batch))).toBeLessThan(1e-5)
  })

  test('gives the same outputs for a batch as one by one, to the last bit', async () => {
    const engine = await openBuiltin(model)
    const together = await engine.run(images, 9)
    for (let i = 8; i >= 0; i--) {
      const alone = await engine.run(images.subarray(i * 784, (i + 1) * 784), 1)
      expect(alone).toEqual({
        probabilities: together.probabilities.slice(i * 10, i * 10 + 10),
        score: together.score.slice(i, i + 1),
      })
    }
  })
})
