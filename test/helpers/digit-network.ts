import { type Constant, encodeModel, float32, type Graph, int8, int64, type Node } from './onnx.js'
import { randomFrom } from './random.js'

/** A layer of a network between the image and its two outputs. */
export type Layer =
  | {
      readonly kind: 'convolution'
      readonly channels: number
      /** Rows and columns. */
      readonly kernel: readonly [number, number]
      readonly padding?: number
      readonly strides?: readonly [number, number]
      readonly bias?: boolean
    }
  | { readonly kind: 'max-pool'; readonly kernel: number; readonly stride: number }
  | { readonly kind: 'relu' }
  /** Also flattens its input. */
  | { readonly kind: 'dense'; readonly outputs: number; readonly bias?: boolean }

export interface DigitNetwork {
  readonly layers: readonly Layer[]
  /** How the weights are stored. */
  readonly weights?: 'float32' | 'int8'
  /** True if the weights of dense layers are stored output by output. */
  readonly transposed?: boolean
}

/**
 * The graph of a network with the model's contract: image uint8 [N,28,28] to probabilities [N,10] and score [N].
 *
 * @param seed of the random weights
 */
export function digitGraph(
  { layers, weights = 'float32', transposed = true }: DigitNetwork,
  seed = 'network',
): Required<Graph> {
  const random = randomFrom(seed)
  const nodes: Node[] = []
  const constants: Record<string, Constant> = {}
  let names = 0

  function node(operator: string, inputs: readonly string[], attributes: Node[3] = {}, output = `value${++names}`) {
    nodes.push([operator, inputs, [output], attributes])
    return output
  }

  function constant(value: Constant): string {
    const name = `constant${++names}`
    constants[name] = value
    return name
  }

  function quantized(dims: readonly number[], values: readonly number[]): string {
    const stored = int8(dims, values)
    return node('Mul', [node('Cast', [constant(stored.weights)], { to: 1 }), constant(stored.scale)])
  }

  /** Returns weights that keep the magnitude of activations from layer to layer. */
  function parameters(dims: readonly number[], inputs: number, bias: boolean, outputs: number): string[] {
    const values = Array.from({ length: dims.reduce((a, b) => a * b) }, () => random.normal(Math.sqrt(2 / inputs)))
    const kernel = weights === 'int8' ? quantized(dims, values) : constant(float32(dims, values))
    if (!bias) return [kernel]
    return [
      kernel,
      constant(
        float32(
          [outputs],
          Array.from({ length: outputs }, () => random.normal(0.1)),
        ),
      ),
    ]
  }

  const axis = constant(int64([1]))
  let x = node('Unsqueeze', [node('Cast', ['image'], { to: 1 }), axis])
  x = node('Mul', [node('Sub', [x, constant(float32([1], [33]))]), constant(float32([1], [1 / 79]))])
  let [channels, height, width, isFlat] = [1, 28, 28, false]

  function dense(input: string, outputs: number, bias = true): string {
    const inputs = channels * height * width
    const dims = transposed ? [outputs, inputs] : [inputs, outputs]
    return node('Gemm', [input, ...parameters(dims, inputs, bias, outputs)], transposed ? { transB: 1 } : {})
  }

  function flatten(): void {
    if (!isFlat) x = node('Flatten', [x])
    isFlat = true
  }

  for (const layer of layers) {
    if (layer.kind === 'relu') {
      x = node('Relu', [x])
    } else if (layer.kind === 'max-pool') {
      const { kernel, stride } = layer
      x = node('MaxPool', [x], { kernel_shape: [kernel, kernel], strides: [stride, stride] })
      height = Math.floor((height - kernel) / stride) + 1
      width = Math.floor((width - kernel) / stride) + 1
    } else if (layer.kind === 'dense') {
      flatten()
      x = dense(x, layer.outputs, layer.bias)
      ;[channels, height, width] = [layer.outputs, 1, 1]
    } else {
      const { kernel, padding = 0, strides = [1, 1], bias = true } = layer
      const dims = [layer.channels, channels, ...kernel]
      const inputs = [x, ...parameters(dims, channels * kernel[0] * kernel[1], bias, layer.channels)]
      const pads = Array.from({ length: 4 }, () => padding)
      x = node('Conv', inputs, { kernel_shape: kernel, pads, strides })
      channels = layer.channels
      height = Math.floor((height + 2 * padding - kernel[0]) / strides[0]) + 1
      width = Math.floor((width + 2 * padding - kernel[1]) / strides[1]) + 1
    }
  }
  flatten()
  const logits = node('Div', [dense(x, 10), constant(float32([1], [1.3]))])
  node('Softmax', [logits], { axis: 1 }, 'probabilities')
  node('Squeeze', [node('Sigmoid', [dense(x, 1)]), axis], {}, 'score')
  return {
    opset: 13,
    nodes,
    constants,
    inputs: { image: ['uint8', ['N', 28, 28]] },
    outputs: { probabilities: ['float32', ['N', 10]], score: ['float32', ['N']] },
  }
}

/** The same as the bytes of an ONNX file. */
export function digitNetwork(network: DigitNetwork, seed?: string): Uint8Array {
  return encodeModel(digitGraph(network, seed))
}
