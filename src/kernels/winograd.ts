import { activate, add, max, mul, sub } from './vector'

/**
 * Convolutions of 3 x 3 by Winograd's F(4x4, 3x3): a tile of 4 x 4 results takes 36 multiplications instead of 144.
 * Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2015, https://arxiv.org/abs/1509.09308.
 *
 * The points are 0, 1, -1, 1/2, -1/2 and infinity. They lose a third less precision than the customary 2 and -2, and
 * scaling by them is exact.
 */

/** Tiles or channels that are multiplied together to fill the registers: four tiles x 8 channels, or one tile x 4 x 8. */
const group = 4

/** Coefficients of a tile along one side, and in all. */
const side = 6
const coefficients = side * side

/** From a coefficient of a group's products to the next, and to the next row of coefficients. */
const nextProduct = group * 32
const nextRow = side * nextProduct

/** The products of a group, [coefficient][tile or channels][8], and a tile's half-transformed coefficients of four channels. */
const products = memory.data(coefficients * group * 32, 16)
const halfway = memory.data(coefficients * 16, 16)

/** For each tile of a group: the address of its result, and how many of its rows and columns are in the result. */
const places = memory.data(group * 12, 16)

/** Bytes of scratch memory that `winograd` needs for inputs of this many channels. */
export function winogradScratch(depth: i32): i32 {
  return coefficients * group * depth * 4
}

/**
 * Convolution of 3 x 3 with stride 1 and its bias; then, if asked for, ReLU and max-pooling of 2 x 2 pixels. The tiles of
 * several images are multiplied together; the result of one does not depend on the others.
 *
 * @param images number of images
 * @param input address of the first pixel under the kernel, padding included
 * @param inputSize bytes from an image's plane to the next one's
 * @param inputRow bytes from a row of the input to the next
 * @param depth channels of an input pixel, a multiple of four
 * @param parameters as `arrangeWinograd` writes them
 * @param output address of the first output pixel
 * @param outputSize bytes from an image's plane to the next one's
 * @param outputRow bytes from a row of the output to the next
 * @param channels channels of an output pixel, a multiple of eight
 * @param height rows of the result, before pooling
 * @param width columns of the result, before pooling
 * @param scratch `winogradScratch(depth)` bytes
 */
export function winograd(
  images: i32,
  input: usize,
  inputSize: i32,
  inputRow: i32,
  depth: i32,
  parameters: usize,
  output: usize,
  outputSize: i32,
  outputRow: i32,
  channels: i32,
  height: i32,
  width: i32,
  relu: bool,
  pool: bool,
  scratch: usize,
): void {
  const inputPixel = depth * 4
  const outputPixel = channels * 4
  const step = pool ? 2 : 4
  let count = 0
  for (let image = 0; image < images; image++, input += inputSize, output += outputSize) {
    for (let y = 0; y < height; y += 4) {
      for (let x = 0; x < width; x += 4) {
        transformInput(input + y * inputRow + x * inputPixel, inputRow, inputPixel, scratch + count * inputPixel)
        const place = places + count * 12
        store<usize>(place, output + (y / 4) * step * outputRow + (x / 4) * step * outputPixel)
        store<i32>(place, min(4, height - y), 4)
        store<i32>(place, min(4, width - x), 8)
        if (++count < group) continue
        finish(scratch, inputPixel, parameters, outputRow, outputPixel, count, relu, pool)
        count = 0
      }
    }
  }
  if (count > 0) finish(scratch, inputPixel, parameters, outputRow, outputPixel, count, relu, pool)
}

/** From the coefficients of up to four tiles to their results, for all output channels. */
function finish(
  patches: usize,
  inputPixel: i32,
  parameters: usize,
  outputRow: i32,
  outputPixel: i32,
  count: i32,
  relu: bool,
  pool: bool,
): void {
  // Biases and weights of eight output channels.
  const size = 32 + coefficients * inputPixel * 8
  const last = parameters + (outputPixel / 32 - 1) * size
  for (let c = 0, w = parameters; c < outputPixel; c += 32, w += size) {
    if (count > 1) {
      multiplyTiles(patches, inputPixel, w + 32)
      for (let t = 0; t < count; t++)
        store2(products + t * 32, w, places + t * 12, c, outputRow, outputPixel, relu, pool)
    } else if ((c & 127) === 0) {
      const w1 = min(w + size, last)
      const w2 = min(w + 2 * size, last)
      const w3 = min(w + 3 * size, last)
      multiplyTile(patches, inputPixel, w + 32, w1 + 32, w2 + 32, w3 + 32)
    }
    if (count === 1) store2(products + (c & 127), w, places, c, outputRow, outputPixel, relu, pool)
  }
}

/** Stores a tile's results for eight channels. */
function store2(
  at: usize,
  biases: usize,
  place: usize,
  channel: i32,
  row: i32,
  pixel: i32,
  relu: bool,
  pool: bool,
): void {
  const out = load<usize>(place) + channel
  const rows = load<i32>(place, 4)
  const columns = load<i32>(place, 8)
  for (let half = 0; half < 32; half += 16) {
    const bias = v128.load(biases + half)
    if (pool) poolTile(at + half, bias, relu, out + half, row, pixel, rows >> 1, columns >> 1)
    else storeTile(at + half, bias, relu, out + half, row, pixel, rows, columns)
  }
}

/** Coefficients of a 6 x 6 patch, to [coefficient][tile][channel]. */
function transformInput(patch: usize, row: i32, pixel: i32, to: usize): void {
  const next = group * pixel
  for (let end = patch + pixel; patch < end; patch += 16, to += 16) {
    for (let x = 0, at = patch, out = halfway; x < side; x++, at += pixel, out += 16) {
      transformSix(at, row, out, side * 16)
    }
    for (let y = 0, at = halfway, out = to; y < side; y++, at += side * 16, out += side * next) {
      transformSix(at, 16, out, next)
    }
  }
}

/** The transform of six values that are `step` bytes apart. */
function transformSix(at: usize, step: i32, to: usize, next: i32): void {
  const quarter = f32x4.splat(0.25)
  const d1 = v128.load(at + step)
  const d2 = v128.load(at + 2 * step)
  const d3 = v128.load(at + 3 * step)
  const d4 = v128.load(at + 4 * step)
  const even = sub(d4, d2)
  const odd = mul(sub(d3, d1), f32x4.splat(0.5))
  const evenQuarter = sub(d4, mul(d2, quarter))
  const oddQuarter = sub(d3, mul(d1, quarter))
  v128.store(to, add(even, mul(sub(v128.load(at), d2), quarter)))
  v128.store(to + next, add(evenQuarter, oddQuarter))
  v128.store(to + 2 * next, sub(evenQuarter, oddQuarter))
  v128.store(to + 3 * next, add(even, odd))
  v128.store(to + 4 * next, sub(even, odd))
  v128.store(to + 5 * next, add(sub(v128.load(at + 5 * step), d3), mul(sub(d1, d3), quarter)))
}

/** For each coefficient the product of [4 tiles][input channel] and [input channel][8 output channels]. */
function multiplyTiles(patches: usize, pixel: i32, w: usize): void {
  for (let k = 0, out = products; k < coefficients; k++, patches += group * pixel, out += nextProduct) {
    let p0 = f32x4.splat(0)
    let p1 = p0
    let q0 = p0
    let q1 = p0
    let r0 = p0
    let r1 = p0
    let s0 = p0
    let s1 = p0
    for (let at = patches, end = at + pixel; at < end; at += 4, w += 32) {
      const w0 = v128.load(w)
      const w1 = v128.load(w, 16)
      const p = v128.load32_splat(at)
      const q = v128.load32_splat(at + pixel)
      const r = v128.load32_splat(at + 2 * pixel)
      const s = v128.load32_splat(at + 3 * pixel)
      p0 = add(p0, mul(p, w0))
      p1 = add(p1, mul(p, w1))
      q0 = add(q0, mul(q, w0))
      q1 = add(q1, mul(q, w1))
      r0 = add(r0, mul(r, w0))
      r1 = add(r1, mul(r, w1))
      s0 = add(s0, mul(s, w0))
      s1 = add(s1, mul(s, w1))
    }
    storeProducts(out, p0, p1, q0, q1, r0, r1, s0, s1)
  }
}

/** For each coefficient the product of [input channel] of one tile and [input channel][4 x 8 output channels]. */
function multiplyTile(patches: usize, pixel: i32, wp: usize, wq: usize, wr: usize, ws: usize): void {
  for (let k = 0, out = products; k < coefficients; k++, patches += group * pixel, out += nextProduct) {
    let p0 = f32x4.splat(0)
    let p1 = p0
    let q0 = p0
    let q1 = p0
    let r0 = p0
    let r1 = p0
    let s0 = p0
    let s1 = p0
    for (let at = patches, end = at + pixel; at < end; at += 4, wp += 32, wq += 32, wr += 32, ws += 32) {
      const x = v128.load32_splat(at)
      p0 = add(p0, mul(x, v128.load(wp)))
      p1 = add(p1, mul(x, v128.load(wp, 16)))
      q0 = add(q0, mul(x, v128.load(wq)))
      q1 = add(q1, mul(x, v128.load(wq, 16)))
      r0 = add(r0, mul(x, v128.load(wr)))
      r1 = add(r1, mul(x, v128.load(wr, 16)))
      s0 = add(s0, mul(x, v128.load(ws)))
      s1 = add(s1, mul(x, v128.load(ws, 16)))
    }
    storeProducts(out, p0, p1, q0, q1, r0, r1, s0, s1)
  }
}

function storeProducts(
  out: usize,
  p0: v128,
  p1: v128,
  q0: v128,
  q1: v128,
  r0: v128,
  r1: v128,
  s0: v128,
  s1: v128,
): void {
  v128.store(out, p0)
  v128.store(out, p1, 16)
  v128.store(out, q0, 32)
  v128.store(out, q1, 48)
  v128.store(out, r0, 64)
  v128.store(out, r1, 80)
  v128.store(out, s0, 96)
  v128.store(out, s1, 112)
}

/** Six columns of products to [result row][column], of four channels. */
function transformColumns(at: usize): void {
  for (let x = 0, to = halfway; x < side; x++, at += nextProduct, to += 16) {
    const m1 = v128.load(at, nextRow)
    const m2 = v128.load(at, 2 * nextRow)
    const m3 = v128.load(at, 3 * nextRow)
    const m4 = v128.load(at, 4 * nextRow)
    const sum = add(m1, m2)
    const difference = sub(m1, m2)
    const halfSum = add(m3, m4)
    const halfDifference = sub(m3, m4)
    v128.store(to, add(add(v128.load(at), sum), halfSum))
    v128.store(to, add(difference, mul(halfDifference, f32x4.splat(0.5))), side * 16)
    v128.store(to, add(sum, mul(halfSum, f32x4.splat(0.25))), 2 * side * 16)
    v128.store(
      to,
      add(add(difference, mul(halfDifference, f32x4.splat(0.125))), v128.load(at, 5 * nextRow)),
      3 * side * 16,
    )
  }
}

/** Stores the rows and columns of a tile that are in the result, of four channels. */
function storeTile(at: usize, bias: v128, relu: bool, out: usize, row: i32, pixel: i32, rows: i32, columns: i32): void {
  transformColumns(at)
  for (let y = 0, from = halfway; y < rows; y++, from += side * 16, out += row) {
    const m1 = v128.load(from, 16)
    const m2 = v128.load(from, 32)
    const m3 = v128.load(from, 48)
    const m4 = v128.load(from, 64)
    const sum = add(add(m1, m2), bias)
    const difference = add(sub(m1, m2), bias)
    const halfSum = add(m3, m4)
    const halfDifference = sub(m3, m4)
    v128.store(out, activate(add(add(v128.load(from), sum), halfSum), relu))
    if (columns < 2) continue
    v128.store(out + pixel, activate(add(difference, mul(halfDifference, f32x4.splat(0.5))), relu))
    if (columns < 3) continue
    v128.store(out + 2 * pixel, activate(add(sum, mul(halfSum, f32x4.splat(0.25))), relu))
    if (columns < 4) continue
    const last = add(mul(halfDifference, f32x4.splat(0.125)), v128.load(from, 80))
    v128.store(out + 3 * pixel, activate(add(difference, last), relu))
  }
}

/** Stores the greatest of every 2 x 2 results of a tile, of four channels. */
function poolTile(at: usize, bias: v128, relu: bool, out: usize, row: i32, pixel: i32, rows: i32, columns: i32): void {
  if (columns < 1) return
  storeTile(at, bias, relu, tile, 64, 16, 4, 4)
  for (let y = 0, from = tile; y < rows; y++, from += 128, out += row) {
    v128.store(out, greatest(from))
    if (columns > 1) v128.store(out + pixel, greatest(from + 32))
  }
}

/** The 4 x 4 results of a tile before pooling, of four channels. */
const tile = memory.data(16 * 16, 16)

function greatest(from: usize): v128 {
  return max(max(v128.load(from), v128.load(from, 16)), max(v128.load(from, 64), v128.load(from, 80)))
}

/**
 * Transforms a convolution's weights and writes them in the order in which `winograd` reads them: for every eight output
 * channels their biases, then [coefficient][input channel][output channel]. The padding is zero already.
 *
 * @param weights f32 [outputs][inputs][3][3], as in the ONNX file
 * @param biases f32 [outputs]
 * @param depth channels of an input pixel, at least `inputs`
 */
export function arrangeWinograd(weights: usize, biases: usize, outputs: i32, inputs: i32, depth: i32, to: usize): void {
  const size = (1 + coefficients * depth) * 32
  const next = depth * 32
  for (let o = 0; o < outputs; o++) store<f32>(to + (o >> 3) * size + (o & 7) * 4, load<f32>(biases + o * 4))
  // Four output channels at a time: their weights are `step` apart.
  const step = inputs * 36
  for (let o = 0; o < outputs; o += 4) {
    const lanes = outputs - o
    for (let i = 0; i < inputs; i++) {
      const from = weights + o * step + i * 36
      for (let x = 0; x < 3; x++) {
        const at = from + x * 4
        transformThree(
          gather(at, step, lanes),
          gather(at + 12, step, lanes),
          gather(at + 24, step, lanes),
          halfway + x * 16,
          48,
        )
      }
      const base = to + (o >> 3) * size + (o & 7) * 4 + (1 + i) * 32
      for (let y = 0, at = halfway, out = base; y < side; y++, at += 48, out += side * next) {
        transformThree(v128.load(at), v128.load(at, 16), v128.load(at, 32), out, next)
      }
    }
  }
}

/** Loads one number for each of up to four output channels. */
function gather(at: usize, step: i32, lanes: i32): v128 {
  let v = v128.load32_zero(at)
  if (lanes > 1) v = v128.load32_lane(at + step, v, 1)
  if (lanes > 2) v = v128.load32_lane(at + 2 * step, v, 2)
  if (lanes > 3) v = v128.load32_lane(at + 3 * step, v, 3)
  return v
}

/** The transform of three weights to six coefficients, which are stored `next` bytes apart. */
function transformThree(g0: v128, g1: v128, g2: v128, to: usize, next: i32): void {
  const outer = mul(add(g0, g2), f32x4.splat(2.0 / 3.0))
  const middle = mul(g1, f32x4.splat(2.0 / 3.0))
  const outerHalf = add(mul(g0, f32x4.splat(-8.0 / 3.0)), mul(g2, f32x4.splat(-2.0 / 3.0)))
  const middleHalf = mul(g1, f32x4.splat(-4.0 / 3.0))
  v128.store(to, mul(g0, f32x4.splat(4)))
  v128.store(to + next, add(outer, middle))
  v128.store(to + 2 * next, sub(outer, middle))
  v128.store(to + 3 * next, add(outerHalf, middleHalf))
  v128.store(to + 4 * next, sub(outerHalf, middleHalf))
  v128.store(to + 5 * next, g2)
}
