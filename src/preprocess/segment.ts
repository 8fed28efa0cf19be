import type { Image } from '../image.js'
import { estimateBackground } from './background.js'
import { longestSideOf } from './box.js'
import { labelComponents } from './connected-components.js'
import { attempts, faintInk, maxStrokeRatio, type Sensitivity, speckPeak, speckSide } from './constants.js'
import { type DigitRegion, findDigitRegion } from './digit-region.js'
import { removeNoise } from './noise.js'
import { removeRuledLines } from './ruled-lines.js'
import { correctShading } from './shading-correction.js'
import { threshold } from './threshold.js'

/** A digit region, and the pixels that belong to it. */
export interface Segmentation {
  readonly region: DigitRegion
  readonly mask: Image<Uint8Array>
  /** Mean contrast of the main component. */
  readonly contrast: number
}

/**
 * Segments an image into a digit and its background, with pauses between the attempts.
 *
 * @param image at working size, 0 black to 255 white
 * @param tries how many background estimates to try, the most probable first
 * @returns null if there is nothing to be seen
 */
export function* segment(
  image: Image<Float32Array>,
  sensitivity: Sensitivity,
  tries = attempts,
): Generator<void, Segmentation | null> {
  let patch: Segmentation | null = null
  for (const [i, estimate] of estimateBackground(image).slice(0, tries).entries()) {
    yield
    const found = segmentContrast(correctShading(image, estimate), sensitivity)
    if (!found) continue
    // With a less probable estimate, what lies on the frame is a shadow or the table, and what there are several of is the
    // background between ruled lines.
    if (i > 0 && (found.region.isCut || found.region.hasOtherDigits)) continue
    if (found.region.strokeRatio < maxStrokeRatio) return found
    patch ??= found
  }
  return patch
}

function segmentContrast(contrast: Image<Float32Array>, sensitivity: Sensitivity): Segmentation | null {
  const { mask, lines } = findInk(contrast, sensitivity)
  const first = select(mask, contrast, 0, lines)
  if (!first) return null
  removeFaint(mask, contrast, first.contrast)
  return select(mask, contrast, speckPeak * first.contrast, lines)
}

/** Separates ink from background, and removes ruled lines: their number is `lines`. */
export function findInk(
  contrast: Image<Float32Array>,
  sensitivity: Sensitivity,
): { readonly mask: Image<Uint8Array>; readonly lines: number } {
  const mask = threshold(contrast, removeNoise(contrast), sensitivity)
  return { mask, lines: removeRuledLines(mask) }
}

/**
 * Removes smudges and bleed-through from a mask.
 *
 * @param ink mean contrast of the main component
 */
export function removeFaint(mask: Image<Uint8Array>, contrast: Image<Float32Array>, ink: number): void {
  for (let i = 0; i < mask.data.length; i++) if (contrast.data[i]! < faintInk * ink) mask.data[i] = 0
}

/**
 * Selects the digit among the components of a mask.
 *
 * @param minPeak components that are nowhere darker than this are specks
 * @param lines how many ruled lines were removed
 */
export function select(
  mask: Image<Uint8Array>,
  contrast: Image<Float32Array>,
  minPeak: number,
  lines: number,
): Segmentation | null {
  const { width, height } = contrast
  const smallest = speckSide * Math.max(width, height)
  const { components, labels } = labelComponents(mask, contrast)
  const candidates = components.filter(({ box, peak }) => longestSideOf(box) >= smallest && peak >= minPeak)
  const region = findDigitRegion(candidates, width, height, lines)
  if (!region) return null
  const isChosen = new Uint8Array(components.length + 1)
  for (const { label } of region.components) isChosen[label] = 1
  const [main] = region.components
  const data = new Uint8Array(labels.data.length)
  for (let i = 0; i < data.length; i++) data[i] = isChosen[labels.data[i]!]!
  return { region, mask: { data, width, height }, contrast: main!.mass / main!.area }
}
