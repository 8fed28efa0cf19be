/**
 * Converts weights of 8 bits to single precision: `to[o][i] = from[o][i] * scales[o]`.
 *
 * @param from i8 [outputs][count]
 * @param to f32 [outputs][count]
 * @param scales f32 [outputs]
 */
export function dequantize(from: usize, to: usize, outputs: i32, count: i32, scales: usize): void {
  for (let o = 0; o < outputs; o++, scales += 4) {
    const scale = load<f32>(scales)
    for (const end = from + count; from < end; from++, to += 4) store<f32>(to, <f32>load<i8>(from) * scale)
  }
}
