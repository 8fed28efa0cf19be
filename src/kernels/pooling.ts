import { max } from './vector'

/**
 * Max-pooling of any size and stride, without padding.
 *
 * @param channels channels of a pixel, a multiple of four, in input and output
 * @param height rows of the output
 * @param width columns of the output
 */
export function maxPool(
  input: usize,
  inputRow: i32,
  channels: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  strideY: i32,
  strideX: i32,
  output: usize,
  outputRow: i32,
  height: i32,
  width: i32,
): void {
  const pixel = channels * 4
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = input + y * strideY * inputRow + x * strideX * pixel
      const to = output + y * outputRow + x * pixel
      for (let c = 0; c < pixel; c += 16) {
        let most = v128.load(from + c)
        for (let ky = 0, row = from + c; ky < kernelHeight; ky++, row += inputRow) {
          for (let at = row, end = row + kernelWidth * pixel; at < end; at += pixel) most = max(most, v128.load(at))
        }
        v128.store(to + c, most)
      }
    }
  }
}
