import type { Image } from '../image.js'
import type { Raster } from '../types.js'
import { type Box, crop, fullBox, longestSideOf } from './box.js'
import { centre } from './centring.js'
import { outlineCoverage, outlineMargin, outlineSide } from './constants.js'
import { resample } from './resampling.js'
import { normalizeStrokeWidth } from './stroke-width.js'

/**
 * Normalizes a digit to MNIST's frame: its strokes as wide as a pen's, its size and place as MNIST has them.
 *
 * @param mask only what lies in `box` is taken
 */
export function normalize(mask: Image<Uint8Array>, box: Box): Raster {
  const scale = Math.min(1, outlineSide / longestSideOf(box))
  return centre(normalizeStrokeWidth(outline(crop(mask, box), scale), longestSideOf(box) * scale))
}

/** Scales a mask down, and adds a margin in which its strokes can grow. */
function outline(mask: Image<Uint8Array>, scale: number): Image<Uint8Array> {
  const width = Math.max(1, Math.round(mask.width * scale))
  const height = Math.max(1, Math.round(mask.height * scale))
  const { data } = scale < 1 ? resample(mask, fullBox(mask), width, height) : mask
  const margin = Math.ceil(outlineMargin * Math.max(width, height)) + 2
  const outer = { width: width + 2 * margin, height: height + 2 * margin }
  const padded = new Uint8Array(outer.width * outer.height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (data[y * width + x]! > outlineCoverage) padded[(y + margin) * outer.width + x + margin] = 1
    }
  }
  return { data: padded, ...outer }
}
