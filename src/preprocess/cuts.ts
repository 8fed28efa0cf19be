import type { Image } from '../image.js'

/** Most cuts for each height in width, and beyond that. */
const cutsPerHeight = 5
const moreCuts = 1
/** Least ink on each side of a cut, and between two cuts, in squared heights: a digit has three strokes' worth or more. */
const minInk = 0.018
/** Cost of a step aside, relative to a pixel of ink: of two ways through the background the straighter one is taken. */
const stepAside = 0.02

/** A way from the top of a mark to its bottom. */
export interface Cut {
  /** In each row, the first column to its right. */
  readonly columns: Int32Array
  /** Number of pixels of ink that it crosses. */
  readonly ink: number
}

/**
 * Finds where digits that touch may be cut apart: the ways from top to bottom that cross least ink, at most one column aside
 * for each row, by dynamic programming.
 *
 * @param mask 1 for ink
 * @param height of the line, in pixels
 * @returns from left to right
 */
export function findCuts(mask: Image<Uint8Array>, height: number): Cut[] {
  const { data, width, height: rows } = mask
  const middle = rows >> 1
  const above = leastInk(mask, middle, 1)
  const below = leastInk(mask, middle, -1)
  // Ink to the left of each pixel in its row.
  const before = new Int32Array(rows * (width + 1))
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < width; x++)
      before[y * (width + 1) + x + 1] = before[y * (width + 1) + x]! + data[y * width + x]!
  }
  const leftOf = (columns: Int32Array) => columns.reduce((sum, x, y) => sum + before[y * (width + 1) + x]!, 0)
  const cost = (x: number) => above[middle * width + x]! + below[middle * width + x]! - data[middle * width + x]!
  const most = Math.round((cutsPerHeight * width) / height) + moreCuts
  const least = minInk * height * height
  const total = leftOf(new Int32Array(rows).fill(width))
  const found: (Cut & { left: number })[] = []
  for (const x of Array.from({ length: width }, (_, x) => x).sort((a, b) => cost(a) - cost(b))) {
    if (found.length === most) break
    const columns = trace(above, below, width, rows, x)
    const left = leftOf(columns)
    if ([0, total, ...found.map((cut) => cut.left)].some((other) => Math.abs(other - left) < least)) continue
    found.push({ columns, ink: Math.round(cost(x)), left })
  }
  return found.sort((a, b) => a.left - b.left)
}

/**
 * Adds up the least ink on a way from the first row to each pixel, one row after the other.
 *
 * @param step 1 from the top down, -1 from the bottom up, to the row `last`
 */
function leastInk({ data, width, height }: Image<Uint8Array>, last: number, step: 1 | -1): Float32Array {
  const least = Float32Array.from(data)
  for (let y = step > 0 ? 0 : height - 1; y !== last; y += step) {
    for (let x = 0; x < width; x++) {
      const from = cheapest(least, y, x, width)
      least[(y + step) * width + x]! += least[y * width + from]! + (from === x ? 0 : stepAside)
    }
  }
  return least
}

/** Returns which of three neighbouring columns of a row it costs least to come from. */
function cheapest(least: Float32Array, y: number, x: number, width: number): number {
  let best = x
  for (const other of [x - 1, x + 1]) {
    if (other < 0 || other >= width) continue
    if (least[y * width + other]! + stepAside < least[y * width + best]! + (best === x ? 0 : stepAside)) best = other
  }
  return best
}

/** Follows the way through a column of the middle row up and down. */
function trace(above: Float32Array, below: Float32Array, width: number, height: number, column: number): Int32Array {
  const columns = new Int32Array(height)
  const middle = height >> 1
  columns[middle] = column
  for (let y = middle; y > 0; y--) columns[y - 1] = cheapest(above, y - 1, columns[y]!, width)
  for (let y = middle; y < height - 1; y++) columns[y + 1] = cheapest(below, y + 1, columns[y]!, width)
  return columns
}
