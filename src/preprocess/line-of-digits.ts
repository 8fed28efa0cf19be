import type { Image } from '../image.js'
import type { PreprocessRejection, Raster } from '../types.js'
import { estimateBackground } from './background.js'
import { type Box, fullBox, longestSideOf, union } from './box.js'
import { type Component, type LabelledComponents, labelComponents } from './connected-components.js'
import {
  attempts,
  barGap,
  barMass,
  hairLine,
  lenient,
  maxEnlargement,
  maxStrokeRatio,
  minLenientSide,
  openFourGap,
  openFourWidth,
  type Sensitivity,
  speckPeak,
  strict,
  strokeGap,
  strokeMass,
  workingSide,
} from './constants.js'
import { replaceCornerFill } from './corner-fill.js'
import { type Cut, findCuts } from './cuts.js'
import { isBorder, isRemnant, strokeRatioOf } from './digit-region.js'
import { normalize } from './normalize.js'
import { resample } from './resampling.js'
import { findInk, removeFaint } from './segment.js'
import { correctShading } from './shading-correction.js'
import { partAround, toWorkingSize, type WorkingImage } from './working-size.js'

// Lengths are fractions of the height of the line: that of its tallest mark.

/** Marks on the line that are less high are parts of others, such as the bar of a 5, or are left out, such as a point. */
const minHeight = 0.4
/** A mark is on the line of another if they share this fraction of the lower one's height. */
const minShared = 0.4
/** Narrower marks are not cut: they are one digit. */
const minCutWidth = 0.45
/** What is this high, as a fraction of the image's height, is in a picture that was cropped to its number. */
const filledHeight = 0.65
/** Margin around the close-up of a line. */
const lineMargin = 0.6
/** Height of the line in the close-up, in pixels, if there is room: the outline of a digit needs no more. */
const lineHeight = 96
/** Parts of a mark are no wider. */
const maxPartWidth = 1.4
/** Parts of a mark are higher, as fractions of its height: otherwise an h would be a 1 and a 4. */
const minPartHeight = 0.55
/** A stroke that belongs to a mark makes it no higher. */
const maxJoinedHeight = 1.25
/** Most marks on a line. */
const maxMarks = 40
/** Specks in the mask of a part, as a fraction of its area: what a cut left over of the neighbour. */
const leftOver = 0.06

/** A part of the line that may be one digit. Positions count marks from the left: 1.5 is at the second of three cuts of the second. */
export interface Candidate {
  readonly from: number
  readonly to: number
  readonly raster: Raster
  /** In pixels of the image. */
  readonly box: Box
  /** Ink on its left side that was cut through, in widths of a stroke: 0 if the candidate begins with a mark. */
  readonly cutInk: number
  /** True if it joins two marks that do not touch. */
  readonly isJoined: boolean
}

/** The marks on a line. */
export interface LineOfDigits {
  readonly marks: number
  /** Each mark, in order, and then neighbours joined that may be one broken digit. */
  readonly candidates: readonly Candidate[]
  /** Cuts a mark, which may be digits that touch, and returns its parts and neighbouring parts joined. */
  readonly cut: (mark: number) => Generator<void, Candidate[]>
  readonly rejection: PreprocessRejection | null
}

const blank: LineOfDigits = { marks: 0, candidates: [], cut: neverCut, rejection: 'blank' }

function* neverCut(): Generator<void, Candidate[]> {
  yield
  return []
}

/**
 * Finds the digits on one line: separates ink from background as for one digit, takes the marks that stand side by side, and
 * cuts wide ones where digits may touch. Which cuts are right only the network can tell: this is the over-segmentation of
 * Y. LeCun et al.: Gradient-based learning applied to document recognition. Proceedings of the IEEE 86 (1998), section VII.
 *
 * @param image 0 black to 255 white
 */
export function* findLine(image: Image<Uint8Array>): Generator<void, LineOfDigits> {
  const overview = toWorkingSize(image)
  replaceCornerFill(overview)
  yield
  let found = yield* segmentLine(overview, strict, attempts)
  const sensitivity = found ? strict : lenient
  if (!found) {
    found = yield* segmentLine(overview, lenient, 1)
    if (!found || longestSideOf(found.box) < minLenientSide * longestSideOf(fullBox(overview))) return blank
  }
  const closeUp = closeUpOf(found, overview, image)
  yield
  const line = (yield* segmentLine(closeUp, sensitivity, attempts, found.isLightOnDark)) ?? found
  const working = line === found ? overview : closeUp
  const marks = line.marks.slice(0, maxMarks)
  const source = { ...line, marks, toImage: (box: Box) => partAround(working, box, 0, image) }
  const isSeveral = found.hasOtherLines || line.hasOtherLines || line.marks.length > maxMarks
  const candidates = yield* candidatesOf(source)
  return {
    marks: marks.length,
    candidates,
    cut: (mark) => cutMark(source, mark),
    rejection: sensitivity === lenient ? 'low-contrast' : isSeveral ? 'several-marks' : null,
  }
}

/** A component of the size of a digit, or of several that touch, and smaller ones that belong to it. */
interface Mark {
  /** The largest first. */
  readonly components: readonly [Component, ...Component[]]
  readonly box: Box
}

interface Line {
  /** From left to right. */
  readonly marks: readonly Mark[]
  readonly labels: LabelledComponents['labels']
  readonly box: Box
  readonly height: number
  readonly hasOtherLines: boolean
  readonly isLightOnDark: boolean
}

function* segmentLine(
  image: Image<Float32Array>,
  sensitivity: Sensitivity,
  tries: number,
  polarity?: boolean,
): Generator<void, Line | null> {
  const estimates = estimateBackground(image).filter(
    ({ isLightOnDark }) => polarity === undefined || isLightOnDark === polarity,
  )
  for (const [i, estimate] of estimates.slice(0, tries).entries()) {
    yield
    const contrast = correctShading(image, estimate)
    const { mask, lines } = findInk(contrast, sensitivity)
    yield
    const main = mainOf(labelComponents(mask, contrast).components, image, lines)
    if (!main) continue
    const ink = main.mass / main.area
    removeFaint(mask, contrast, ink)
    const { components, labels } = labelComponents(mask, contrast)
    const kept = components.filter(
      (component) => component.peak >= speckPeak * ink && !isOutside(component, image) && !isRemnant(component, lines),
    )
    const line = arrange(kept)
    if (line && (i === 0 || line.marks.every(({ components: [{ onFrame }] }) => onFrame === 0)))
      return { ...line, labels, isLightOnDark: estimate.isLightOnDark }
  }
  return null
}

function mainOf(components: readonly Component[], image: Image<Float32Array>, lines: number) {
  let main: Component | undefined
  for (const component of components) {
    if (component.mass <= (main?.mass ?? 0)) continue
    if (!isOutside(component, image) && !isRemnant(component, lines)) main = component
  }
  return main && strokeRatioOf(main) < maxStrokeRatio ? main : undefined
}

/** True if it lies along the frame, as a table beside the page does, and is not a digit of a number that fills the picture's height. */
function isOutside(component: Component, { width, height }: Image<Float32Array>): boolean {
  const fillsHeight = heightOf(component.box) > filledHeight * height
  return isBorder(component, width, height) && !(fillsHeight && strokeRatioOf(component) > hairLine)
}

/** Takes the components that stand side by side, from the most prominent on to the left and to the right. */
function arrange(components: readonly Component[]): Omit<Line, 'labels' | 'isLightOnDark'> | null {
  const [main] = components.toSorted((a, b) => b.mass - a.mass)
  if (!main) return null
  const height = heightOf(main.box)
  const isTall = ({ box }: Component) => heightOf(box) > minHeight * height
  const row = [main]
  for (const side of [1, -1]) {
    let last = main.box
    for (const component of components.toSorted((a, b) => side * (a.x - b.x))) {
      if (side * (component.x - main.x) <= 0 || !isTall(component) || !isBeside(component.box, last)) continue
      row.push(component)
      last = component.box
    }
  }
  const marks: { components: Mark['components']; box: Box }[] = row
    .toSorted((a, b) => a.x - b.x)
    .map((component) => ({ components: [component], box: component.box }))
  let hasOtherLines = false
  for (const component of components) {
    if (row.includes(component)) continue
    const near = marks.toSorted((a, b) => gapTo(component, a.box) - gapTo(component, b.box))[0]!
    if (belongs(component, near, height)) {
      near.components = [...near.components, component]
      near.box = union(near.box, component.box)
    } else if (isTall(component)) hasOtherLines = true
  }
  return { marks, box: marks.map(({ box }) => box).reduce(union), height, hasOtherLines }
}

const heightOf = (box: Box) => box.bottom - box.top
const widthOf = (box: Box) => box.right - box.left
const acrossTo = (a: Box, b: Box) => Math.max(0, a.left - b.right, b.left - a.right)
const downTo = (a: Box, b: Box) => Math.max(0, a.top - b.bottom, b.top - a.bottom)
const gapTo = ({ box }: Component, other: Box) => Math.hypot(acrossTo(box, other), downTo(box, other))

function isBeside(a: Box, b: Box): boolean {
  const shared = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
  return shared > minShared * Math.min(heightOf(a), heightOf(b))
}

/** True if it is a stroke of a mark: inside its box or near it, or right above or below it as the bar of a 5 is. */
function belongs(component: Component, { box, components: [main] }: Mark, height: number): boolean {
  const { mass } = component
  const joined = union(component.box, box)
  if (heightOf(joined) > maxJoinedHeight * height || widthOf(joined) > Math.max(widthOf(box), openFourWidth * height))
    return false
  const gap = gapTo(component, box) / height
  if (gap === 0) return true
  return (
    (gap < strokeGap && mass > strokeMass * main!.mass) ||
    (acrossTo(component.box, box) === 0 && gap < barGap && mass > barMass * main!.mass)
  )
}

/** Resamples the part of the image around the line, to as many pixels as the segmentation of one digit works on. */
function closeUpOf({ box, height }: Line, overview: WorkingImage, image: Image<Uint8Array>): WorkingImage {
  const part = partAround(overview, box, (lineMargin * height) / longestSideOf(box), image)
  const [width, rows] = [widthOf(part), heightOf(part)]
  const scale = Math.min(
    maxEnlargement,
    workingSide / Math.sqrt(width * rows),
    (lineHeight / height) * (overview.width / widthOf(overview.part)),
  )
  const scaled = (length: number) => Math.max(1, Math.round(length * scale))
  return { ...resample(image, part, scaled(width), scaled(rows)), part }
}

interface Source extends Line {
  readonly toImage: (box: Box) => Box
}

function* candidatesOf({ marks, labels, height, toImage }: Source): Generator<void, Candidate[]> {
  const candidates: Candidate[] = []
  for (const [i, { components, box }] of marks.entries()) {
    yield
    candidates.push(toCandidate(maskOf(labels, components, box), box, toImage, i, i + 1))
  }
  for (const [i, mark] of marks.slice(1).entries()) {
    const before = marks[i]!
    const box = union(before.box, mark.box)
    const isNear = mark.box.left - before.box.right < openFourGap * height
    if (!isNear || widthOf(box) > openFourWidth * height) continue
    yield
    const both = maskOf(labels, [...before.components, ...mark.components], box)
    candidates.push({ ...toCandidate(both, box, toImage, i, i + 2), isJoined: true })
  }
  return candidates
}

function* cutMark({ marks, labels, height, toImage }: Source, mark: number): Generator<void, Candidate[]> {
  const { components, box } = marks[mark]!
  if (widthOf(box) < minCutWidth * height) return []
  const [{ area, outline }] = components
  const whole = maskOf(labels, components, box)
  const cuts = findCuts(whole, height)
  const candidates: Candidate[] = []
  const position = (cut: number) => mark + cut / (cuts.length + 1)
  for (let from = 0; from <= cuts.length; from++) {
    const cutInk = ((cuts[from - 1]?.ink ?? 0) * outline) / (2 * area)
    for (let to = from + 1; to <= cuts.length + 1; to++) {
      if (from === 0 && to > cuts.length) break
      yield
      const part = between(whole, cuts[from - 1], cuts[to - 1])
      const inside = boundsOf(part)
      if (widthOf(inside) > maxPartWidth * height) break
      if (heightOf(inside) < minPartHeight * heightOf(box)) continue
      candidates.push({ ...toCandidate(part, box, toImage, position(from), position(to)), cutInk })
    }
  }
  return candidates
}

/** @param origin top left of the mask in the working image */
function toCandidate(
  mask: Image<Uint8Array>,
  origin: Box,
  toImage: Source['toImage'],
  from: number,
  to: number,
): Candidate {
  const box = boundsOf(mask)
  const { left, top } = origin
  const inWorking = { left: left + box.left, top: top + box.top, right: left + box.right, bottom: top + box.bottom }
  return { from, to, raster: normalize(mask, box), box: toImage(inWorking), cutInk: 0, isJoined: false }
}

function maskOf({ data, width }: Image<Int32Array>, components: readonly Component[], box: Box): Image<Uint8Array> {
  const mask = { data: new Uint8Array(widthOf(box) * heightOf(box)), width: widthOf(box), height: heightOf(box) }
  for (let y = 0; y < mask.height; y++) {
    for (let x = 0; x < mask.width; x++) {
      const label = data[(box.top + y) * width + box.left + x]
      if (components.some((component) => component.label === label)) mask.data[y * mask.width + x] = 1
    }
  }
  return mask
}

/** Returns what lies between two cuts, without what they left over of the digits beside it. */
function between(mask: Image<Uint8Array>, from: Cut | undefined, to: Cut | undefined): Image<Uint8Array> {
  const { data, width, height } = mask
  const part = new Float32Array(data.length)
  for (let y = 0; y < height; y++) {
    const end = to?.columns[y] ?? width
    for (let x = from?.columns[y] ?? 0; x < end; x++) part[y * width + x] = data[y * width + x]!
  }
  const { components, labels } = labelComponents({ ...mask, data: Uint8Array.from(part) }, { ...mask, data: part })
  const area = components.reduce((sum, component) => sum + component.area, 0)
  return maskOf(
    labels,
    components.filter((component) => component.area > leftOver * area),
    fullBox(mask),
  )
}

/** Returns the box of the ink of a mask that has some. */
function boundsOf({ data, width, height }: Image<Uint8Array>): Box {
  let [left, top, right, bottom] = [width, height, 0, 0]
  for (let at = 0; at < data.length; at++) {
    if (!data[at]) continue
    const x = at % width
    const y = (at - x) / width
    left = Math.min(left, x)
    right = Math.max(right, x + 1)
    top = Math.min(top, y)
    bottom = y + 1
  }
  return { left, top, right, bottom }
}
