import { activate, add, mul, sub } from './vector'

/**
 * Converts an image of bytes to a plane of one channel.
 *
 * @param from `height * width` bytes
 * @param row bytes from a row of the plane to the next
 */
export function fromBytes(from: usize, to: usize, row: i32, width: i32, height: i32): void {
  const vectors = width & ~3
  for (let y = 0; y < height; y++, from += width, to += row) {
    for (let x = 0; x < vectors; x += 4) {
      const bytes = i16x8.extend_low_i8x16_u(v128.load32_zero(from + x))
      v128.store(to + x * 4, f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(bytes)))
    }
    for (let x = vectors; x < width; x++) store<f32>(to + x * 4, <f32>load<u8>(from + x))
  }
}

/** Codes of `arithmetic`. */
const addition = 0
const subtraction = 1
const multiplication = 2
const division = 3

/**
 * Applies one operation with a constant to every element of a plane or vector; any other code is ReLU.
 *
 * @param length f32 in a row
 * @param height number of rows
 */
export function arithmetic(
  operation: i32,
  constant: f32,
  from: usize,
  fromRow: i32,
  to: usize,
  toRow: i32,
  length: i32,
  height: i32,
): void {
  const operand = f32x4.splat(constant)
  const vectors = length & ~3
  for (let y = 0; y < height; y++, from += fromRow, to += toRow) {
    for (let i = 0; i < vectors; i += 4) v128.store(to + i * 4, apply(operation, v128.load(from + i * 4), operand))
    for (let i = vectors; i < length; i++) {
      store<f32>(to + i * 4, f32x4.extract_lane(apply(operation, v128.load32_zero(from + i * 4), operand), 0))
    }
  }
}

function apply(operation: i32, value: v128, operand: v128): v128 {
  if (operation === addition) return add(value, operand)
  if (operation === subtraction) return sub(value, operand)
  if (operation === multiplication) return mul(value, operand)
  if (operation === division) return f32x4.div(value, operand)
  return activate(value, true)
}

/** Softmax of `count` numbers; the greatest is subtracted first, so that nothing overflows. */
export function softmax(from: usize, to: usize, count: i32): void {
  let greatest = load<f32>(from)
  for (let i = 1; i < count; i++) greatest = Mathf.max(greatest, load<f32>(from + i * 4))
  let sum: f32 = 0
  for (let i = 0; i < count; i++) {
    const power = Mathf.exp(load<f32>(from + i * 4) - greatest)
    store<f32>(to + i * 4, power)
    sum += power
  }
  for (let i = 0; i < count; i++) store<f32>(to + i * 4, load<f32>(to + i * 4) / sum)
}

/** Logistic function of `count` numbers. */
export function sigmoid(from: usize, to: usize, count: i32): void {
  for (let i = 0; i < count; i++) store<f32>(to + i * 4, 1 / (1 + Mathf.exp(-load<f32>(from + i * 4))))
}
