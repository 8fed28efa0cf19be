import { distanceTo } from './distance.js'
import { type Box, clamp, longestSideOf, type Plane, resample } from './plane.js'

/** Side of the network's input, and of the box in it into which MNIST fits its digits. */
export const side = 28
const fit = 20

/** Longest side at which outlines are measured. */
const finest = 128

/** Width of strokes in the raster, in pixels: narrower ones are widened, broader ones narrowed, to these. */
const strokes = { narrowest: 1.85, broadest: 4.5 }

/**
 * Draws a mask as MNIST has its digits: two-valued ink fitted into 20x20 by area average, its centre of mass in the
 * middle of 28x28 (LeCun et al., 1998, section III-A), with strokes as pens make them at that size.
 *
 * @param mask one byte a pixel of a page `width` pixels wide; only what lies in `box` is drawn
 */
export function render(mask: Uint8Array, width: number, box: Box): Uint8Array {
  const outline = cut(mask, width, box)
  const inward = distanceTo(0, outline)
  const growth = growthOf(inward, longestSideOf(box) * outline.scale)
  const outward = distanceTo(1, outline)
  const coverage = new Float32Array(outline.mask.length)
  for (let i = 0; i < coverage.length; i++) {
    const outside = outline.mask[i] ? 0.5 - inward[i]! : outward[i]! - 0.5
    coverage[i] = clamp(0.5 + growth - outside, 0, 1)
  }
  return centre({ values: coverage, width: outline.width, height: outline.height })
}

/** The part of a mask in a box, at a size where outlines can be measured, with room to grow. */
function cut(mask: Uint8Array, width: number, box: Box) {
  const values = new Float32Array((box.right - box.left) * (box.bottom - box.top))
  const source = { values, width: box.right - box.left, height: box.bottom - box.top }
  for (let y = 0; y < source.height; y++) {
    const start = (box.top + y) * width + box.left
    values.set(mask.subarray(start, start + source.width), y * source.width)
  }
  const scale = Math.min(1, finest / longestSideOf(box))
  const inner = {
    width: Math.max(1, Math.round(source.width * scale)),
    height: Math.max(1, Math.round(source.height * scale)),
  }
  const whole = { left: 0, top: 0, right: source.width, bottom: source.height }
  const small = scale < 1 ? resample(source, whole, inner.width, inner.height).values : values
  const margin = Math.ceil(0.08 * Math.max(inner.width, inner.height)) + 2
  const outer = { width: inner.width + 2 * margin, height: inner.height + 2 * margin }
  const cutting = new Uint8Array(outer.width * outer.height)
  for (let y = 0; y < inner.height; y++) {
    for (let x = 0; x < inner.width; x++) {
      if (small[y * inner.width + x]! > 0.3) cutting[(y + margin) * outer.width + x + margin] = 1
    }
  }
  return { mask: cutting, ...outer, scale }
}

/** By how many pixels the outline has to move outwards. A strip's pixels lie a quarter of its width inside, on average. */
function growthOf(inward: Float32Array, extent: number): number {
  let [sum, area] = [0, 0]
  for (const distance of inward) {
    if (distance === 0) continue
    area++
    sum += distance - 0.5
  }
  const width = (4 * sum) / area
  const wanted = (pixels: number) => ((pixels / fit) * extent - width) / (2 * (1 - pixels / fit))
  return Math.max(0, wanted(strokes.narrowest)) + Math.min(0, wanted(strokes.broadest))
}

/** Fits into 20x20 and puts the centre of mass in the middle. */
function centre(coverage: Plane): Uint8Array {
  const box = boxOf(coverage)
  const scale = fit / longestSideOf(box)
  const columns = Math.max(1, Math.round((box.right - box.left) * scale))
  const rows = Math.max(1, Math.round((box.bottom - box.top) * scale))
  const { values } = resample(coverage, box, columns, rows)
  let [mass, massX, massY] = [0, 0, 0]
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const value = values[y * columns + x]!
      mass += value
      massX += value * (x + 0.5)
      massY += value * (y + 0.5)
    }
  }
  const left = clamp(Math.round(side / 2 - massX / mass), 0, side - columns)
  const top = clamp(Math.round(side / 2 - massY / mass), 0, side - rows)
  const raster = new Uint8Array(side * side)
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      raster[(y + top) * side + x + left] = Math.round(255 * clamp(values[y * columns + x]!, 0, 1))
    }
  }
  return raster
}

function boxOf({ values, width, height }: Plane): Box {
  let [left, top, right, bottom] = [width, height, 0, 0]
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (values[y * width + x]! < 0.5) continue
      left = Math.min(left, x)
      right = Math.max(right, x + 1)
      top = Math.min(top, y)
      bottom = Math.max(bottom, y + 1)
    }
  }
  return { left, top, right, bottom }
}
