import type { Mark } from './marks.js'
import { type Box, longestSideOf } from './plane.js'

/** The marks that make up one piece of writing. */
export interface Writing {
  readonly marks: readonly Mark[]
  readonly box: Box
  /** Are there other marks beside it that could be digits themselves? */
  readonly hasRivals: boolean
  /** Does its main mark lie on the picture's frame? */
  readonly isCut: boolean
  /** Width of its strokes over its longest side: 0.03 a hair line, 0.25 a broad marker, 0.5 a solid patch. */
  readonly breadth: number
}

const heightOf = ({ box }: Mark) => box.bottom - box.top
const breadthOf = ({ area, outline, box }: Mark) => (2 * area) / outline / longestSideOf(box)

/**
 * Picks the writing: the mark with most ink, those near the middle and clear of the frame preferred, and what belongs
 * to it. A bar of a 5, the stem of a 4, a stroke that broke off belong; a neighbour of a digit's size does not, nor do
 * specks outside.
 *
 * @param rulings how many were taken out of the page
 */
export function findWriting(found: readonly Mark[], width: number, height: number, rulings: number): Writing | null {
  const marks = found.filter((mark) => !isRemnant(mark, rulings))
  const main = mostProminent(marks, width, height)
  if (!main) return null
  const rivals = new Set(marks.filter((mark) => mark !== main && isRival(mark, main)))
  const rest = new Set(marks.filter((mark) => mark !== main))
  const chosen = [main]
  let box = main.box
  for (let grew = true; grew; ) {
    grew = false
    for (const mark of rest) {
      if (rivals.has(mark) ? !isBridged(mark, chosen, box) : !belongs(mark, main, box)) continue
      chosen.push(mark)
      rest.delete(mark)
      rivals.delete(mark)
      box = around(box, mark.box)
      grew = true
    }
  }
  return { marks: chosen, box, hasRivals: rivals.size > 0, isCut: main.onFrame > 0, breadth: breadthOf(main) }
}

/** Does another stroke lead to it, as the bar of an open 4 does from one upright to the other? */
function isBridged(mark: Mark, chosen: readonly Mark[], box: Box): boolean {
  const joined = around(box, mark.box)
  const tall = joined.bottom - joined.top
  const beside = Math.max(mark.box.left - box.right, box.left - mark.box.right)
  return chosen.length > 1 && beside < 0.06 * tall && joined.right - joined.left < 1.05 * tall
}

function mostProminent(marks: readonly Mark[], width: number, height: number): Mark | undefined {
  let [first, most] = [undefined as Mark | undefined, 0]
  for (const mark of marks) {
    if (isBorder(mark, width, height)) continue
    const aside = (mark.x / width - 0.5) ** 2 + (mark.y / height - 0.5) ** 2
    const prominence = mark.mass * Math.exp(-3 * aside) * (mark.onFrame > 0 ? crossing(mark) : 1)
    if (prominence > most) [first, most] = [mark, prominence]
  }
  return first
}

/** Strokes that run out of the picture take little of the frame; a hand or a table takes more. */
const crossing = ({ onFrame, outline }: Mark) => (onFrame < 0.1 * outline ? 0.7 : 0.2)

/**
 * Does it lie along the frame, as the table beside a page and the shadow in a corner do, or is it a straight hair line
 * that leaves the picture, as a ruling that runs across a corner? A digit that is cropped to its own size lies along the
 * frame as well, but spans the picture.
 */
function isBorder(mark: Mark, width: number, height: number): boolean {
  const { box, onFrame, outline } = mark
  const [across, down] = [box.right - box.left, box.bottom - box.top]
  const isStraight = outline < 2.3 * Math.hypot(across, down)
  if (onFrame > 0 && isStraight && breadthOf(mark) < 0.05) return true
  return onFrame > 0.5 * longestSideOf(box) && !(across > 0.8 * width && down > 0.8 * height)
}

/**
 * Is it a piece of a ruling that is too broken to be followed from side to side: a pale hair line, level or upright? Where
 * other rulings were found, it need not be as long, nor as pale.
 */
function isRemnant(mark: Mark, rulings: number): boolean {
  const { box, area, outline, peak } = mark
  const shortest = Math.min(box.right - box.left, box.bottom - box.top)
  if (shortest > Math.max(4, 0.05 * longestSideOf(box))) return false
  return rulings > 2 ? area < 1.4 * outline && peak < 0.5 : breadthOf(mark) < 0.05 && peak < 0.3
}

/**
 * Beside the main mark, on its line, about as tall and as dark, and clear of the frame: a digit of its own. Close beside
 * it and no broader together than tall, it is the other part of an open 4.
 */
function isRival(mark: Mark, main: Mark): boolean {
  const tall = heightOf(main)
  const beside = Math.max(mark.box.left - main.box.right, main.box.left - mark.box.right)
  const together = Math.max(mark.box.right, main.box.right) - Math.min(mark.box.left, main.box.left)
  const shared = Math.min(mark.box.bottom, main.box.bottom) - Math.max(mark.box.top, main.box.top)
  return (
    mark.onFrame === 0 &&
    heightOf(mark) > 0.55 * tall &&
    mark.mass > 0.2 * main.mass &&
    beside > 0.06 * tall &&
    (beside > 0.2 * tall || together > 1.05 * tall) &&
    shared > 0.4 * tall
  )
}

function belongs(mark: Mark, main: Mark, box: Box): boolean {
  const across = Math.max(0, mark.box.left - box.right, box.left - mark.box.right)
  const down = Math.max(0, mark.box.top - box.bottom, box.top - mark.box.bottom)
  if (across === 0 && down === 0) return true
  if (mark.onFrame > 0 && main.onFrame === 0) return false
  const gap = Math.hypot(across, down) / longestSideOf(box)
  const isAbove = across === 0
  return (gap < 0.15 && mark.mass > 0.03 * main.mass) || (isAbove && gap < 0.35 && mark.mass > 0.08 * main.mass)
}

function around(a: Box, b: Box): Box {
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
  }
}
