import type { Image } from '../image.js'
import { fitSide, maxStrokeWidth, minStrokeWidth } from './constants.js'
import { distanceTransform } from './distance-transform.js'
import { clamp } from './math.js'

/**
 * Stroke width normalization: moves the outline of a mask outwards or inwards until its strokes have the width of a pen's in
 * the raster.
 *
 * @param extent longest side of the digit, in pixels of the mask
 * @returns coverage, 0..1, antialiased along the outline
 */
export function normalizeStrokeWidth(mask: Image<Uint8Array>, extent: number): Image<Float32Array> {
  const inward = distanceTransform(mask, 0).data
  const growth = growthOf(inward, extent)
  const outward = distanceTransform(mask, 1).data
  const coverage = new Float32Array(mask.data.length)
  for (let i = 0; i < coverage.length; i++) {
    const outside = mask.data[i] ? 0.5 - inward[i]! : outward[i]! - 0.5
    coverage[i] = clamp(0.5 + growth - outside, 0, 1)
  }
  return { ...mask, data: coverage }
}

/** By how many pixels the outline moves outwards. The pixels of a strip are a quarter of its width inside, on average. */
function growthOf(inward: Float32Array, extent: number): number {
  let [sum, area] = [0, 0]
  for (const distance of inward) {
    if (distance === 0) continue
    area++
    sum += distance - 0.5
  }
  const width = (4 * sum) / area
  const wanted = (pixels: number) => ((pixels / fitSide) * extent - width) / (2 * (1 - pixels / fitSide))
  return Math.max(0, wanted(minStrokeWidth)) + Math.min(0, wanted(maxStrokeWidth))
}
