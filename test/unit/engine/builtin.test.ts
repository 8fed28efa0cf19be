import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { openBuiltin } from '../../../src/engine/builtin.js'
import { type DigitNetwork, digitGraph, digitNetwork } from '../../helpers/digit-network.js'
import { failure } from '../../helpers/errors.js'
import { encodeModel, float32, type Graph, int64, type Node } from '../../helpers/onnx.js'
import { randomRasters } from '../../helpers/rasters.js'

const network: DigitNetwork = { layers: [{ kind: 'convolution', channels: 8, kernel: [3, 3], strides: [2, 2] }] }

describe('a model that the engine cannot run is refused:', () => {
  async function refusal(model: Uint8Array): Promise<string> {
    const error = await failure(openBuiltin(model))
    expect(error.code).toBe('MODEL_UNSUPPORTED')
    expect(error.message.length).toBeLessThanOrEqual(300)
    return error.message
  }

  const because = (reason: string) =>
    `Expected a model that the built-in engine can run but ${reason}. Use the engine 'onnxruntime'.`

  /** A graph that has these nodes behind the image, which is `bytes` as it comes and `plane` as [N,1,28,28]. */
  function modelWith(nodes: readonly Node[], constants: Graph['constants'] = {}): Uint8Array {
    return encodeModel({
      nodes: [['Cast', ['bytes'], ['pixels'], { to: 1 }], ['Unsqueeze', ['pixels', 'axis'], ['plane']], ...nodes],
      constants: { axis: int64([1]), ...constants },
      inputs: { bytes: ['uint8', ['N', 28, 28]] },
      outputs: {},
    })
  }

  test('its operators are unknown', async () => {
    const model = encodeModel({
      nodes: [
        ['LeakyRelu', ['image'], ['x']],
        ['Conv', ['x', 'w'], ['y'], { group: 2 }],
      ],
    })
    expect(await refusal(model)).toBe(because('it has operator LeakyRelu, Conv with group = 2'))
  })

  test('many of its operators are unknown, and the message counts them', async () => {
    const model = encodeModel({ nodes: ['Elu', 'Erf', 'Exp', 'Gelu', 'Log', 'Tan'].map((name) => [name, [], []]) })
    expect(await refusal(model)).toBe(
      because('it has operator Elu, operator Erf, operator Exp, operator Gelu and 2 more'),
    )
  })

  test('it is empty', async () => {
    expect(await refusal(new Uint8Array())).toBe(because('it has operator set 0 (13 to 21 are supported)'))
  })

  test('it is not an ONNX file', async () => {
    expect(await refusal(Buffer.from('<!doctype html>'))).toBe(because('it is not a protocol buffer'))
  })

  test('it is cut off', async () => {
    expect(await refusal(readFileSync('model/mnist.onnx').subarray(0, 50_000))).toBe(
      because('it is not a protocol buffer'),
    )
  })

  test.each<[missing: string, outputs: Graph['outputs'], name: string]>([
    ['score', { probabilities: ['float32', ['N', 10]] }, 'score of length 1'],
    ['probabilities', { score: ['float32', ['N']] }, 'probabilities of length 10'],
  ])('it has no output %s', async (_, outputs, name) => {
    const model = encodeModel({ ...digitGraph(network), outputs: outputs! })
    expect(await refusal(model)).toBe(because(`it has no output ${name}`))
  })

  test('its probabilities are not ten', async () => {
    const graph = digitGraph(network)
    const nodes = graph.nodes.map(([operator, inputs, outputs, attributes]): Node => {
      const swapped = { probabilities: 'score', score: 'probabilities' }[outputs[0]!]
      return [operator, inputs, swapped ? [swapped] : outputs, attributes ?? {}]
    })
    expect(await refusal(encodeModel({ ...graph, nodes }))).toBe(because('it has no output probabilities of length 10'))
  })

  test('its image has another size', async () => {
    const model = encodeModel({
      nodes: [
        ['Cast', ['image'], ['pixels'], { to: 1 }],
        ['Unsqueeze', ['pixels', 'axis'], ['plane']],
        ['Flatten', ['plane'], ['vector']],
        ['Gemm', ['vector', 'weights'], ['probabilities']],
        ['Gemm', ['vector', 'weights1'], ['score']],
      ],
      constants: {
        axis: int64([1]),
        weights: float32([196, 10], Array(1960).fill(0)),
        weights1: float32([196, 1], Array(196).fill(0)),
      },
      inputs: { image: ['uint8', ['N', 14, 14]] },
      outputs: { probabilities: ['float32', ['N', 10]], score: ['float32', ['N', 1]] },
    })
    expect(await refusal(model)).toBe(because('its input image does not have 28 x 28 pixels'))
  })

  test.each<[image: string, signature: NonNullable<Graph['inputs']>[string]]>([
    ['single precision', ['float32', ['N', 28, 28]]],
    ['of unknown size', ['uint8', ['N', 'height', 'width']]],
  ])('its image is %s', async (_, image) => {
    expect(await refusal(encodeModel({ nodes: [], inputs: { image } }))).toBe(
      because('the graph has no input of uint8 [N, height, width]'),
    )
  })

  const zeros = (...dims: number[]) => float32(dims, Array(dims.reduce((a, b) => a * b)).fill(0))

  test.each<[reason: string, nodes: readonly Node[], constants?: Graph['constants']]>([
    [
      'the weights kernel do not fit their input',
      [['Conv', ['plane', 'kernel'], ['y']]],
      { kernel: zeros(8, 2, 3, 3) },
    ],
    [
      'the biases bias do not fit their weights',
      [['Conv', ['plane', 'kernel', 'bias'], ['y']]],
      { kernel: zeros(8, 1, 3, 3), bias: zeros(7) },
    ],
    ['the value y is empty', [['Conv', ['plane', 'kernel'], ['y']]], { kernel: zeros(8, 1, 29, 29) }],
    [
      'the weights matrix do not fit their input',
      [
        ['Flatten', ['plane'], ['x']],
        ['Gemm', ['x', 'matrix'], ['y']],
      ],
      { matrix: zeros(10, 784) },
    ],
    ['max-pooling needs a convolution before it', [['MaxPool', ['plane'], ['y'], { kernel_shape: [2, 2] }]]],
    ['the constant means is not a single number', [['Sub', ['plane', 'means'], ['y']]], { means: zeros(28) }],
    ['the constant mean is neither f32 nor i8 with a scale', [['Sub', ['plane', 'mean'], ['y']]], { mean: int64([1]) }],
    ['the value plane is not a constant', [['Add', ['plane', 'plane'], ['y']]]],
    ['the value z is computed nowhere', [['Relu', ['z'], ['y']]]],
    ['the value pixels is single precision before its Cast', [['Cast', ['pixels'], ['y'], { to: 1 }]]],
    ['Softmax needs a vector', [['Softmax', ['plane'], ['y']]]],
    [
      'Softmax needs a vector',
      [
        ['Conv', ['plane', 'kernel'], ['x']],
        ['Softmax', ['x'], ['y']],
      ],
      { kernel: zeros(8, 1, 28, 28) },
    ],
    ['Unsqueeze has another shape than is known', [['Unsqueeze', ['plane', 'axis'], ['y']]]],
    ['Unsqueeze needs one axis', [['Unsqueeze', ['pixels', 'axes'], ['y']]], { axes: int64([1, 2]) }],
  ])('%s', async (reason, nodes, constants) => {
    expect(await refusal(modelWith(nodes, constants))).toBe(because(reason))
  })
})

describe('two engines do not share memory:', () => {
  const [one, other] = [digitNetwork(network, 'one'), digitNetwork(network, 'other')]
  const images = randomRasters(2, 'images')

  test('opening and running one does not change outputs of the other', async () => {
    const engine = await openBuiltin(one)
    const before = await engine.run(images, 2)
    const second = await openBuiltin(other)
    expect(await second.run(images, 2)).not.toEqual(before)
    expect(await engine.run(images, 2)).toEqual(before)
  })

  test('an output does not change with the next one', async () => {
    const engine = await openBuiltin(one)
    const given = await engine.run(images.subarray(0, 784), 1)
    const copy = structuredClone(given)
    await engine.run(images.subarray(784), 1)
    expect(given).toEqual(copy)
  })
})

describe('a runtime', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.resetModules()
  })

  /** Opens the engine in a runtime that has another `WebAssembly`, with nothing compiled before. */
  async function openWith(webAssembly: unknown): Promise<unknown> {
    vi.resetModules()
    const fresh = await import('../../../src/engine/builtin.js')
    vi.stubGlobal('WebAssembly', webAssembly)
    return fresh.openBuiltin(digitNetwork(network))
  }

  const unavailable = {
    code: 'ENGINE_UNAVAILABLE',
    message:
      'Expected WebAssembly with SIMD for the built-in engine but this runtime has none, no memory for it, or a damaged one. ' +
      'Start Node without --jitless, raise the memory limit, or install the package again.',
  }

  test('without WebAssembly gets an error that says so', async () => {
    await expect(openWith(undefined)).rejects.toMatchObject(unavailable)
  })

  test('without SIMD gets an error that says so, with the cause', async () => {
    const cause = new WebAssembly.CompileError('invalid opcode 0xfd')
    const fail = () => {
      throw cause
    }
    await expect(openWith({ Module: fail, compile: async () => fail() })).rejects.toMatchObject({
      ...unavailable,
      cause,
    })
  })

  test('may compile asynchronously only', async () => {
    const { Instance, compile } = WebAssembly
    await expect(openWith({ Instance, compile })).resolves.toMatchObject({ name: 'builtin' })
  })

  test('is tried again after a failure', async () => {
    await expect(openWith(undefined)).rejects.toMatchObject(unavailable)
    const fresh = await import('../../../src/engine/builtin.js')
    vi.unstubAllGlobals()
    await expect(fresh.openBuiltin(digitNetwork(network))).resolves.toMatchObject({ name: 'builtin' })
  })
})
