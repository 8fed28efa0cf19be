/** A picture of bytes, row by row from the top left. */
export interface Bytes {
  readonly values: Uint8Array
  readonly width: number
  readonly height: number
}

/** Greatest value within `radius` columns and rows. */
export function dilate(plane: Bytes, radius: number): Bytes {
  const padded = pad(plane, radius, 0)
  spread(padded, radius, greater)
  return corner(padded, plane)
}

/** Least value within `radius` columns and rows. */
export function erode(plane: Bytes, radius: number): Bytes {
  const padded = pad(plane, radius, 255)
  spread(padded, radius, lesser)
  return corner(padded, plane)
}

/**
 * Grey-scale closing by a square of `2 * radius + 1` pixels: what is dark and narrower than the square is filled with
 * the light around it; what is broader (shadows, slopes, edges) stays as it is (Serra, 1982).
 *
 * @param outside how light it is beyond the frame. With nothing there (the default) a shadow along the frame stays,
 *   and so does a stroke along it; a stroke that runs across the frame is filled.
 */
export function close(plane: Bytes, radius: number, outside = 0): Bytes {
  const padded = pad(plane, 2 * radius, outside)
  spread(padded, radius, greater)
  spread(padded, radius, lesser)
  return corner(padded, plane)
}

function pad({ values, width, height }: Bytes, margin: number, value: number): Bytes {
  const wide = width + 2 * margin
  const padded = new Uint8Array(wide * (height + 2 * margin)).fill(value)
  for (let y = 0; y < height; y++) {
    padded.set(values.subarray(y * width, (y + 1) * width), (y + margin) * wide + margin)
  }
  return { values: padded, width: wide, height: height + 2 * margin }
}

/** The top left of a plane: where the windows around what was padded begin. */
function corner({ values, width: wide }: Bytes, { width, height }: Bytes): Bytes {
  const cut = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) cut.set(values.subarray(y * wide, y * wide + width), y * width)
  return { values: cut, width, height }
}

/**
 * Every value becomes the extreme of the square window that begins there, to the right and below. The square is a row
 * and then a column, and each of them doublings: the greatest of eight is the greater of two greatest of four. Windows
 * that would leave the plane hold anything.
 */
function spread({ values, width }: Bytes, radius: number, join: (values: Uint8Array, shift: number) => void): void {
  const window = 2 * radius + 1
  for (const step of [1, width]) {
    let size = 1
    for (; 2 * size <= window; size *= 2) join(values, size * step)
    if (size < window) join(values, (window - size) * step)
  }
}

// Without a branch, which noise would make unpredictable: several times as fast as a comparison.

function greater(values: Uint8Array, shift: number): void {
  const count = values.length - shift
  for (let i = 0; i < count; i++) {
    const value = values[i]!
    const lead = value - values[i + shift]!
    values[i] = value - (lead & (lead >> 31))
  }
}

function lesser(values: Uint8Array, shift: number): void {
  const count = values.length - shift
  for (let i = 0; i < count; i++) {
    const other = values[i + shift]!
    const lead = values[i]! - other
    values[i] = other + (lead & (lead >> 31))
  }
}
