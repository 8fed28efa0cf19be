import type { Image } from '../image.js'
import { type Box, fullBox, longestSideOf } from './box.js'
import { maxEnlargement, minWorkingSide, workingSide } from './constants.js'
import { resample } from './resampling.js'

/** A part of an image at the size at which it is segmented, 0 black to 255 white. */
export interface WorkingImage extends Image<Float32Array> {
  /** The part of the original image that it shows. */
  readonly part: Box
}

/** Resamples a part of an image so that its longest side is within the bounds in which the steps work. */
export function toWorkingSize(image: Image<Uint8Array>, part: Box = fullBox(image)): WorkingImage {
  const longest = longestSideOf(part)
  const scale =
    longest > workingSide
      ? workingSide / longest
      : longest < minWorkingSide
        ? Math.min(maxEnlargement, minWorkingSide / longest)
        : 1
  const scaled = (length: number) => Math.max(1, Math.round(length * scale))
  return { ...resample(image, part, scaled(part.right - part.left), scaled(part.bottom - part.top)), part }
}

/**
 * Returns the part of the original image around a box of the working image.
 *
 * @param margin added on every side, as a fraction of the box's longest side
 */
export function partAround(working: WorkingImage, box: Box, margin: number, original: Image<Uint8Array>): Box {
  const { part } = working
  const [stepX, stepY] = [(part.right - part.left) / working.width, (part.bottom - part.top) / working.height]
  const extra = margin * Math.max((box.right - box.left) * stepX, (box.bottom - box.top) * stepY)
  return {
    left: Math.max(0, Math.floor(part.left + box.left * stepX - extra)),
    top: Math.max(0, Math.floor(part.top + box.top * stepY - extra)),
    right: Math.min(original.width, Math.ceil(part.left + box.right * stepX + extra)),
    bottom: Math.min(original.height, Math.ceil(part.top + box.bottom * stepY + extra)),
  }
}
