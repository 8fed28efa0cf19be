import type { Image } from '../image.js'

/** Level of a pixel that is ink if it is connected to a strong one. */
export const weak = 1
/** Level of a pixel that is ink. */
export const strong = 2

/**
 * Hysteresis thresholding (Canny, 1986).
 *
 * @param levels `strong`, `weak` or 0
 * @returns 1 if strong, or connected to a strong pixel through weak ones by their sides; 0 otherwise
 */
export function hysteresis({ data, width, height }: Image<Uint8Array>): Image<Uint8Array> {
  const mask = new Uint8Array(data.length)
  const queue: number[] = []
  const add = (at: number) => {
    if (!data[at] || mask[at]) return
    mask[at] = 1
    queue.push(at)
  }
  for (let at = 0; at < data.length; at++) if (data[at] === strong) add(at)
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    if (at % width > 0) add(at - 1)
    if (at % width < width - 1) add(at + 1)
    add(at - width)
    add(at + width)
  }
  return { data: mask, width, height }
}
