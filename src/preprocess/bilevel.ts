import type { Image } from '../image.js'
import { type Box, longestSideOf } from './box.js'
import { labelComponents } from './connected-components.js'
import {
  bilevelInk,
  bilevelMargin,
  frameMajority,
  hairLine,
  maxShadowlessSide,
  minBilevelContrast,
  minSeparability,
  shadowlessSeparability,
  tightMargin,
} from './constants.js'
import { clamp } from './math.js'
import { type Segmentation, select } from './segment.js'
import type { WorkingImage } from './working-size.js'

/**
 * Segments a bilevel image that its digit fills, as form readers crop it: too little background is left to estimate it from,
 * but two grey levels explain the image, so that a global threshold is enough (Otsu, 1979).
 *
 * @param image at working size, 0 black to 255 white
 * @returns null if the image has more than two levels, or a margin of background
 */
export function segmentBilevel(image: WorkingImage): Segmentation | null {
  const levels = otsu(image)
  if (!levels) return null
  const isLight = isInkLight(image, levels)
  if (isLight === null) return null
  const [background, ink] = isLight ? [levels.dark, levels.light] : [levels.light, levels.dark]
  const contrast = pad(image, (value) => clamp((value - background) / (ink - background), 0, 1))
  const mask = { ...contrast, data: Uint8Array.from(contrast.data, (value) => Number(value > bilevelInk)) }
  // First of all the ink, because most pictures end here.
  if (!isTight(boundsOf(mask), mask)) return null
  const found = select(mask, contrast, 0, 0)
  // A hair line is a grid or a border.
  return found && isTight(found.region.box, mask) && found.region.strokeRatio > hairLine ? found : null
}

/** Mean grey levels of the two classes, and the fraction of the variance that they explain. */
interface Levels {
  readonly separability: number
  readonly dark: number
  readonly light: number
}

/**
 * Otsu's method (1979): splits the grey levels so that the variance between the two classes is greatest.
 *
 * @returns null if the split explains too little of the variance, as in a photo with shadows, or the classes are too close
 */
function otsu({ data }: Image<Float32Array>): Levels | null {
  const counts = new Uint32Array(256)
  let [sum, squares] = [0, 0]
  for (const value of data) {
    const level = Math.round(value)
    counts[level]!++
    sum += level
    squares += level * level
  }
  const size = data.length
  let best = { between: 0, dark: 0, light: 0 }
  let [count, partial] = [0, 0]
  for (let level = 0; level < 255; level++) {
    count += counts[level]!
    partial += level * counts[level]!
    if (count === 0 || count === size) continue
    const [dark, light] = [partial / count, (sum - partial) / (size - count)]
    const between = (light - dark) ** 2 * (count / size) * (1 - count / size)
    if (between > best.between) best = { between, dark, light }
  }
  const variance = squares / size - (sum / size) ** 2
  const separability = best.between / variance
  if (separability < minSeparability || best.light - best.dark < minBilevelContrast) return null
  return { separability, dark: best.dark, light: best.light }
}

/**
 * Tells ink from background along the frame. The class that most of the frame belongs to is background. An upright 1 that is
 * cropped to its ink leaves little of it there: then the ink is the class of which one component touches all four sides,
 * because the other class, which it divides, has none.
 *
 * @returns null if that would be a guess: a large picture that is part light and part dark may be a page in a shadow
 */
function isInkLight(image: WorkingImage, { dark: black, light: white, separability }: Levels): boolean | null {
  const { data, width, height } = image
  const threshold = (black + white) / 2
  const light = { width, height, data: Uint8Array.from(data, (value) => Number(value > threshold)) }
  const share = frameShare(light)
  if (Math.abs(share - 0.5) > frameMajority - 0.5) return share < 0.5
  if (longestSideOf(image.part) > maxShadowlessSide && separability < shadowlessSeparability) return null
  const dark = { width, height, data: light.data.map((value) => 1 - value) }
  const lead = touchedSides(light) - touchedSides(dark)
  return lead === 0 ? share < 0.5 : lead > 0
}

function frameShare({ data, width, height }: Image<Uint8Array>): number {
  let ink = 0
  for (let x = 0; x < width; x++) ink += data[x]! + data[(height - 1) * width + x]!
  for (let y = 0; y < height; y++) ink += data[y * width]! + data[y * width + width - 1]!
  return ink / (2 * (width + height))
}

/** Returns how many sides of the image one component touches at most. */
function touchedSides(mask: Image<Uint8Array>): number {
  const { components } = labelComponents(mask, { ...mask, data: Float32Array.from(mask.data) })
  let most = 0
  for (const { box } of components) {
    const sides = [box.left === 0, box.top === 0, box.right === mask.width, box.bottom === mask.height]
    most = Math.max(most, sides.filter(Boolean).length)
  }
  return most
}

/** Adds a margin of background, so that no component is taken for one that leaves the image. */
function pad({ data, width, height }: Image<Float32Array>, toContrast: (value: number) => number): Image<Float32Array> {
  const stride = width + 2 * bilevelMargin
  const padded = {
    data: new Float32Array(stride * (height + 2 * bilevelMargin)),
    width: stride,
    height: height + 2 * bilevelMargin,
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      padded.data[(y + bilevelMargin) * stride + x + bilevelMargin] = toContrast(data[y * width + x]!)
    }
  }
  return padded
}

/** True if a box of the padded image reaches near to every side. */
function isTight({ left, top, right, bottom }: Box, { width, height }: Image<Uint8Array>): boolean {
  const most = bilevelMargin + tightMargin * (Math.max(width, height) - 2 * bilevelMargin)
  return Math.max(left, top, width - right, height - bottom) <= most
}

function boundsOf({ data, width, height }: Image<Uint8Array>): Box {
  let [left, top, right, bottom] = [width, height, 0, 0]
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (!data[at]) continue
      if (x < left) left = x
      if (x >= right) right = x + 1
      if (y < top) top = y
      bottom = y + 1
    }
  }
  return { left, top, right, bottom }
}
