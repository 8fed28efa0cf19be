import type { Kernels } from './kernels.js'
import { type Attribute, dataTypes, type Node, type OnnxModel, type Tensor } from './onnx-file.js'

/** A network that is ready to run. */
export interface Plan {
  /** The images, one after the other. */
  readonly image: Region
  /** The outputs, by their names in the graph. */
  readonly outputs: ReadonlyMap<string, Region>
  /** Reads the first `count` images, at most `mostImages`, and fills their outputs. */
  run(count: number): void
}

/** A part of the module's memory. */
export interface Region {
  /** Address for the first image. */
  readonly address: number
  /** Bytes from an image's part to the next one's. */
  readonly size: number
  /** Number of elements for one image. */
  readonly length: number
}

/** Number of images that are run together: the tiles of that many small planes fill the registers. */
export const mostImages = 4

/**
 * Where a value of the graph lies in the module's memory. Vectors are planes of one pixel.
 *
 * Addresses and steps are in bytes; `depth` counts the channels that a pixel has in memory, padding included.
 */
interface Value {
  /** Address of the first pixel, for the first image. */
  readonly address: number
  /** From an image's plane to the next one's. */
  readonly size: number
  readonly channels: number
  readonly height: number
  readonly width: number
  readonly depth: number
  readonly row: number
  /** Number of dimensions that the graph counts, the batch included. */
  readonly rank: number
}

/** A constant of the graph. */
interface Constant extends Tensor {
  /** The constant by which it is multiplied, one factor for each row of the first dimension. */
  readonly scale?: Tensor
}

/** Codes of the kernel `arithmetic`. */
const arithmetic: Readonly<Record<string, number>> = { Add: 0, Sub: 1, Mul: 2, Div: 3, Relu: 4 }

/** Kernels work on eight output channels at a time. */
const channelGroup = 8

/**
 * Puts a model's parameters into the module's memory, in the order in which the kernels read them, and turns the graph
 * into a list of kernel calls. All sizes come from the graph.
 *
 * @param model one in which `unsupported` finds nothing
 * @throws Error naming what does not fit together
 */
export function plan(model: OnnxModel, kernels: Kernels): Plan {
  return new Planner(model, kernels).plan()
}

class Planner {
  readonly #model: OnnxModel
  readonly #kernels: Kernels
  readonly #values = new Map<string, Value>()
  readonly #constants: Map<string, Constant>
  readonly #steps: ((images: number) => void)[] = []
  /** Nodes that are computed together with an earlier node. */
  readonly #fused = new Set<Node>()
  readonly #staging: { readonly weights: number; readonly bytes: number; readonly biases: number }
  #top: number

  constructor(model: OnnxModel, kernels: Kernels) {
    this.#model = model
    this.#kernels = kernels
    this.#constants = new Map(model.constants)
    this.#top = kernels.heapBase()
    const most = Math.max(0, ...[...model.constants.values()].map(({ dims }) => count(dims)))
    this.#staging = {
      weights: this.#reserve(most * 4),
      bytes: this.#reserve(most),
      biases: this.#reserve(most * 4),
    }
  }

  plan(): Plan {
    const [name, signature] = [...this.#model.inputs].find(([input]) => !this.#model.constants.has(input)) ?? ['', null]
    const [, height, width] = signature?.dims ?? []
    if (signature?.type !== dataTypes.uint8 || typeof height !== 'number' || typeof width !== 'number') {
      throw new Error('the graph has no input of uint8 [N, height, width]')
    }
    const [address, size] = [this.#reserve(height * width * mostImages), height * width]
    this.#values.set(name, { address, size, channels: 1, height, width, depth: 1, row: width, rank: 3 })
    for (const node of this.#model.nodes) if (!this.#fused.has(node)) this.#add(node)
    const outputs = new Map(
      [...this.#model.outputs.keys()].map((output) => {
        const { address, size, channels, height, width } = this.#value(output)
        if (height * width !== 1) throw new Error(`the output ${output} is not a vector`)
        return [output, { address, size, length: channels }]
      }),
    )
    const steps = this.#steps
    return {
      image: { address, size, length: size },
      outputs,
      run(images) {
        for (const step of steps) step(images)
      },
    }
  }

  #add(node: Node): void {
    const { operator } = node
    if (operator === 'Cast') this.#cast(node)
    else if (operator === 'Conv') this.#convolution(node)
    else if (operator === 'MaxPool') this.#maxPool(node)
    else if (operator === 'Gemm') this.#dense(node)
    else if (operator === 'Softmax' || operator === 'Sigmoid') this.#activation(node)
    else if (operator === 'Flatten' || operator === 'Squeeze' || operator === 'Unsqueeze') this.#reshape(node)
    else if (operator === 'Mul' && this.#constants.has(node.inputs[0]!)) this.#scale(node)
    else this.#arithmetic(node)
  }

  /** Notes the scale of 8-bit weights. */
  #scale(node: Node): void {
    const [weights, scale] = [this.#constant(node.inputs[0]!), this.#constant(node.inputs[1]!)]
    const [rows, ...others] = scale.dims
    if (scale.type !== dataTypes.float32 || rows !== weights.dims[0] || others.some((size) => size !== 1)) {
      throw new Error(`the scale ${node.inputs[1]} does not fit its weights`)
    }
    this.#constants.set(node.outputs[0]!, { ...weights, scale })
  }

  /** Converts the raster to single precision. 8-bit constants are converted where they are used. */
  #cast(node: Node): void {
    const [input, output] = [node.inputs[0]!, node.outputs[0]!]
    const constant = this.#constants.get(input)
    if (constant) {
      this.#constants.set(output, constant)
      return
    }
    const from = this.#value(input)
    // Only the image is stored as bytes, one for each pixel.
    if (from.row !== from.width) throw new Error(`the value ${input} is single precision before its Cast`)
    const to = this.#allocate(output, from)
    const { fromBytes } = this.#kernels
    this.#forEach(from, to, (source, target) => fromBytes(source, target, to.row, from.width, from.height))
  }

  #convolution(node: Node): void {
    const [input, weights, biases] = node.inputs as [string, string, string?]
    const from = this.#value(input)
    const { dims } = this.#constant(weights)
    const [channels, inputs, kernelHeight, kernelWidth] = dims as [number, number, number, number]
    if (dims.length !== 4 || inputs !== from.channels) throw new Error(`the weights ${weights} do not fit their input`)
    const [strideY, strideX] = pair(node.attributes.strides)
    const [top, left, bottom, right] = padsOf(node)
    const height = Math.floor((from.height + top + bottom - kernelHeight) / strideY) + 1
    const width = Math.floor((from.width + left + right - kernelWidth) / strideX) + 1
    const { output, relu, pool } = this.#fuse(node)
    const pooled = pool ? 2 : 1
    const to = this.#allocate(output, {
      channels,
      height: Math.floor(height / pooled),
      width: Math.floor(width / pooled),
      rank: 4,
    })
    this.#stage(weights, channels, biases)
    const start = from.address - top * from.row - left * from.depth * 4
    const kernels = this.#kernels
    const groups = to.depth / channelGroup
    if (kernelHeight === 3 && kernelWidth === 3 && strideY === 1 && strideX === 1 && from.depth % 4 === 0) {
      const parameters = this.#reserve(groups * (1 + 36 * from.depth) * 32)
      kernels.arrangeWinograd(this.#staging.weights, this.#staging.biases, channels, inputs, from.depth, parameters)
      const scratch = this.#reserve(kernels.winogradScratch(from.depth))
      // biome-ignore format: inputs, outputs and options, a line each
      this.#steps.push((images) => kernels.winograd(
        images, start, from.size, from.row, from.depth, parameters,
        to.address, to.size, to.row, to.depth, height, width, relu, pool, scratch,
      ))
      return
    }
    const area = kernelHeight * kernelWidth
    const parameters = this.#reserve(groups * (1 + area * from.depth) * 32)
    kernels.arrangeConvolution(
      this.#staging.weights,
      this.#staging.biases,
      channels,
      inputs,
      from.depth,
      area,
      parameters,
    )
    // biome-ignore format: inputs, outputs and options, a line each
    this.#forEach({ ...from, address: start }, to, (source, target) => kernels.convolution(
      source, from.row, from.depth, kernelHeight, kernelWidth, strideY, strideX, parameters,
      target, to.row, to.depth, height, width, relu, pool,
    ))
  }

  /** A ReLU and a max-pooling of 2 x 2 that follow a convolution, in either order, are computed together with it. */
  #fuse(node: Node): { output: string; relu: boolean; pool: boolean } {
    let [output, relu, pool] = [node.outputs[0]!, false, false]
    for (;;) {
      const [next, another] = this.#consumers(output)
      const fits = next && !another && !this.#model.outputs.has(output)
      if (fits && !relu && next.operator === 'Relu') relu = true
      else if (fits && !pool && next.operator === 'MaxPool' && isHalving(next)) pool = true
      else return { output, relu, pool }
      this.#fused.add(next)
      output = next.outputs[0]!
    }
  }

  #maxPool(node: Node): void {
    const from = this.#value(node.inputs[0]!)
    const [kernelHeight, kernelWidth] = pair(node.attributes.kernel_shape)
    const [strideY, strideX] = pair(node.attributes.strides)
    if (from.depth % 4 !== 0) throw new Error('max-pooling needs a convolution before it')
    const to = this.#allocate(node.outputs[0]!, {
      ...from,
      height: Math.floor((from.height - kernelHeight) / strideY) + 1,
      width: Math.floor((from.width - kernelWidth) / strideX) + 1,
    })
    const { maxPool } = this.#kernels
    // biome-ignore format: inputs and outputs, a line each
    this.#forEach(from, to, (source, target) => maxPool(
      source, from.row, from.depth, kernelHeight, kernelWidth, strideY, strideX,
      target, to.row, to.height, to.width,
    ))
  }

  #dense(node: Node): void {
    const [input, weights, biases] = node.inputs as [string, string, string?]
    const from = this.#value(input)
    const isTransposed = (node.attributes.transB ?? 0) === 1
    const { dims } = this.#constant(weights)
    const [outputs, inputs] = (isTransposed ? dims : [...dims].reverse()) as [number, number]
    const { channels, height, width, row, depth } = from
    if (dims.length !== 2 || inputs !== channels * height * width) {
      throw new Error(`the weights ${weights} do not fit their input`)
    }
    this.#stage(weights, outputs, biases)
    const to = this.#allocate(node.outputs[0]!, { channels: outputs, height: 1, width: 1, rank: 2 })
    const length = roundUp(((height - 1) * row) / 4 + width * depth, 4)
    const parameters = this.#reserve(Math.ceil(outputs / 4) * (1 + length) * 16)
    const [outputStep, inputStep] = isTransposed ? [inputs * 4, 4] : [4, outputs * 4]
    this.#kernels.arrangeDense(
      this.#staging.weights,
      outputStep,
      inputStep,
      this.#staging.biases,
      outputs,
      channels,
      height,
      width,
      row,
      depth * 4,
      length,
      parameters,
    )
    const { dense } = this.#kernels
    this.#forEach(from, to, (source, target) => dense(source, length, parameters, target, outputs))
  }

  #activation(node: Node): void {
    const from = this.#value(node.inputs[0]!)
    const isSoftmax = node.operator === 'Softmax'
    // Softmax sums over the last dimension, or the second: the channels in both cases only if there are no others.
    if (from.height * from.width !== 1 || (isSoftmax && from.rank !== 2)) {
      throw new Error(`${node.operator} needs a vector`)
    }
    const to = this.#allocate(node.outputs[0]!, from)
    const kernel = isSoftmax ? this.#kernels.softmax : this.#kernels.sigmoid
    this.#forEach(from, to, (source, target) => kernel(source, target, from.channels))
  }

  /** ReLU, or an operation with a constant of one element. */
  #arithmetic(node: Node): void {
    const [input, operand] = node.inputs
    const from = this.#value(input!)
    const constant = operand === undefined ? 0 : this.#scalar(operand)
    const to = this.#allocate(node.outputs[0]!, from)
    const code = arithmetic[node.operator]!
    const { arithmetic: kernel } = this.#kernels
    const length = from.width * from.depth
    this.#forEach(from, to, (source, target) =>
      kernel(code, constant, source, from.row, target, to.row, length, from.height),
    )
  }

  /** The values stay where they are: only the graph's count of dimensions changes, if the layout allows it. */
  #reshape(node: Node): void {
    const from = this.#value(node.inputs[0]!)
    const { operator } = node
    const isKnown =
      (operator === 'Flatten' && from.rank === 4) ||
      (operator === 'Unsqueeze' && from.rank === 3 && this.#axis(node) === 1) ||
      (operator === 'Squeeze' && from.rank === 2 && from.channels === 1 && this.#axis(node) === 1)
    if (!isKnown) throw new Error(`${operator} has another shape than is known`)
    this.#values.set(node.outputs[0]!, {
      ...from,
      rank: operator === 'Flatten' ? 2 : from.rank + (operator === 'Squeeze' ? -1 : 1),
    })
  }

  #axis(node: Node): number {
    const { raw, type, dims } = this.#constant(node.inputs[1]!)
    if (type !== dataTypes.int64 || count(dims) !== 1) throw new Error(`${node.operator} needs one axis`)
    return raw[0]!
  }

  /** Adds a step that calls a kernel for each image, with the addresses of its input and output. */
  #forEach(from: Value, to: Value, kernel: (from: number, to: number) => void): void {
    this.#steps.push((images) => {
      for (let i = 0; i < images; i++) kernel(from.address + i * from.size, to.address + i * to.size)
    })
  }

  /** Reserves a zeroed plane for each image, with the zeros around it that the convolutions behind it need. */
  #allocate(
    name: string,
    {
      channels,
      height,
      width,
      rank,
      depth,
    }: Pick<Value, 'channels' | 'height' | 'width' | 'rank'> & { depth?: number },
  ): Value {
    if (!(channels > 0 && height > 0 && width > 0)) throw new Error(`the value ${name} is empty`)
    const inMemory = depth ?? roundUp(channels, channelGroup)
    const { margin, below } = this.#surroundingsOf(name)
    const pixel = inMemory * 4
    const row = (width + 2 * margin) * pixel
    const size = roundUp((height + 2 * margin + below) * row, 16)
    const address = this.#reserve(size * mostImages) + margin * (row + pixel)
    const value = { address, size, channels, height, width, depth: inMemory, row, rank }
    this.#values.set(name, value)
    return value
  }

  /**
   * The zeros around a plane that the convolutions behind it read: a margin on all sides, for their padding, and rows
   * below, which blocks and tiles at the edge reach into. What those read is not stored, but Winograd's transforms
   * cancel it only up to rounding: another image's rows there would change the last bit of a result.
   */
  #surroundingsOf(name: string): { margin: number; below: number } {
    const [margins, rows] = [[0], [0]]
    for (const node of this.#consumers(name)) {
      if (node.operator === 'Conv') {
        const [strideY, strideX] = pair(node.attributes.strides)
        margins.push(...padsOf(node))
        rows.push(strideY + Math.max(3, strideX))
      } else if (node.operator === 'Unsqueeze') {
        const { margin, below } = this.#surroundingsOf(node.outputs[0]!)
        margins.push(margin)
        rows.push(below)
      }
    }
    return { margin: Math.max(...margins), below: Math.max(...rows) }
  }

  /** Converts weights and biases to f32 and stores them where the `arrange...` kernels read them. */
  #stage(weights: string, outputs: number, biases: string | undefined): void {
    this.#copy(weights, this.#staging.weights)
    this.#bytes(this.#staging.biases, outputs * 4).fill(0)
    if (biases === undefined) return
    if (count(this.#constant(biases).dims) !== outputs) throw new Error(`the biases ${biases} do not fit their weights`)
    this.#copy(biases, this.#staging.biases)
  }

  #copy(name: string, address: number): void {
    const { dims, type, raw, scale } = this.#constant(name)
    const [length, rows] = [count(dims), dims[0] ?? 1]
    if (type === dataTypes.float32 && raw.length === length * 4 && !scale) {
      this.#bytes(address, raw.length).set(raw)
    } else if (type === dataTypes.int8 && raw.length === length && scale?.raw.length === rows * 4) {
      const { bytes, biases } = this.#staging
      this.#bytes(bytes, length).set(raw)
      // The place of the biases is free until they are copied, after the weights.
      this.#bytes(biases, rows * 4).set(scale.raw)
      this.#kernels.dequantize(bytes, address, rows, length / rows, biases)
    } else {
      throw new Error(`the constant ${name} is neither f32 nor i8 with a scale`)
    }
  }

  #scalar(name: string): number {
    if (count(this.#constant(name).dims) !== 1) throw new Error(`the constant ${name} is not a single number`)
    this.#copy(name, this.#staging.weights)
    return new DataView(this.#kernels.memory.buffer).getFloat32(this.#staging.weights, true)
  }

  #bytes(address: number, length: number): Uint8Array {
    return new Uint8Array(this.#kernels.memory.buffer, address, length)
  }

  /** Reserves zeroed memory, aligned to 16 bytes. */
  #reserve(bytes: number): number {
    const address = roundUp(this.#top, 16)
    this.#top = address + bytes
    const { memory } = this.#kernels
    const missing = this.#top - memory.buffer.byteLength
    if (missing > 0) memory.grow(Math.ceil(missing / 65_536))
    return address
  }

  #consumers(name: string): Node[] {
    return this.#model.nodes.filter(({ inputs }) => inputs.includes(name))
  }

  #value(name: string): Value {
    const value = this.#values.get(name)
    if (!value) throw new Error(`the value ${name} is computed nowhere`)
    return value
  }

  #constant(name: string): Constant {
    const constant = this.#constants.get(name)
    if (!constant) throw new Error(`the value ${name} is not a constant`)
    return constant
  }
}

function padsOf(node: Node): [top: number, left: number, bottom: number, right: number] {
  const pads = node.attributes.pads
  return Array.isArray(pads) && pads.length === 4 ? (pads as [number, number, number, number]) : [0, 0, 0, 0]
}

/** The two numbers of an attribute, 1 and 1 if it is left out. */
function pair(attribute: Attribute | undefined): [number, number] {
  return Array.isArray(attribute) && attribute.length === 2 ? (attribute as [number, number]) : [1, 1]
}

/** Returns true for a max-pooling of 2 x 2 pixels that do not overlap. */
function isHalving({ attributes }: Node): boolean {
  return [...pair(attributes.kernel_shape), ...pair(attributes.strides)].every((size) => size === 2)
}

function count(dims: readonly number[]): number {
  return dims.reduce((product, size) => product * size, 1)
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple
}
