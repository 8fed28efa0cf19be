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
 */
export function findWriting(marks: readonly Mark[], width: number, height: number): Writing | null {
  const main = mostProminent(marks, width, height)
  if (!main) return null
  const rivals = marks.filter((mark) => mark !== main && isRival(mark, main))
  const chosen = [main]
  let box = main.box
  const rest = new Set(marks.filter((mark) => mark !== main && !rivals.includes(mark)))
  for (let grew = true; grew; ) {
    grew = false
    for (const mark of rest) {
      if (!belongs(mark, main, box)) continue
      chosen.push(mark)
      rest.delete(mark)
      box = around(box, mark.box)
      grew = true
    }
  }
  return { marks: chosen, box, hasRivals: rivals.length > 0, isCut: main.onFrame > 0, breadth: breadthOf(main) }
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

/** A stroke that runs out of the picture takes as much of the frame as it is wide; a hand or a table takes more. */
const crossing = ({ onFrame, area, outline }: Mark) => (onFrame < (4 * area) / outline ? 0.5 : 0.2)

/**
 * Does it lie along the frame, as the table beside a page and the shadow in a corner do? A digit that is cropped to its
 * own size does so as well, but spans the picture.
 */
function isBorder({ box, onFrame }: Mark, width: number, height: number): boolean {
  const spans = box.right - box.left > 0.8 * width && box.bottom - box.top > 0.8 * height
  return onFrame > 0.5 * longestSideOf(box) && !spans
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
