import type { Image } from '../image.js'

/** Box filter: the mean within `radius` columns and rows, over that part of the window that is in the image. */
export function boxFilter({ data, width, height }: Image<Float32Array>, radius: number): Image<Float32Array> {
  const across = new Float32Array(width * height)
  for (let y = 0; y < height; y++) {
    const row = y * width
    let sum = 0
    for (let x = -radius; x < width; x++) {
      if (x + radius < width) sum += data[row + x + radius]!
      if (x - radius > 0) sum -= data[row + x - radius - 1]!
      if (x >= 0) across[row + x] = sum / (Math.min(width - 1, x + radius) - Math.max(0, x - radius) + 1)
    }
  }
  const filtered = new Float32Array(width * height)
  const sums = new Float64Array(width)
  for (let y = -radius; y < height; y++) {
    const enters = (y + radius) * width
    const leaves = (y - radius - 1) * width
    if (y + radius < height) for (let x = 0; x < width; x++) sums[x]! += across[enters + x]!
    if (leaves >= 0) for (let x = 0; x < width; x++) sums[x]! -= across[leaves + x]!
    if (y < 0) continue
    const count = Math.min(height - 1, y + radius) - Math.max(0, y - radius) + 1
    for (let x = 0; x < width; x++) filtered[y * width + x] = sums[x]! / count
  }
  return { data: filtered, width, height }
}
