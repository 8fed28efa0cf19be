/**
 * Converts half-precision numbers to single precision, exactly, four at a time: both places have room for a multiple of
 * four.
 *
 * The multiplication moves the exponent's bias from 15 to 127, and handles subnormal numbers as well. Infinity and NaN
 * keep the exponent that has all bits set.
 *
 * @param from `count` f16
 * @param to `count` f32
 */
export function widen(from: usize, to: usize, count: i32): void {
  for (const end = from + count * 2; from < end; from += 8, to += 16) {
    const halves = i32x4.extend_low_i16x8_u(v128.load64_zero(from))
    const magnitude = i32x4.shl(v128.and(halves, i32x4.splat(0x7fff)), 13)
    const sign = i32x4.shl(v128.and(halves, i32x4.splat(0x8000)), 16)
    const special = v128.and(i32x4.ge_s(magnitude, i32x4.splat(0x7c00 << 13)), i32x4.splat(0x7f800000))
    // 2 to the power of 112.
    const finite = f32x4.mul(magnitude, f32x4.splat(reinterpret<f32>(0x77800000)))
    v128.store(to, v128.or(v128.or(finite, special), sign))
  }
}
