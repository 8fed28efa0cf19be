import type { Image } from '../../src/image.js'

/** A mask from rows of text: `#` is 1, everything else 0. */
export function mask(...rows: string[]): Image<Uint8Array> {
  return { data: Uint8Array.from(rows.join(''), (cell) => Number(cell === '#')), ...sizeOf(rows) }
}

/** The rows of a mask as text, so that a failed test shows the picture. */
export function rowsOf({ data, width, height }: Image<Uint8Array>): string[] {
  const row = (y: number) => Array.from(data.subarray(y * width, (y + 1) * width), (value) => (value ? '#' : '.'))
  return Array.from({ length: height }, (_, y) => row(y).join(''))
}

/** An image of bytes from rows of numbers. */
export function bytes(...rows: number[][]): Image<Uint8Array> {
  return { data: Uint8Array.from(rows.flat()), ...sizeOf(rows) }
}

/** An image of floating-point numbers from rows of them. */
export function floats(...rows: number[][]): Image<Float32Array> {
  return { data: Float32Array.from(rows.flat()), ...sizeOf(rows) }
}

/** An image of bytes from a formula. */
export function paint(width: number, height: number, at: (x: number, y: number) => number): Image<Uint8Array> {
  return {
    data: Uint8Array.from({ length: width * height }, (_, i) => at(i % width, Math.floor(i / width))),
    width,
    height,
  }
}

/** The same image as floating-point numbers, each multiplied by a factor. */
export function toFloats({ data, ...size }: Image<Uint8Array>, factor = 1): Image<Float32Array> {
  return { ...size, data: Float32Array.from(data, (value) => factor * value) }
}

function sizeOf(rows: readonly ArrayLike<unknown>[]): { width: number; height: number } {
  return { width: rows[0]?.length ?? 0, height: rows.length }
}
