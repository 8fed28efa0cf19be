import { findMarks } from './marks.js'
import { contrastOf, readings } from './paper.js'
import { longestSideOf, type Plane } from './plane.js'
import { removeRulings } from './rulings.js'
import { type Sensitivity, threshold } from './threshold.js'
import { findWriting, type Writing } from './writing.js'

/** A piece of writing, and which pixels of the page belong to it. */
export interface Found {
  readonly writing: Writing
  /** One byte a pixel of the page. */
  readonly mask: Uint8Array
  /** Mean contrast of its ink with the paper. */
  readonly contrast: number
}

/** Marks that are smaller than this part of the page's longest side are specks... */
const speck = 0.025
/** ...and so are those whose darkest pixel has less than this part of the writing's contrast. */
const faint = 0.5
/** Pixels with less than this part of the writing's contrast are no part of it. */
const faintest = 0.3
/** Strokes are narrower than this part of the writing; broader marks are patches: a page on a table, a shadow. */
const broadest = 0.36

/**
 * Finds the writing on a page, or null where there is none.
 *
 * @param tried how many ways of telling ink from paper are tried, the most probable first
 */
export function* read(page: Plane, least: Sensitivity, tried = 3): Generator<void, Found | null> {
  let patch: Found | null = null
  for (const [i, reading] of readings(page).slice(0, tried).entries()) {
    yield
    const found = find(contrastOf(page, reading), least)
    if (!found) continue
    // Under a reading that is less probable, what lies on the frame is a shadow or the table, and what comes in numbers
    // is what lies between rulings.
    if (i > 0 && (found.writing.isCut || found.writing.hasRivals)) continue
    if (found.writing.breadth < broadest) return found
    patch ??= found
  }
  return patch
}

function find(contrast: Plane, least: Sensitivity): Found | null {
  const { values, width, height } = contrast
  const mask = threshold(contrast, least)
  const rulings = removeRulings(mask, width, height)
  const first = choose(mask, contrast, 0, rulings)
  if (!first) return null
  for (let i = 0; i < mask.length; i++) if (values[i]! < faintest * first.contrast) mask[i] = 0
  return choose(mask, contrast, faint * first.contrast, rulings)
}

function choose(mask: Uint8Array, contrast: Plane, leastPeak: number, rulings: number): Found | null {
  const { width, height } = contrast
  const smallest = speck * Math.max(width, height)
  const { marks, labels } = findMarks(mask, contrast)
  const worthy = marks.filter(({ box, peak }) => longestSideOf(box) >= smallest && peak >= leastPeak)
  const writing = findWriting(worthy, width, height, rulings)
  if (!writing) return null
  const chosen = new Uint8Array(marks.length + 1)
  for (const { label } of writing.marks) chosen[label] = 1
  const [main] = writing.marks
  const kept = new Uint8Array(labels.length)
  for (let i = 0; i < kept.length; i++) kept[i] = chosen[labels[i]!]!
  return { writing, mask: kept, contrast: main!.mass / main!.area }
}
