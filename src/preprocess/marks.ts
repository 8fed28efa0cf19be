import type { Box, Plane } from './plane.js'

/** A connected piece of ink. Lengths in pixels. */
export interface Mark {
  /** Its number in the plane of labels. */
  readonly label: number
  readonly box: Box
  readonly area: number
  /** How many of its pixels have paper beside them. */
  readonly outline: number
  /** Sum and greatest value of its contrast. */
  readonly mass: number
  readonly peak: number
  /** Centre of its mass. */
  readonly x: number
  readonly y: number
  /** How many of its pixels lie on the picture's frame. */
  readonly onFrame: number
}

export interface Marks {
  readonly marks: readonly Mark[]
  /** The number of the mark at each pixel, 0 where there is none. */
  readonly labels: Int32Array
}

/** Connected components, diagonal neighbours included. */
export function findMarks(mask: Uint8Array, contrast: Plane): Marks {
  const { width, height } = contrast
  const labels = new Int32Array(mask.length)
  const queue = new Int32Array(mask.length)
  const marks: Mark[] = []
  for (let seed = 0; seed < mask.length; seed++) {
    if (!mask[seed] || labels[seed]) continue
    const label = marks.length + 1
    const count = flood(mask, labels, queue, seed, label, width, height)
    marks.push(measure(queue.subarray(0, count), label, mask, contrast))
  }
  return { marks, labels }
}

function flood(
  mask: Uint8Array,
  labels: Int32Array,
  queue: Int32Array,
  seed: number,
  label: number,
  width: number,
  height: number,
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
        if (!mask[next] || labels[next]) continue
        labels[next] = label
        queue[count++] = next
      }
    }
  }
  return count
}

function measure(pixels: Int32Array, label: number, mask: Uint8Array, { values, width, height }: Plane): Mark {
  let [left, top, right, bottom] = [width, height, 0, 0]
  let [mass, massX, massY, peak, onFrame, outline] = [0, 0, 0, 0, 0, 0]
  for (const at of pixels) {
    const x = at % width
    const y = (at - x) / width
    const value = values[at]!
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
