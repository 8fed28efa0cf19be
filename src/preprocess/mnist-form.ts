import type { Image } from '../image.js'
import { rasterSide } from '../raster.js'
import type { Raster } from '../types.js'
import {
  blackFrame,
  largestMnistDigit,
  maxMnistBackground,
  maxMnistOffset,
  mnistInk,
  mnistNoise,
  smallestMnistDigit,
} from './constants.js'
import { clamp } from './math.js'

/**
 * Takes over a picture that has MNIST's form already: 28x28, light on dark, the digit clear of the frame. On a black
 * background, as in MNIST itself, every byte remains. From another background, a plane through the medians of the four sides is
 * subtracted, and the digit has to be of MNIST's size and in the middle: otherwise it is a crop like any other.
 *
 * @returns null if the picture has another form
 */
export function fromMnistForm({ data, width, height }: Image<Uint8Array>): Raster | null {
  if (width !== rasterSide || height !== rasterSide) return null
  const plane = estimatePlane(data)
  if (!plane) return null
  if (plane.isBlack) return Uint8Array.from(data)
  const raster = subtract(data, plane)
  return isCentredDigit(raster) ? raster : null
}

interface Plane {
  /** Grey level at a pixel. */
  readonly at: (x: number, y: number) => number
  /** Standard deviation of the noise on it, in grey levels. */
  readonly deviation: number
  readonly isBlack: boolean
}

function estimatePlane(data: Uint8Array): Plane | null {
  const last = rasterSide - 1
  const along = Array.from({ length: rasterSide }, (_, i) => i)
  const [left, right, top, bottom] = [
    along.map((y) => data[y * rasterSide]!),
    along.map((y) => data[y * rasterSide + last]!),
    along.map((x) => data[x]!),
    along.map((x) => data[last * rasterSide + x]!),
  ].map(median) as [number, number, number, number]
  const level = (left + right + top + bottom) / 4
  if (level >= maxMnistBackground) return null
  const at = (x: number, y: number) => level + (right - left) * (x / last - 0.5) + (bottom - top) * (y / last - 0.5)
  const residuals = along.flatMap((i) =>
    [
      [0, i],
      [last, i],
      [i, 0],
      [i, last],
    ].map(([x, y]) => Math.abs(data[y! * rasterSide + x!]! - at(x!, y!))),
  )
  const black = residuals.filter((value) => value === 0).length
  // A normal distribution has half of its values within 0.6745 standard deviations.
  return { at, deviation: median(residuals) / 0.6745, isBlack: level === 0 && black >= blackFrame * residuals.length }
}

function subtract(data: Uint8Array, { at, deviation }: Plane): Raster {
  return data.map((value, i) => {
    const background = at(i % rasterSide, Math.floor(i / rasterSide))
    const above = value - background
    return above > mnistNoise * deviation ? clamp(Math.round((255 * above) / (255 - background)), 0, 255) : 0
  })
}

function isCentredDigit(raster: Raster): boolean {
  let [left, top, right, bottom] = [rasterSide, rasterSide, 0, 0]
  let [mass, massX, massY] = [0, 0, 0]
  for (const [i, value] of raster.entries()) {
    const [x, y] = [i % rasterSide, Math.floor(i / rasterSide)]
    mass += value
    massX += value * (x + 0.5)
    massY += value * (y + 0.5)
    if (value < mnistInk) continue
    left = Math.min(left, x)
    right = Math.max(right, x + 1)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y + 1)
  }
  const longest = Math.max(right - left, bottom - top)
  const offset = Math.max(Math.abs(massX / mass - rasterSide / 2), Math.abs(massY / mass - rasterSide / 2))
  return longest >= smallestMnistDigit && longest <= largestMnistDigit && offset <= maxMnistOffset
}

function median(values: number[]): number {
  const sorted = values.sort((a, b) => a - b)
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2
}
