import type { Pixels, Raster, Rejection } from './types.js'

/** What preprocessing hands to the network, and why it gave up, if it did. */
export interface Preprocessed {
  /** 28x28 bytes, 0 background to 255 ink; all zero for `blank`, a best effort for the other rejections. */
  readonly raster: Raster
  readonly rejection: Exclude<Rejection, 'not-a-digit'> | null
}

/** Side of the network's input, of the box the digit is fitted into (both as in MNIST). */
const SIDE = 28
const BOX = 20

/** Grey levels by which ink must differ from its background. */
const LEAST_CONTRAST = 24

/**
 * Turns a grey picture into what the network was trained on: light ink on black, the ink's box fitted into
 * 20x20 with its aspect kept, its centre of mass in the centre of 28x28 (LeCun et al., 1998, "Gradient-based
 * learning applied to document recognition", section III-A).
 *
 * A 28x28 picture that is light on dark already has this form and passes through byte for byte.
 */
export function preprocess(pixels: Pixels): Preprocessed {
  const { grey, width, height } = pixels
  const paper = borderMedian(pixels)
  if (width === SIDE && height === SIDE && paper < 64) {
    return { raster: Uint8Array.from(grey), rejection: contrast(grey, paper) < LEAST_CONTRAST ? 'blank' : null }
  }
  const ink = new Float32Array(grey.length)
  const sign = paper < 128 ? 1 : -1
  for (let i = 0; i < grey.length; i++) ink[i] = Math.max(0, sign * ((grey[i] as number) - paper))
  let peak = 0
  for (const value of ink) peak = Math.max(peak, value)
  if (peak < LEAST_CONTRAST) return { raster: new Uint8Array(SIDE * SIDE), rejection: 'blank' }
  for (let i = 0; i < ink.length; i++) ink[i] = Math.min(1, Math.max(0, ((ink[i] as number) / peak - 0.15) / 0.6))
  const box = inkBox(ink, width, height)
  return { raster: toRaster(ink, width, box), rejection: null }
}

interface Box {
  left: number
  top: number
  right: number
  bottom: number
}

function borderMedian({ grey, width, height }: Pixels): number {
  const border: number[] = []
  for (let x = 0; x < width; x++) border.push(grey[x] as number, grey[(height - 1) * width + x] as number)
  for (let y = 0; y < height; y++) border.push(grey[y * width] as number, grey[y * width + width - 1] as number)
  border.sort((a, b) => a - b)
  return border[border.length >> 1] as number
}

function contrast(grey: Uint8Array, paper: number): number {
  let most = 0
  for (const value of grey) most = Math.max(most, Math.abs(value - paper))
  return most
}

function inkBox(ink: Float32Array, width: number, height: number): Box {
  const box = { left: width, top: height, right: 0, bottom: 0 }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if ((ink[y * width + x] as number) < 0.4) continue
      box.left = Math.min(box.left, x)
      box.right = Math.max(box.right, x + 1)
      box.top = Math.min(box.top, y)
      box.bottom = Math.max(box.bottom, y + 1)
    }
  }
  return box
}

/** Area average of `ink` (values 0..1) inside `box`, longest side 20, centre of mass at the centre of 28x28. */
function toRaster(ink: Float32Array, width: number, box: Box): Raster {
  const scale = Math.max(box.right - box.left, box.bottom - box.top) / BOX
  const columns = Math.max(1, Math.round((box.right - box.left) / scale))
  const rows = Math.max(1, Math.round((box.bottom - box.top) / scale))
  const small = new Float32Array(columns * rows)
  let mass = 0
  let massX = 0
  let massY = 0
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const x = box.left + ((box.right - box.left) * column) / columns
      const y = box.top + ((box.bottom - box.top) * row) / rows
      const value = average(ink, width, x, y, (box.right - box.left) / columns, (box.bottom - box.top) / rows)
      small[row * columns + column] = value
      mass += value
      massX += value * (column + 0.5)
      massY += value * (row + 0.5)
    }
  }
  const shiftX = clamp(Math.round(SIDE / 2 - massX / mass), 0, SIDE - columns)
  const shiftY = clamp(Math.round(SIDE / 2 - massY / mass), 0, SIDE - rows)
  const raster = new Uint8Array(SIDE * SIDE)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      raster[(row + shiftY) * SIDE + column + shiftX] = Math.round(255 * (small[row * columns + column] as number))
    }
  }
  return raster
}

/** Mean over the rectangle at (x, y) of size (w, h), in pixels and fractions of them. */
function average(ink: Float32Array, width: number, x: number, y: number, w: number, h: number): number {
  let sum = 0
  for (let row = Math.floor(y); row < y + h - 1e-9; row++) {
    const tall = Math.min(row + 1, y + h) - Math.max(row, y)
    for (let column = Math.floor(x); column < x + w - 1e-9; column++) {
      const wide = Math.min(column + 1, x + w) - Math.max(column, x)
      sum += wide * tall * (ink[row * width + column] as number)
    }
  }
  return sum / (w * h)
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value))
}
