import { type Box, longestSideOf, union } from './box.js'
import type { Component } from './connected-components.js'
import {
  barGap,
  barMass,
  borderSide,
  borderWeight,
  centrePreference,
  croppedSpan,
  crossingOutline,
  crossingWeight,
  flatHeight,
  hairLine,
  lineRemnantPeak,
  manyLines,
  openFourGap,
  openFourWidth,
  otherHeight,
  otherMass,
  remnantArea,
  remnantPeak,
  remnantPixels,
  remnantSide,
  stackedGap,
  stackedHeight,
  straightOutline,
  strokeGap,
  strokeMass,
  strokeOutline,
  touchingGap,
} from './constants.js'

/** The connected components that make up one digit. */
export interface DigitRegion {
  /** The main component first. */
  readonly components: readonly Component[]
  readonly box: Box
  /** True if there are other components beside it that could be digits themselves. */
  readonly hasOtherDigits: boolean
  /** True if its main component touches the frame of the image. */
  readonly isCut: boolean
  /** Width of its strokes over its longest side: 0.03 a hair line, 0.25 a broad marker, 0.5 a solid patch. */
  readonly strokeRatio: number
}

const heightOf = ({ box }: Component) => box.bottom - box.top
export const strokeRatioOf = ({ area, outline, box }: Component) => (2 * area) / outline / longestSideOf(box)

/**
 * Selects the digit: the component with most ink, with a preference for the middle of the image and against its frame, and
 * what belongs to it. The bar of a 5, the stem of a 4 and a stroke that broke off belong; a neighbour of a digit's size does
 * not, nor do specks outside.
 *
 * @param lines how many ruled lines were removed from the image
 */
export function findDigitRegion(
  all: readonly Component[],
  width: number,
  height: number,
  lines: number,
): DigitRegion | null {
  const components = all.filter((component) => !isRemnant(component, lines))
  const main = mostProminent(components, width, height)
  if (!main) return null
  const others = new Set(components.filter((component) => component !== main && isOtherDigit(component, main)))
  const rest = new Set(components.filter((component) => component !== main))
  const chosen = [main]
  let box = main.box
  for (let grew = true; grew; ) {
    grew = false
    for (const component of rest) {
      if (others.has(component) ? !isBridged(component, chosen, box) : !belongs(component, main, box)) continue
      chosen.push(component)
      rest.delete(component)
      others.delete(component)
      box = union(box, component.box)
      grew = true
    }
  }
  return {
    components: chosen,
    box,
    hasOtherDigits: others.size > 0,
    isCut: main.onFrame > 0,
    strokeRatio: strokeRatioOf(main),
  }
}

/** True if another stroke leads to it, as the bar of an open 4 does from one upright to the other. */
function isBridged({ box }: Component, chosen: readonly Component[], region: Box): boolean {
  const joined = union(region, box)
  const height = joined.bottom - joined.top
  const gap = Math.max(box.left - region.right, region.left - box.right)
  return chosen.length > 1 && gap < touchingGap * height && joined.right - joined.left < openFourWidth * height
}

function mostProminent(components: readonly Component[], width: number, height: number): Component | undefined {
  let [first, most] = [undefined as Component | undefined, 0]
  for (const component of components) {
    if (isBorder(component, width, height)) continue
    const distance = (component.x / width - 0.5) ** 2 + (component.y / height - 0.5) ** 2
    const weight = component.onFrame > 0 ? frameWeight(component) : 1
    const prominence = component.mass * Math.exp(-centrePreference * distance) * weight
    if (prominence > most) [first, most] = [component, prominence]
  }
  return first
}

const frameWeight = ({ onFrame, outline }: Component) =>
  onFrame < crossingOutline * outline ? crossingWeight : borderWeight

/** True if the outline is shorter than a multiple of the diagonal: the lower the multiple, the straighter. */
const isStroke = ({ box, outline }: Component, multiple: number) =>
  outline < multiple * Math.hypot(box.right - box.left, box.bottom - box.top)

/**
 * True if it lies along the frame, as the table beside a page and the shadow in a corner do, or is a straight hair line that
 * leaves the image, as a ruled line that runs across a corner does.
 */
export function isBorder(component: Component, width: number, height: number): boolean {
  const { box, onFrame } = component
  const [across, down] = [box.right - box.left, box.bottom - box.top]
  if (onFrame > 0 && isStroke(component, straightOutline) && strokeRatioOf(component) < hairLine) return true
  const isCropped = across > croppedSpan * width && down > croppedSpan * height
  return onFrame > borderSide * longestSideOf(box) && !isCropped
}

/**
 * True if it is a piece of a ruled line that is too broken to be followed from side to side: a pale hair line, horizontal or
 * vertical. If other lines were found, it need not be as long, nor as pale.
 */
export function isRemnant(component: Component, lines: number): boolean {
  const { box, area, outline, peak } = component
  const shortest = Math.min(box.right - box.left, box.bottom - box.top)
  const isSlanted = lines > manyLines && isStroke(component, straightOutline)
  if (shortest > Math.max(remnantPixels, remnantSide * longestSideOf(box)) && !isSlanted) return false
  return lines > manyLines
    ? area < remnantArea * outline && peak < lineRemnantPeak
    : strokeRatioOf(component) < hairLine && peak < remnantPeak
}

/**
 * True if it is about as tall and as dark as the main component, and clear of it and of the frame: beside it, above or below,
 * or diagonally. Close beside it, the shorter on the left, the other a single stroke, and no wider together than tall, they
 * are the two parts of an open 4 instead.
 */
function isOtherDigit(component: Component, main: Component): boolean {
  const { box, mass, onFrame } = component
  const height = heightOf(main)
  const across = Math.max(box.left - main.box.right, main.box.left - box.right)
  const down = Math.max(box.top - main.box.bottom, main.box.top - box.bottom)
  const together = Math.max(box.right, main.box.right) - Math.min(box.left, main.box.left)
  const shorter = heightOf(component) < height ? component : main
  // A smaller digit has less mass, and one that is wider than tall is less tall.
  const share = Math.min(1, heightOf(component) / height)
  const isTall =
    down > 0
      ? share > stackedHeight
      : share > otherHeight || (share > flatHeight && longestSideOf(box) > otherHeight * height)
  const upright = shorter === main ? component : main
  const isFirst = shorter.box.left < upright.box.left
  const isOpenFour =
    isFirst &&
    isStroke(upright, strokeOutline) &&
    down <= 0 &&
    across <= openFourGap * height &&
    together <= openFourWidth * height
  return (
    onFrame === 0 &&
    isTall &&
    mass > otherMass * share * main.mass &&
    (across > touchingGap * height || down > stackedGap * height) &&
    !isOpenFour
  )
}

function belongs({ box, mass, onFrame }: Component, main: Component, region: Box): boolean {
  const across = Math.max(0, box.left - region.right, region.left - box.right)
  const down = Math.max(0, box.top - region.bottom, region.top - box.bottom)
  if (across === 0 && down === 0) return true
  if (onFrame > 0 && main.onFrame === 0) return false
  const gap = Math.hypot(across, down) / longestSideOf(region)
  return (
    (gap < strokeGap && mass > strokeMass * main.mass) || (across === 0 && gap < barGap && mass > barMass * main.mass)
  )
}
