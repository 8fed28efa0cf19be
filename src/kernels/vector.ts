/** Short names for the vector instructions that every kernel is made of; the compiler inlines them. */
export function add(a: v128, b: v128): v128 {
  return f32x4.add(a, b)
}

export function sub(a: v128, b: v128): v128 {
  return f32x4.sub(a, b)
}

export function mul(a: v128, b: v128): v128 {
  return f32x4.mul(a, b)
}

/** `a < b ? b : a`, which is one instruction, unlike the NaN-propagating `f32x4.max`. */
export function max(a: v128, b: v128): v128 {
  return f32x4.pmax(a, b)
}

/** `v`, or zero if it is negative and `relu` is on. */
export function activate(v: v128, relu: bool): v128 {
  return relu ? f32x4.pmax(f32x4.splat(0), v) : v
}
