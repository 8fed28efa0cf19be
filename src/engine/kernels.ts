/** What the compiled module of `src/kernels/` exports. Addresses and rows are in bytes; see there for the rest. */
export interface Kernels {
  readonly memory: WebAssembly.Memory
  heapBase(): number
  dequantize(from: number, to: number, outputs: number, count: number, scales: number): void
  fromBytes(from: number, to: number, row: number, width: number, height: number): void
  arithmetic(
    operation: number,
    constant: number,
    from: number,
    fromRow: number,
    to: number,
    toRow: number,
    length: number,
    height: number,
  ): void
  arrangeConvolution(
    weights: number,
    biases: number,
    outputs: number,
    inputs: number,
    depth: number,
    area: number,
    to: number,
  ): void
  convolution(
    input: number,
    inputRow: number,
    depth: number,
    kernelHeight: number,
    kernelWidth: number,
    strideY: number,
    strideX: number,
    parameters: number,
    output: number,
    outputRow: number,
    channels: number,
    height: number,
    width: number,
    relu: boolean,
    pool: boolean,
  ): void
  winogradScratch(depth: number): number
  arrangeWinograd(weights: number, biases: number, outputs: number, inputs: number, depth: number, to: number): void
  winograd(
    images: number,
    input: number,
    inputSize: number,
    inputRow: number,
    depth: number,
    parameters: number,
    output: number,
    outputSize: number,
    outputRow: number,
    channels: number,
    height: number,
    width: number,
    relu: boolean,
    pool: boolean,
    scratch: number,
  ): void
  maxPool(
    input: number,
    inputRow: number,
    channels: number,
    kernelHeight: number,
    kernelWidth: number,
    strideY: number,
    strideX: number,
    output: number,
    outputRow: number,
    height: number,
    width: number,
  ): void
  arrangeDense(
    weights: number,
    outputStep: number,
    inputStep: number,
    biases: number,
    outputs: number,
    channels: number,
    height: number,
    width: number,
    row: number,
    pixel: number,
    length: number,
    to: number,
  ): void
  dense(input: number, length: number, parameters: number, output: number, outputs: number): void
  softmax(from: number, to: number, count: number): void
  sigmoid(from: number, to: number, count: number): void
}
