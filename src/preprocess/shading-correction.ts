import type { Image } from '../image.js'
import type { BackgroundEstimate } from './background.js'
import { fullBox } from './box.js'
import { darkestBackground } from './constants.js'
import { erode } from './morphology.js'
import { resample } from './resampling.js'

/**
 * Shading correction: divides an image by its background, because light multiplies, and returns the contrast of every pixel.
 * Beside a sharp edge the background of the darker side is taken, lest the edge look like ink.
 *
 * @param image 0 black to 255 white
 * @returns 0 background to 1 black on it; less than 0 if lighter than the background
 */
export function correctShading(
  image: Image<Float32Array>,
  { isLightOnDark, background }: BackgroundEstimate,
): Image<Float32Array> {
  const contrast = resample(erode(background, 1), fullBox(background), image.width, image.height)
  const { data } = contrast
  const [offset, sign] = isLightOnDark ? [255, -1] : [0, 1]
  for (let i = 0; i < data.length; i++) {
    const light = data[i]! > darkestBackground ? data[i]! : darkestBackground
    data[i] = 1 - (offset + sign * image.data[i]!) / light
  }
  return contrast
}
