import type { Image } from '../image.js'
import {
  cornerFit,
  cornerInset,
  cornerLevels,
  cornerMatch,
  cornerRows,
  cornerWindow,
  minCornerLeg,
} from './constants.js'
import { clamp, median } from './math.js'

/**
 * Replaces the triangles that fill the corners of a rotated picture by what the paper beside them is like. Editors fill them
 * with one color, which beside paper of another lightness would look like a shadow, or like ink.
 *
 * @param image changed in place
 */
export function replaceCornerFill(image: Image<Float32Array>): void {
  for (const corner of findCorners(image)) extendInto(corner, image)
}

/** A right triangle in a corner. */
interface Corner {
  /** Index of the corner's pixel. */
  readonly origin: number
  /** Steps of the index from the corner into the picture. */
  readonly across: number
  readonly down: number
  /** Legs, in pixels. */
  readonly width: number
  readonly height: number
}

/** Returns the four triangles if each corner has one, opposite ones alike; otherwise none. */
function findCorners(image: Image<Float32Array>): Corner[] {
  const { width, height } = image
  const [right, bottom] = [width - 1, (height - 1) * width]
  const found: Corner[] = []
  for (const [origin, across, down] of [
    [0, 1, width],
    [right, -1, width],
    [bottom + right, -1, -width],
    [bottom, 1, -width],
  ] as const) {
    const corner = fitTriangle(image, origin, across, down)
    if (!corner) return []
    found.push(corner)
  }
  const isAlike = (a: Corner, b: Corner) =>
    Math.hypot(a.width - b.width, a.height - b.height) <= cornerMatch * Math.hypot(a.width, a.height) + cornerInset
  return isAlike(found[0]!, found[2]!) && isAlike(found[1]!, found[3]!) ? found : []
}

/** Fits a line to the ends of the rows of fill by a median of slopes (Theil, 1950): where the page is as light, they are longer. */
function fitTriangle(
  { data, width, height }: Image<Float32Array>,
  origin: number,
  across: number,
  down: number,
): Corner | null {
  const isFill = (at: number) => Math.abs(data[at]! - data[0]!) <= cornerLevels
  const ends: { y: number; end: number }[] = []
  for (let y = 0; y < height; y++) {
    let end = 0
    while (end < width && isFill(origin + y * down + end * across)) end++
    // At a vertex of the picture, the fill of this corner may touch that of the next.
    if (end <= 2 * cornerInset) break
    ends.push({ y, end })
  }
  if (ends.length < minCornerLeg) return null
  const step = Math.ceil(ends.length / cornerRows)
  const sample = ends.filter(({ y }) => y % step === 0)
  const half = Math.ceil(sample.length / 2)
  const slope = median(sample.slice(half).map(({ y, end }, i) => (end - sample[i]!.end) / (y - sample[i]!.y)))
  const leg = median(sample.map(({ y, end }) => end - slope * y))
  const corner = { origin, across, down, width: leg, height: -leg / slope }
  if (!(slope < 0) || Math.min(leg, corner.height) < minCornerLeg) return null
  const steepness = Math.hypot(1, slope)
  const fitting = sample.filter(({ y, end }) => Math.abs(end - leg - slope * y) <= cornerInset * steepness)
  return fitting.length >= cornerFit * sample.length ? corner : null
}

/** Gives each pixel of a triangle the median of the pixels beyond its long side, around the nearest one: a digit may be among them. */
function extendInto({ origin, across, down, width, height }: Corner, image: Image<Float32Array>): void {
  const side = Math.hypot(width, height)
  // Unit vector along the long side, from its upper end.
  const [alongX, alongY] = [-width / side, height / side]
  const beyond: number[] = []
  for (let t = 0; t < side; t++) {
    const x = Math.round(width + t * alongX + cornerInset * alongY)
    const y = Math.round(t * alongY - cornerInset * alongX)
    if (x >= 0 && y >= 0 && x < image.width && y < image.height)
      beyond.push(image.data[origin + x * across + y * down]!)
    else beyond.push(beyond.at(-1) ?? image.data[origin]!)
  }
  const reach = Math.ceil(cornerWindow * side)
  const paper = beyond.map((_, t) => median(beyond.slice(Math.max(0, t - reach), t + reach + 1)))
  for (let y = 0; y < Math.min(image.height, height + cornerInset); y++) {
    for (let x = 0; x < Math.min(image.width, width + cornerInset); x++) {
      const distance = (x - width) * alongY - y * alongX
      if (distance >= cornerInset) break
      const t = Math.round((x - width) * alongX + y * alongY)
      image.data[origin + x * across + y * down] = paper[clamp(t, 0, paper.length - 1)]!
    }
  }
}
