/**
 * The layers of the network, in AssemblyScript: TypeScript syntax, compiled to one WebAssembly module with SIMD.
 *
 * A kernel knows nothing of a particular network: it is given addresses and sizes by `src/engine/plan.ts`, which takes
 * them from the ONNX graph. Addresses and strides are in bytes, other sizes in elements.
 *
 * - A *plane* is an image between two layers: rows of pixels, a pixel is its channels, a channel is an f32 (channels
 *   last). The channels of a plane that a convolution writes are padded with zeros to a multiple of eight.
 * - No relaxed SIMD and no NaN payloads, so the results are the same to the last bit on every machine.
 */
export { arrangeConvolution, convolution } from './convolution'
export { arrangeDense, dense } from './dense'
export { arithmetic, fromBytes, sigmoid, softmax } from './elementwise'
export { maxPool } from './pooling'
export { dequantize } from './quantized'
export { arrangeWinograd, winograd, winogradScratch } from './winograd'

/** The first address after the module's own data: planes and parameters start here. */
export function heapBase(): usize {
  return __heap_base
}
