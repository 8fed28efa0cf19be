import { add, mul } from './vector'

/**
 * Fully connected layer: `output[o] = bias[o] + sum of input[i] * weight[o][i]`.
 *
 * Keeps four partial sums for every output: with a single one, each addition would wait for the one before.
 *
 * @param input `length` f32
 * @param length a multiple of four
 * @param parameters as `arrangeDense` writes them
 * @param outputs number of outputs; `output` has room for the next multiple of four
 */
export function dense(input: usize, length: i32, parameters: usize, output: usize, outputs: i32): void {
  let w = parameters
  const last = input + length * 4
  for (let to = output, end = output + outputs * 4; to < end; to += 16) {
    let a = v128.load(w)
    w += 16
    let b = f32x4.splat(0)
    let c = b
    let d = b
    for (let at = input; at < last; at += 16, w += 64) {
      a = add(a, mul(v128.load32_splat(at), v128.load(w)))
      b = add(b, mul(v128.load32_splat(at, 4), v128.load(w, 16)))
      c = add(c, mul(v128.load32_splat(at, 8), v128.load(w, 32)))
      d = add(d, mul(v128.load32_splat(at, 12), v128.load(w, 48)))
    }
    v128.store(to, add(add(a, b), add(c, d)))
  }
}

/**
 * Writes a dense layer's parameters in the order in which `dense` reads them: for every four outputs their biases, then
 * [input][output]. The input is a plane as it lies in memory, where ONNX counts channel by channel. The padding is
 * zero already.
 *
 * @param weights f32 of every pair of an output and an input, the inputs in the order [channels][height][width]
 * @param outputStep bytes from an output's weights to the next output's
 * @param inputStep bytes from an input's weight to the next input's
 * @param biases f32 [outputs]
 * @param row bytes from a row of the plane to the next
 * @param pixel bytes from a pixel of the plane to the next
 * @param length f32 of the whole plane, a multiple of four
 */
export function arrangeDense(
  weights: usize,
  outputStep: i32,
  inputStep: i32,
  biases: usize,
  outputs: i32,
  channels: i32,
  height: i32,
  width: i32,
  row: i32,
  pixel: i32,
  length: i32,
  to: usize,
): void {
  const group = (1 + length) * 16
  for (let o = 0; o < outputs; o++) {
    const base = to + (o >> 2) * group + (o & 3) * 4
    let from = weights + o * outputStep
    store<f32>(base, load<f32>(biases + o * 4))
    for (let c = 0; c < channels; c++) {
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++, from += inputStep) {
          store<f32>(base + 16 + (y * row + x * pixel + c * 4) * 4, load<f32>(from))
        }
      }
    }
  }
}
