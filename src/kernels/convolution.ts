import { activate, add, max, mul } from './vector'

/**
 * Convolution of any size and stride, with its bias; then, if asked for, ReLU and max-pooling of 2 x 2 pixels.
 *
 * Computes blocks of 2 x 2 pixels and eight channels: their sums fill the registers, and 2 x 2 pixels make one pooled
 * pixel. If a size is odd, the last row or column is computed with a neighbour that is not stored.
 *
 * @param input address of the first pixel under the kernel, padding included
 * @param inputRow bytes from a row of the input to the next
 * @param depth channels of an input pixel
 * @param kernelHeight rows of the kernel
 * @param kernelWidth columns of the kernel
 * @param strideY rows of input from one output row to the next
 * @param strideX columns of input from one output column to the next
 * @param parameters as `arrangeConvolution` writes them
 * @param output address of the first output pixel
 * @param outputRow bytes from a row of the output to the next
 * @param channels channels of an output pixel, a multiple of eight
 * @param height rows of the result, before pooling
 * @param width columns of the result, before pooling
 */
export function convolution(
  input: usize,
  inputRow: i32,
  depth: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  strideY: i32,
  strideX: i32,
  parameters: usize,
  output: usize,
  outputRow: i32,
  channels: i32,
  height: i32,
  width: i32,
  relu: bool,
  pool: bool,
): void {
  const pixel = channels * 4
  const kernelRow = kernelWidth * depth * 4
  const right = strideX * depth * 4
  const down = strideY * inputRow
  const lastY = pool ? height & ~1 : height
  const lastX = pool ? width & ~1 : width
  let w = parameters
  for (let c = output, end = c + pixel; c < end; c += 32) {
    const bias0 = v128.load(w)
    const bias1 = v128.load(w, 16)
    const weights = w + 32
    for (let y = 0; y < lastY; y += 2) {
      for (let x = 0; x < lastX; x += 2) {
        let p0 = bias0
        let p1 = bias1
        let q0 = bias0
        let q1 = bias1
        let r0 = bias0
        let r1 = bias1
        let s0 = bias0
        let s1 = bias1
        w = weights
        for (let ky = 0, row = input + y * down + x * right; ky < kernelHeight; ky++, row += inputRow) {
          for (let at = row, last = row + kernelRow; at < last; at += 4, w += 32) {
            const w0 = v128.load(w)
            const w1 = v128.load(w, 16)
            const p = v128.load32_splat(at)
            const q = v128.load32_splat(at + right)
            const r = v128.load32_splat(at + down)
            const s = v128.load32_splat(at + down + right)
            p0 = add(p0, mul(p, w0))
            p1 = add(p1, mul(p, w1))
            q0 = add(q0, mul(q, w0))
            q1 = add(q1, mul(q, w1))
            r0 = add(r0, mul(r, w0))
            r1 = add(r1, mul(r, w1))
            s0 = add(s0, mul(s, w0))
            s1 = add(s1, mul(s, w1))
          }
        }
        if (pool) {
          put(
            c + (y >> 1) * outputRow + (x >> 1) * pixel,
            max(max(p0, q0), max(r0, s0)),
            max(max(p1, q1), max(r1, s1)),
            relu,
          )
          continue
        }
        const out = c + y * outputRow + x * pixel
        put(out, p0, p1, relu)
        if (x + 1 < width) put(out + pixel, q0, q1, relu)
        if (y + 1 === height) continue
        put(out + outputRow, r0, r1, relu)
        if (x + 1 < width) put(out + outputRow + pixel, s0, s1, relu)
      }
    }
    // Also if there are no rows, so that the next eight channels find their weights.
    w = weights + kernelHeight * kernelRow * 8
  }
}

function put(at: usize, low: v128, high: v128, relu: bool): void {
  v128.store(at, activate(low, relu))
  v128.store(at, activate(high, relu), 16)
}

/**
 * Writes a convolution's parameters in the order in which `convolution` reads them: for every eight output channels their
 * biases, then [kernel row][kernel column][input channel][output channel]. The padding is zero already.
 *
 * @param weights f32 [outputs][inputs][kernel row][kernel column], as in the ONNX file
 * @param biases f32 [outputs]
 * @param depth channels of an input pixel, at least `inputs`
 * @param area rows of the kernel times its columns
 */
export function arrangeConvolution(
  weights: usize,
  biases: usize,
  outputs: i32,
  inputs: i32,
  depth: i32,
  area: i32,
  to: usize,
): void {
  const group = (1 + area * depth) * 32
  for (let o = 0; o < outputs; o++) {
    const base = to + (o >> 3) * group + (o & 7) * 4
    store<f32>(base, load<f32>(biases + o * 4))
    for (let i = 0; i < inputs; i++) {
      for (let tap = 0; tap < area; tap++, weights += 4) {
        store<f32>(base + (1 + tap * depth + i) * 32, load<f32>(weights))
      }
    }
  }
}
