import { type Page, partAround, toPage } from './preprocess/page.js'
import { longestSideOf } from './preprocess/plane.js'
import { read } from './preprocess/read.js'
import { render, side } from './preprocess/render.js'
import { finish } from './preprocess/steps.js'
import type { Pixels, Raster, Rejection } from './types.js'

/** What preprocessing hands to the network, and why it gave up, if it did. */
export interface Preprocessed {
  /** 28x28 bytes, 0 background to 255 ink; all zero for `blank`, a best effort for the other rejections. */
  readonly raster: Raster
  readonly rejection: Exclude<Rejection, 'not-a-digit'> | null
}

/** What is surely ink, and what may be. */
const sure = { contrast: 0.06, deviations: 4 }
const doubtful = { contrast: 0.03, deviations: 2.5 }

/** Doubtful writing has to take up this part of the picture's longest side: smaller marks arise from noise. */
const leastDoubtful = 0.15

/** Writing smaller than this on the page is looked at again, from closer. */
const leastSide = 68

/** How much is seen around it then, as a part of its own size. */
const margin = 0.6

/**
 * Turns a grey picture of a handwritten digit into what the network was trained on: ink separated from paper, shadows,
 * rulings and specks, drawn light on black as MNIST has it. `docs/preprocessing.md` shows the steps.
 *
 * A 28x28 picture that is light on dark has MNIST's form already and passes through byte for byte.
 */
export function preprocess(pixels: Pixels): Preprocessed {
  return finish(preprocessInSteps(pixels))
}

/** The same, with pauses in which a caller can let other work of the process go on: some milliseconds lie between them. */
export function* preprocessInSteps(pixels: Pixels): Generator<void, Preprocessed> {
  if (isMnistForm(pixels)) {
    return { raster: Uint8Array.from(pixels.grey), rejection: hasAny(pixels.grey) ? null : 'blank' }
  }
  const page = toPage(pixels)
  yield
  const found = yield* read(page, sure)
  if (!found) return yield* faint(page)
  const { box, hasRivals } = found.writing
  const rejection = hasRivals ? 'several-marks' : null
  if (longestSideOf(box) < leastSide) {
    const close = toPage(pixels, partAround(page, box, margin, pixels))
    yield
    const again = yield* read(close, sure)
    if (again) return { raster: render(again.mask, close.width, again.writing.box), rejection }
  }
  return { raster: render(found.mask, page.width, box), rejection }
}

function* faint(page: Page): Generator<void, Preprocessed> {
  const found = yield* read(page, doubtful, 1)
  if (!found || longestSideOf(found.writing.box) < leastDoubtful * Math.max(page.width, page.height)) {
    return { raster: new Uint8Array(side * side), rejection: 'blank' }
  }
  return { raster: render(found.mask, page.width, found.writing.box), rejection: 'low-contrast' }
}

function isMnistForm({ grey, width, height }: Pixels): boolean {
  if (width !== side || height !== side) return false
  const border = grey.filter((_, i) => i < side || i >= side * (side - 1) || i % side === 0 || i % side === side - 1)
  return border.sort()[border.length >> 1]! < 64
}

function hasAny(grey: Uint8Array): boolean {
  return Math.max(...grey) - Math.min(...grey) >= 24
}
