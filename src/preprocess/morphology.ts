import type { Plane } from './plane.js'

const nothing = Number.NEGATIVE_INFINITY

/** Greatest value within `radius` columns and rows; outside of the picture there is nothing. */
export function dilate(plane: Plane, radius: number): Plane {
  return slide(slide(plane, radius, radius, nothing, 1), radius, radius, nothing, 1)
}

/** Least value within `radius` columns and rows. */
export function erode(plane: Plane, radius: number): Plane {
  return slide(slide(plane, radius, radius, nothing, -1), radius, radius, nothing, -1)
}

/**
 * Grey-scale closing by a square of `2 * radius + 1` pixels: what is dark and narrower than the square is filled with
 * the light around it; what is broader (shadows, slopes, edges) stays as it is (Serra, 1982).
 *
 * @param outside how light it is beyond the frame. With nothing there (the default) a shadow along the frame stays,
 *   and so does a stroke along it; a stroke that runs across the frame is filled.
 */
export function close(plane: Plane, radius: number, outside = nothing): Plane {
  const dilated = slide(slide(plane, radius, 2 * radius, outside, 1), radius, 2 * radius, outside, 1)
  return slide(slide(dilated, radius, 0, nothing, -1), radius, 0, nothing, -1)
}

/**
 * Extremes of all windows along the rows, in a time that does not depend on the window (van Herk, 1992; Gil and
 * Werman, 1993). Rows become columns, so that doing it twice treats both directions.
 *
 * @param padding how far the rows are continued at both ends, by the value `pad`
 * @param sign 1 for the greatest value of a window, -1 for the least
 */
function slide({ values, width, height }: Plane, radius: number, padding: number, pad: number, sign: 1 | -1): Plane {
  const window = 2 * radius + 1
  const length = width + 2 * padding
  const count = length - window + 1
  const line = new Float32Array(length).fill(pad)
  const before = new Float32Array(length)
  const after = new Float32Array(length)
  const turned = new Float32Array(count * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0, at = y * width; x < width; x++) line[padding + x] = sign * values[at + x]!
    for (let i = 0, most = nothing, left = 0; i < length; i++, left--) {
      if (left === 0) {
        left = window
        most = nothing
      }
      if (line[i]! > most) most = line[i]!
      before[i] = most
    }
    for (let i = length - 1, most = nothing, left = length % window; i >= 0; i--, left--) {
      if (left === 0) {
        left = window
        most = nothing
      }
      if (line[i]! > most) most = line[i]!
      after[i] = most
    }
    for (let i = 0; i < count; i++) {
      const [a, b] = [after[i]!, before[i + window - 1]!]
      turned[i * height + y] = sign * (a > b ? a : b)
    }
  }
  return { values: turned, width: height, height: count }
}
