import type { Image } from '../image.js'
import { edgeContrast, inkWindow, type Sensitivity, weakContrast, weakDeviations } from './constants.js'
import { hysteresis, strong, weak } from './hysteresis.js'
import { dilate } from './morphology.js'
import { maxPool2x2 } from './resampling.js'

/**
 * Local threshold: separates ink from background. The threshold follows the contrast of the ink nearby, so that a stroke that
 * fades keeps its width (after Bernsen, 1986), and is at least some standard deviations of the noise nearby, which is greater
 * in shadows (after Niblack, 1985). Two such bounds make strong and weak pixels for hysteresis: the pale side of a loop
 * remains.
 *
 * @param contrast 0 background to 1 black
 * @param noise standard deviation of the background, at half the resolution
 * @returns a mask of the ink
 */
export function threshold(
  contrast: Image<Float32Array>,
  noise: Image<Float32Array>,
  sensitivity: Sensitivity,
): Image<Uint8Array> {
  const { data, width, height } = contrast
  const radius = Math.max(1, Math.round((inkWindow / 2) * Math.max(width, height)))
  const nearby = dilate(maxPool2x2(contrast), radius).data
  const levels = new Uint8Array(data.length)
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const value = data[at]!
      if (value <= weakContrast * sensitivity.contrast) continue
      const above = (y >> 1) * noise.width + (x >> 1)
      const deviation = noise.data[above]!
      if (value <= (edgeContrast / 255) * nearby[above]! || value <= weakDeviations * deviation) continue
      const isStrong = value > sensitivity.contrast && value > sensitivity.deviations * deviation
      levels[at] = isStrong ? strong : weak
    }
  }
  return hysteresis({ data: levels, width, height })
}
