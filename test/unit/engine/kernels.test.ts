import { beforeEach, describe, expect, test } from 'vitest'
import { instantiateKernels } from '../../../src/engine/builtin.js'
import type { Kernels } from '../../../src/engine/kernels.js'
import { randomFrom } from '../../helpers/random.js'

/** An image of several channels: `at(channel, y, x)`. */
interface Image {
  readonly channels: number
  readonly height: number
  readonly width: number
  readonly at: (channel: number, y: number, x: number) => number
}

/** A plane in the module's memory; addresses and steps in bytes. */
interface Plane {
  readonly address: number
  readonly row: number
  readonly depth: number
  readonly size: number
}

let kernels: Kernels
let top: number

beforeEach(async () => {
  kernels = await instantiateKernels()
  top = kernels.heapBase()
})

/** Zeroed memory at a multiple of 16. */
function reserve(bytes: number): number {
  const address = Math.ceil(top / 16) * 16
  top = address + bytes
  const missing = top - kernels.memory.buffer.byteLength
  if (missing > 0) kernels.memory.grow(Math.ceil(missing / 65_536))
  return address
}

function floats(address: number, length: number): Float32Array {
  return new Float32Array(kernels.memory.buffer, address, length)
}

function put(values: ArrayLike<number>): number {
  const address = reserve(values.length * 4)
  floats(address, values.length).set(values)
  return address
}

/** Whole numbers, so that sums in any order are exact: a kernel that is right is right to the last bit. */
function wholeNumbers(length: number, seed: string): number[] {
  const random = randomFrom(seed)
  return Array.from({ length }, () => Math.floor(random.between(-8, 9)))
}

function imageOf(channels: number, height: number, width: number, seed: string): Image {
  const values = wholeNumbers(channels * height * width, seed)
  return { channels, height, width, at: (c, y, x) => values[(c * height + y) * width + x]! }
}

/** Writes images one after the other as planes of `depth` channels, with zeros around and four rows of them below. */
function planesOf(images: readonly Image[], depth: number, margin = 0): Plane {
  const { height, width } = images[0]!
  const row = (width + 2 * margin) * depth * 4
  const size = (height + 2 * margin + 4) * row
  const address = reserve(size * images.length)
  for (const [index, image] of images.entries()) {
    forEachPixel(image, (y, x) => {
      const pixel = floats(address + index * size + (y + margin) * row + (x + margin) * depth * 4, image.channels)
      for (let c = 0; c < image.channels; c++) pixel[c] = image.at(c, y, x)
    })
  }
  return { address, row, depth, size }
}

/** Room for results, with a margin of one pixel. */
function outputPlane(height: number, width: number, depth: number, images = 1): Plane {
  const row = (width + 2) * depth * 4
  const size = (height + 2) * row
  return { address: reserve(size * images) + row + depth * 4, row, depth, size }
}

/** All numbers of a plane with its margin of one pixel, channels last. */
function contents({ address, row, depth, size }: Plane, index = 0): number[] {
  return [...floats(address - row - depth * 4 + index * size, size / 4)]
}

/** What a plane with a margin of one pixel holds if it holds this image. */
function contentsOf({ channels, height, width, at }: Image, depth: number): number[] {
  const values: number[] = []
  for (let y = -1; y <= height; y++) {
    for (let x = -1; x <= width; x++) {
      const isInside = y >= 0 && y < height && x >= 0 && x < width
      for (let c = 0; c < depth; c++) values.push(isInside && c < channels ? at(c, y, x) : 0)
    }
  }
  return values
}

function forEachPixel({ height, width }: Pick<Image, 'height' | 'width'>, visit: (y: number, x: number) => void): void {
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) visit(y, x)
}

interface Weights {
  readonly outputs: number
  readonly inputs: number
  readonly height: number
  readonly width: number
  /** [output][input][row][column] */
  readonly values: readonly number[]
  readonly biases: readonly number[]
}

function weightsOf(outputs: number, inputs: number, height: number, width: number): Weights {
  const values = wholeNumbers(outputs * inputs * height * width, 'weights')
  return { outputs, inputs, height, width, values, biases: wholeNumbers(outputs, 'biases') }
}

/** Convolution as its definition says. */
function convolve(image: Image, weights: Weights, [strideY, strideX]: readonly [number, number], padding = 0): Image {
  const pixel = (c: number, y: number, x: number) =>
    y >= 0 && y < image.height && x >= 0 && x < image.width ? image.at(c, y, x) : 0
  return {
    channels: weights.outputs,
    height: Math.floor((image.height + 2 * padding - weights.height) / strideY) + 1,
    width: Math.floor((image.width + 2 * padding - weights.width) / strideX) + 1,
    at(o, y, x) {
      let sum = weights.biases[o]!
      let index = o * weights.inputs * weights.height * weights.width
      for (let i = 0; i < weights.inputs; i++) {
        for (let ky = 0; ky < weights.height; ky++) {
          for (let kx = 0; kx < weights.width; kx++) {
            sum += weights.values[index++]! * pixel(i, y * strideY + ky - padding, x * strideX + kx - padding)
          }
        }
      }
      return sum
    },
  }
}

function rectified(image: Image): Image {
  return { ...image, at: (c, y, x) => Math.max(0, image.at(c, y, x)) }
}

/** Max-pooling as its definition says. */
function pooled(image: Image, [height, width]: readonly [number, number], [strideY, strideX] = [height, width]): Image {
  return {
    ...image,
    height: Math.floor((image.height - height) / strideY) + 1,
    width: Math.floor((image.width - width) / strideX) + 1,
    at(c, y, x) {
      let most = Number.NEGATIVE_INFINITY
      forEachPixel({ height, width }, (ky, kx) => {
        most = Math.max(most, image.at(c, y * strideY + ky, x * strideX + kx))
      })
      return most
    },
  }
}

const roundUp = (value: number, multiple: number) => Math.ceil(value / multiple) * multiple

describe('convolution', () => {
  function run(
    image: Image,
    weights: Weights,
    {
      depth = image.channels,
      strides = [1, 1] as readonly [number, number],
      padding = 0,
      relu = false,
      pool = false,
    } = {},
  ): { actual: number[]; expected: number[] } {
    let result = convolve(image, weights, strides, padding)
    const { height, width } = result
    if (relu) result = rectified(result)
    if (pool) result = pooled(result, [2, 2])
    const channels = roundUp(weights.outputs, 8)
    const area = weights.height * weights.width
    const parameters = reserve((channels / 8) * (1 + area * depth) * 32)
    kernels.arrangeConvolution(
      put(weights.values),
      put(weights.biases),
      weights.outputs,
      weights.inputs,
      depth,
      area,
      parameters,
    )
    const from = planesOf([image], depth, padding)
    const to = outputPlane(result.height, result.width, channels)
    // biome-ignore format: inputs, outputs and options, a line each
    kernels.convolution(
      from.address, from.row, depth, weights.height, weights.width, ...strides, parameters,
      to.address, to.row, channels, height, width, relu, pool,
    )
    return { actual: contents(to), expected: contentsOf(result, channels) }
  }

  test.each([
    [1, 1],
    [3, 3],
    [5, 5],
    [2, 3],
    [5, 1],
  ])('with a kernel of %i x %i agrees with its definition', (height, width) => {
    const { actual, expected } = run(imageOf(3, 9, 8, 'image'), weightsOf(5, 3, height, width))
    expect(actual).toEqual(expected)
  })

  test.each([
    [5, 5],
    [6, 6],
    [5, 6],
    [6, 5],
    [3, 3],
    [3, 10],
  ])('fills the whole result for an image of %i x %i', (height, width) => {
    const { actual, expected } = run(imageOf(4, height, width, 'image'), weightsOf(8, 4, 3, 3))
    expect(actual).toEqual(expected)
  })

  test.each([
    [2, 2],
    [1, 2],
    [3, 1],
  ])('moves by strides of %i and %i', (y, x) => {
    const { actual, expected } = run(imageOf(2, 10, 11, 'image'), weightsOf(8, 2, 3, 3), { strides: [y, x] })
    expect(actual).toEqual(expected)
  })

  test.each([1, 4, 8, 24])('has %i channels of input and as many of output', (channels) => {
    const { actual, expected } = run(imageOf(channels, 6, 7, 'image'), weightsOf(channels, channels, 3, 3))
    expect(actual).toEqual(expected)
  })

  test('ignores the channels that pad its input', () => {
    const { actual, expected } = run(imageOf(3, 6, 7, 'image'), weightsOf(9, 3, 3, 3), { depth: 8 })
    expect(actual).toEqual(expected)
  })

  test('reads the margin of its input as padding', () => {
    const { actual, expected } = run(imageOf(2, 5, 6, 'image'), weightsOf(8, 2, 5, 5), { padding: 2 })
    expect(actual).toEqual(expected)
  })

  test('applies ReLU on request', () => {
    const { actual, expected } = run(imageOf(2, 7, 7, 'image'), weightsOf(8, 2, 3, 3), { relu: true })
    expect(actual).toEqual(expected)
  })

  test.each([
    [6, 6],
    [7, 7],
    [6, 9],
    [3, 3],
  ])('pools a result of %i x %i, and drops an odd row or column', (height, width) => {
    const { actual, expected } = run(imageOf(2, height + 1, width + 1, 'image'), weightsOf(12, 2, 2, 2), { pool: true })
    expect(actual).toEqual(expected)
  })

  test('pools and rectifies together', () => {
    const options = { pool: true, relu: true }
    const { actual, expected } = run(imageOf(2, 9, 9, 'image'), weightsOf(8, 2, 5, 5), options)
    expect(actual).toEqual(expected)
  })
})

describe('winograd', () => {
  function run(
    images: readonly Image[],
    weights: Weights,
    { depth = images[0]!.channels, padding = 0, relu = false, pool = false } = {},
  ): { actual: number[][]; expected: number[][] } {
    const convolved = images.map((image) => convolve(image, weights, [1, 1], padding))
    const { height, width } = convolved[0]!
    const results = convolved.map((result) => {
      const activated = relu ? rectified(result) : result
      return pool ? pooled(activated, [2, 2]) : activated
    })
    const channels = roundUp(weights.outputs, 8)
    const parameters = reserve((channels / 8) * (1 + 36 * depth) * 32)
    kernels.arrangeWinograd(
      put(weights.values),
      put(weights.biases),
      weights.outputs,
      weights.inputs,
      depth,
      parameters,
    )
    const scratch = reserve(kernels.winogradScratch(depth))
    const from = planesOf(images, depth, padding)
    const to = outputPlane(results[0]!.height, results[0]!.width, channels, images.length)
    // biome-ignore format: inputs, outputs and options, a line each
    kernels.winograd(
      images.length, from.address, from.size, from.row, depth, parameters,
      to.address, to.size, to.row, channels, height, width, relu, pool, scratch,
    )
    return {
      actual: images.map((_, index) => contents(to, index)),
      expected: results.map((result) => contentsOf(result, channels)),
    }
  }

  /** Each number within a ten-thousandth of the greatest one. */
  function expectClose({ actual, expected }: ReturnType<typeof run>): void {
    const [results, references] = [actual.flat(), expected.flat()]
    const differences = references.map((value, index) => Math.abs(value - results[index]!))
    expect(results).toHaveLength(references.length)
    expect(Math.max(...differences)).toBeLessThan(1e-4 * Math.max(...references.map(Math.abs)))
  }

  const sizes = [1, 2, 3, 4, 5, 6, 7, 8, 9]

  test.each(sizes)('convolves an image to a result of %i pixels a side', (size) => {
    expectClose(run([imageOf(4, size + 2, size + 2, 'image')], weightsOf(8, 4, 3, 3)))
  })

  test.each(sizes)('convolves several images at once to results of %i pixels a side', (size) => {
    const images = ['a', 'b', 'c'].map((seed) => imageOf(8, size + 2, size + 2, seed))
    expectClose(run(images, weightsOf(16, 8, 3, 3)))
  })

  test.each(sizes.slice(1))('pools a result of %i pixels a side', (size) => {
    expectClose(run([imageOf(4, size + 2, size + 2, 'image')], weightsOf(8, 4, 3, 3), { pool: true }))
  })

  test.each(sizes.slice(1))('pools the results of several images, of %i pixels a side', (size) => {
    const images = ['a', 'b', 'c', 'd', 'e'].map((seed) => imageOf(4, size + 2, size + 2, seed))
    expectClose(run(images, weightsOf(8, 4, 3, 3), { pool: true }))
  })

  test('convolves to a result that is not square', () => {
    expectClose(run([imageOf(4, 12, 5, 'image')], weightsOf(8, 4, 3, 3)))
  })

  // One tile alone is multiplied with four groups of channels at a time, and the last ones may be fewer.
  test.each([1, 5, 8, 17, 24, 32, 41, 80])('computes %i output channels of a single tile', (outputs) => {
    expectClose(run([imageOf(4, 6, 6, 'image')], weightsOf(outputs, 4, 3, 3)))
  })

  test.each([4, 8, 24])('accepts inputs of %i channels', (channels) => {
    expectClose(run([imageOf(channels, 10, 10, 'image')], weightsOf(8, channels, 3, 3)))
  })

  test('ignores the channels that pad its input', () => {
    expectClose(run([imageOf(3, 8, 8, 'image')], weightsOf(8, 3, 3, 3), { depth: 8 }))
  })

  test('reads the margin of its input as padding', () => {
    expectClose(run([imageOf(4, 7, 7, 'a'), imageOf(4, 7, 7, 'b')], weightsOf(8, 4, 3, 3), { padding: 1 }))
  })

  test.each([false, true])('applies ReLU on request, pooling: %s', (pool) => {
    expectClose(run([imageOf(4, 9, 9, 'image')], weightsOf(8, 4, 3, 3), { relu: true, pool }))
  })

  test('gives an image the same result alone and among others, to the last bit', () => {
    const images = ['a', 'b', 'c', 'd'].map((seed) => imageOf(8, 9, 9, seed))
    const weights = weightsOf(16, 8, 3, 3)
    const together = run(images, weights).actual
    expect(images.map((image) => run([image], weights).actual[0])).toEqual(together)
  })
})

describe('maxPool', () => {
  test.each([
    [2, 2],
    [3, 2],
    [3, 1],
    [1, 2],
  ])('of %i x %i pixels with a stride of %i agrees with its definition', (kernel, stride) => {
    const image = imageOf(12, 8, 9, 'image')
    const from = planesOf([image], 12)
    const result = pooled(image, [kernel, kernel], [stride, stride])
    const to = outputPlane(result.height, result.width, 12)
    // biome-ignore format: inputs and outputs, a line each
    kernels.maxPool(
      from.address, from.row, 12, kernel, kernel, stride, stride,
      to.address, to.row, result.height, result.width,
    )
    expect(contents(to)).toEqual(contentsOf(result, 12))
  })

  test('handles negative numbers', () => {
    const image: Image = { channels: 4, height: 3, width: 3, at: (c, y, x) => -1 - c - y - x }
    const from = planesOf([image], 4)
    const to = outputPlane(1, 2, 4)
    kernels.maxPool(from.address, from.row, 4, 3, 2, 1, 1, to.address, to.row, 1, 2)
    expect(contents(to)).toEqual(contentsOf(pooled(image, [3, 2], [1, 1]), 4))
  })
})

describe('dense', () => {
  /** Weights are `weight(output, input)`, the inputs counted channel by channel. */
  function run(image: Image, depth: number, outputs: number, isTransposed: boolean): number[] {
    const inputs = image.channels * image.height * image.width
    const from = planesOf([image], depth)
    const length = roundUp(((image.height - 1) * from.row) / 4 + image.width * depth, 4)
    const parameters = reserve(Math.ceil(outputs / 4) * (1 + length) * 16)
    const weights = Array.from({ length: outputs * inputs }, (_, index) =>
      isTransposed
        ? weight(Math.floor(index / inputs), index % inputs)
        : weight(index % outputs, Math.floor(index / outputs)),
    )
    kernels.arrangeDense(
      put(weights),
      ...((isTransposed ? [inputs * 4, 4] : [4, outputs * 4]) as [number, number]),
      put(Array.from({ length: outputs }, (_, output) => output)),
      outputs,
      image.channels,
      image.height,
      image.width,
      from.row,
      depth * 4,
      length,
      parameters,
    )
    const to = reserve(roundUp(outputs, 4) * 4)
    kernels.dense(from.address, length, parameters, to, outputs)
    return [...floats(to, roundUp(outputs, 4))]
  }

  const weight = (output: number, input: number) => ((output * 7 + input * 3) % 11) - 5

  function expected({ channels, height, width, at }: Image, outputs: number): number[] {
    return Array.from({ length: roundUp(outputs, 4) }, (_, output) => {
      if (output >= outputs) return 0
      let [sum, input] = [output, 0]
      for (let c = 0; c < channels; c++) {
        forEachPixel({ height, width }, (y, x) => {
          sum += weight(output, input++) * at(c, y, x)
        })
      }
      return sum
    })
  }

  test.each([1, 4, 5, 10])('computes %i outputs of a vector', (outputs) => {
    const image = imageOf(24, 1, 1, 'vector')
    expect(run(image, 24, outputs, true)).toEqual(expected(image, outputs))
  })

  test('reads the pixels of a plane in the order that ONNX counts them in', () => {
    const image = imageOf(5, 3, 4, 'image')
    expect(run(image, 8, 10, true)).toEqual(expected(image, 10))
  })

  test('reads a plane of one channel', () => {
    const image = imageOf(1, 3, 5, 'image')
    expect(run(image, 1, 3, true)).toEqual(expected(image, 3))
  })

  test('accepts weights that are stored input by input', () => {
    const image = imageOf(5, 3, 4, 'image')
    expect(run(image, 8, 6, false)).toEqual(expected(image, 6))
  })
})

describe('softmax', () => {
  function run(values: readonly number[]): number[] {
    const to = reserve(values.length * 4)
    kernels.softmax(put(values), to, values.length)
    return [...floats(to, values.length)]
  }

  test.each([[[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]], [[0.5, -0.25, 3]], [[-4]]])('of %j agrees with its definition', (x) => {
    const sum = x.reduce((total, value) => total + Math.exp(value), 0)
    for (const [index, share] of run(x).entries()) expect(share).toBeCloseTo(Math.exp(x[index]!) / sum, 6)
  })

  test.each([[[1000, 999, -1000]], [[-1000, -1001, -3000]], [[3e38, 0, -3e38]]])(
    'of %j does not overflow',
    (values) => {
      const shares = run(values)
      expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true)
      expect(shares.reduce((sum, share) => sum + share)).toBeCloseTo(1, 6)
    },
  )
})

test('sigmoid is the logistic function, also for large numbers of both signs', () => {
  const values = [-1000, -88, -10, -1, -0.5, 0, 0.5, 1, 10, 88, 1000]
  const to = reserve(values.length * 4)
  kernels.sigmoid(put(values), to, values.length)
  const results = [...floats(to, values.length)]
  for (const [index, value] of values.entries()) expect(results[index]).toBeCloseTo(1 / (1 + Math.exp(-value)), 6)
})

describe('fromBytes', () => {
  test.each([1, 3, 4, 7, 28])('converts rows of %i bytes, and writes nothing outside of them', (width) => {
    const bytes = Uint8Array.from({ length: width * 2 }, (_, index) => 255 - index)
    const from = reserve(bytes.length)
    new Uint8Array(kernels.memory.buffer, from).set(bytes)
    const to = reserve((width + 2) * 2 * 4)
    kernels.fromBytes(from, to, (width + 2) * 4, width, 2)
    expect([...floats(to, (width + 2) * 2)]).toEqual([
      ...bytes.subarray(0, width),
      ...[0, 0],
      ...bytes.subarray(width),
      ...[0, 0],
    ])
  })
})

describe('arithmetic', () => {
  const operations: [name: string, code: number, operation: (value: number) => number][] = [
    ['addition', 0, (value) => value + 4],
    ['subtraction', 1, (value) => value - 4],
    ['multiplication', 2, (value) => value * 4],
    ['division', 3, (value) => value / 4],
    ['ReLU', 4, (value) => Math.max(0, value)],
  ]

  describe.each(operations)('%s', (_, code, operation) => {
    test.each([1, 2, 3, 4, 5, 11])('applies to rows of %i numbers, and writes nothing outside of them', (length) => {
      const values = wholeNumbers(length * 2, 'values')
      const [row, toRow] = [length * 4, (length + 3) * 4]
      const to = reserve(2 * toRow)
      kernels.arithmetic(code, 4, put(values), row, to, toRow, length, 2)
      const results = values.map(operation)
      expect([...floats(to, 2 * (length + 3))]).toEqual([
        ...results.slice(0, length),
        ...[0, 0, 0],
        ...results.slice(length),
        ...[0, 0, 0],
      ])
    })
  })
})

describe('dequantize', () => {
  test('multiplies every 8-bit number by the scale of its row', () => {
    const [from, to] = [reserve(512), reserve(512 * 4)]
    const values = Array.from({ length: 256 }, (_, i) => i - 128)
    new Int8Array(kernels.memory.buffer, from, 512).set([...values, ...values])
    kernels.dequantize(from, to, 2, 256, put([0.25, -3]))
    expect([...floats(to, 512)]).toEqual([...values.map((value) => value / 4), ...values.map((value) => value * -3)])
  })

  test('writes nothing beside the result', () => {
    const [from, to] = [reserve(8), reserve(8 * 4)]
    new Int8Array(kernels.memory.buffer, from, 3).set([1, 2, 3])
    kernels.dequantize(from, to, 1, 3, put([2]))
    expect([...floats(to, 5)]).toEqual([2, 4, 6, 0, 0])
  })
})
