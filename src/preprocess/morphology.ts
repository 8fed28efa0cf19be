import type { Image } from '../image.js'
import { crop, fullBox } from './box.js'

/** Grey-scale dilation: the greatest value within `radius` columns and rows. */
export function dilate(image: Image<Uint8Array>, radius: number): Image<Uint8Array> {
  const padded = pad(image, radius, 0)
  slidingExtreme(padded, radius, maxInPlace)
  return crop(padded, fullBox(image))
}

/** Grey-scale erosion: the least value within `radius` columns and rows. */
export function erode(image: Image<Uint8Array>, radius: number): Image<Uint8Array> {
  const padded = pad(image, radius, 255)
  slidingExtreme(padded, radius, minInPlace)
  return crop(padded, fullBox(image))
}

/**
 * Grey-scale closing with a square of `2 * radius + 1` pixels: what is dark and narrower than the square is filled with
 * the light around it; what is broader (shadows, slopes, edges) remains (Serra, 1982).
 *
 * @param outside lightness beyond the frame. At 0, the default, a shadow along the frame remains, and so does a stroke along
 *   it; a stroke that runs across the frame is filled.
 */
export function close(image: Image<Uint8Array>, radius: number, outside = 0): Image<Uint8Array> {
  const padded = pad(image, 2 * radius, outside)
  slidingExtreme(padded, radius, maxInPlace)
  slidingExtreme(padded, radius, minInPlace)
  return crop(padded, fullBox(image))
}

function pad({ data, width, height }: Image<Uint8Array>, margin: number, value: number): Image<Uint8Array> {
  const stride = width + 2 * margin
  const padded = new Uint8Array(stride * (height + 2 * margin)).fill(value)
  for (let y = 0; y < height; y++) {
    padded.set(data.subarray(y * width, (y + 1) * width), (y + margin) * stride + margin)
  }
  return { data: padded, width: stride, height: height + 2 * margin }
}

/**
 * Replaces every value by the extreme of the square window that begins there, to the right and below, so that the windows
 * around the pixels of a padded image end up at its top left. The square is separated into a row and a column, and each is
 * built by doubling: the maximum of eight is the greater of two maxima of four. Windows that leave the image hold anything.
 */
function slidingExtreme(
  { data, width }: Image<Uint8Array>,
  radius: number,
  combine: (data: Uint8Array, shift: number) => void,
): void {
  const window = 2 * radius + 1
  for (const step of [1, width]) {
    let size = 1
    for (; 2 * size <= window; size *= 2) combine(data, size * step)
    if (size < window) combine(data, (window - size) * step)
  }
}

// Without a branch, which noise would make unpredictable: several times as fast as a comparison.

function maxInPlace(data: Uint8Array, shift: number): void {
  const count = data.length - shift
  for (let i = 0; i < count; i++) {
    const value = data[i]!
    const lead = value - data[i + shift]!
    data[i] = value - (lead & (lead >> 31))
  }
}

function minInPlace(data: Uint8Array, shift: number): void {
  const count = data.length - shift
  for (let i = 0; i < count; i++) {
    const other = data[i + shift]!
    const lead = data[i]! - other
    data[i] = other + (lead & (lead >> 31))
  }
}
