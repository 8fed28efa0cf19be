import type { Image } from '../image.js'
import { rasterBytes } from '../raster.js'
import type { PreprocessRejection, Raster } from '../types.js'
import { segmentBilevel } from './bilevel.js'
import { longestSideOf } from './box.js'
import { closeUpMargin, lenient, minLenientSide, minMnistRange, minRegionSide, strict } from './constants.js'
import { replaceCornerFill } from './corner-fill.js'
import { fromMnistForm } from './mnist-form.js'
import { normalize } from './normalize.js'
import { segment } from './segment.js'
import { partAround, toWorkingSize, type WorkingImage } from './working-size.js'

/** The network's input, and the reason for which preprocessing rejects the picture, if it does. */
export interface Preprocessed {
  /** 28x28 bytes, 0 background to 255 ink; all zero for `blank`, a best effort for the other rejections. */
  readonly raster: Raster
  readonly rejection: PreprocessRejection | null
}

/**
 * Turns a picture of a handwritten digit into what the network was trained on: the digit separated from background, shadows,
 * ruled lines and specks, and drawn light on black as MNIST has it. `docs/preprocessing.md` shows the steps.
 *
 * A picture that has MNIST's form already passes through byte for byte.
 *
 * @param image 0 black to 255 white
 */
export function preprocess(image: Image<Uint8Array>): Preprocessed {
  return runToEnd(preprocessInSteps(image))
}

/** The same with pauses, some milliseconds apart, in which a caller can let other work of the process go on. */
export function* preprocessInSteps(image: Image<Uint8Array>): Generator<void, Preprocessed> {
  const mnist = fromMnistForm(image)
  if (mnist) return { raster: mnist, rejection: hasInk(mnist) ? null : 'blank' }
  const working = toWorkingSize(image)
  replaceCornerFill(working)
  yield
  const bilevel = segmentBilevel(working)
  if (bilevel) {
    const { box, hasOtherDigits } = bilevel.region
    return { raster: normalize(bilevel.mask, box), rejection: hasOtherDigits ? 'several-marks' : null }
  }
  yield
  const found = yield* segment(working, strict)
  if (!found) return yield* preprocessFaint(working)
  const { box, hasOtherDigits } = found.region
  const rejection = hasOtherDigits ? 'several-marks' : null
  if (longestSideOf(box) < minRegionSide) {
    const closeUp = toWorkingSize(image, partAround(working, box, closeUpMargin, image))
    yield
    const closer = yield* segment(closeUp, strict)
    if (closer) return { raster: normalize(closer.mask, closer.region.box), rejection }
  }
  return { raster: normalize(found.mask, box), rejection }
}

function* preprocessFaint(working: WorkingImage): Generator<void, Preprocessed> {
  const found = yield* segment(working, lenient, 1)
  if (!found || longestSideOf(found.region.box) < minLenientSide * Math.max(working.width, working.height)) {
    return { raster: new Uint8Array(rasterBytes), rejection: 'blank' }
  }
  return { raster: normalize(found.mask, found.region.box), rejection: 'low-contrast' }
}

/** Runs a generator to its end without pauses, and returns its result. */
export function runToEnd<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

function hasInk(raster: Raster): boolean {
  return Math.max(...raster) - Math.min(...raster) >= minMnistRange
}
