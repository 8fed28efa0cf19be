import type { Image } from '../image.js'
import type { Box } from './box.js'

/** A connected component of a mask. Lengths in pixels. */
export interface Component {
  /** Its value in the image of labels, from 1. */
  readonly label: number
  readonly box: Box
  readonly area: number
  /** Number of pixels with background beside them, or on the frame. */
  readonly outline: number
  /** Sum of its contrast. */
  readonly mass: number
  /** Greatest contrast. */
  readonly peak: number
  /** Centre of mass. */
  readonly x: number
  readonly y: number
  /** Number of pixels on the frame of the image. */
  readonly onFrame: number
}

export interface LabelledComponents {
  readonly components: readonly Component[]
  /** Label of the component at each pixel, 0 outside all of them. */
  readonly labels: Image<Int32Array>
}

/** Labels the connected components of a mask, diagonal neighbours included, and measures them. */
export function labelComponents(mask: Image<Uint8Array>, contrast: Image<Float32Array>): LabelledComponents {
  const { data, width, height } = mask
  const labels = { data: new Int32Array(data.length), width, height }
  const queue = new Int32Array(data.length)
  const components: Component[] = []
  for (let seed = 0; seed < data.length; seed++) {
    if (!data[seed] || labels.data[seed]) continue
    const label = components.length + 1
    const count = floodFill(mask, labels.data, queue, seed, label)
    components.push(measure(queue.subarray(0, count), label, data, contrast))
  }
  return { components, labels }
}

/** @returns the number of pixels of the component, whose indices are in the queue */
function floodFill(
  { data, width, height }: Image<Uint8Array>,
  labels: Int32Array,
  queue: Int32Array,
  seed: number,
  label: number,
): number {
  let count = 1
  queue[0] = seed
  labels[seed] = label
  for (let done = 0; done < count; done++) {
    const at = queue[done]!
    const x = at % width
    const y = (at - x) / width
    const [top, bottom] = [Math.max(0, y - 1), Math.min(height - 1, y + 1)]
    const [left, right] = [Math.max(0, x - 1), Math.min(width - 1, x + 1)]
    for (let ny = top; ny <= bottom; ny++) {
      for (let next = ny * width + left; next <= ny * width + right; next++) {
        if (!data[next] || labels[next]) continue
        labels[next] = label
        queue[count++] = next
      }
    }
  }
  return count
}

function measure(
  pixels: Int32Array,
  label: number,
  mask: Uint8Array,
  { data, width, height }: Image<Float32Array>,
): Component {
  let [left, top, right, bottom] = [width, height, 0, 0]
  let [mass, massX, massY, peak, onFrame, outline] = [0, 0, 0, 0, 0, 0]
  for (const at of pixels) {
    const x = at % width
    const y = (at - x) / width
    const value = data[at]!
    mass += value
    massX += value * (x + 0.5)
    massY += value * (y + 0.5)
    if (value > peak) peak = value
    if (x < left) left = x
    if (x >= right) right = x + 1
    if (y < top) top = y
    if (y >= bottom) bottom = y + 1
    if (x === 0 || y === 0 || x === width - 1 || y === height - 1) {
      onFrame++
      outline++
    } else if (!(mask[at - 1] && mask[at + 1] && mask[at - width] && mask[at + width])) outline++
  }
  const box = { left, top, right, bottom }
  return { label, box, area: pixels.length, outline, mass, peak, x: massX / mass, y: massY / mass, onFrame }
}
