import type { Image } from '../image.js'
import { rasterBytes, rasterSide } from '../raster.js'
import type { PreprocessRejection, Raster } from '../types.js'
import { longestSideOf } from './box.js'
import {
  closeUpMargin,
  lenient,
  maxMnistBackground,
  minLenientSide,
  minMnistRange,
  minRegionSide,
  strict,
} from './constants.js'
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
 * A 28x28 picture that is light on dark has MNIST's form already and passes through byte for byte.
 *
 * @param image 0 black to 255 white
 */
export function preprocess(image: Image<Uint8Array>): Preprocessed {
  return runToEnd(preprocessInSteps(image))
}

/** The same with pauses, some milliseconds apart, in which a caller can let other work of the process go on. */
export function* preprocessInSteps(image: Image<Uint8Array>): Generator<void, Preprocessed> {
  if (isMnistForm(image)) {
    return { raster: Uint8Array.from(image.data), rejection: hasInk(image.data) ? null : 'blank' }
  }
  const working = toWorkingSize(image)
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

function isMnistForm({ data, width, height }: Image<Uint8Array>): boolean {
  if (width !== rasterSide || height !== rasterSide) return false
  const last = rasterSide - 1
  const border = data.filter(
    (_, i) => i < rasterSide || i >= rasterSide * last || i % rasterSide === 0 || i % rasterSide === last,
  )
  return border.sort()[border.length >> 1]! < maxMnistBackground
}

function hasInk(data: Uint8Array): boolean {
  return Math.max(...data) - Math.min(...data) >= minMnistRange
}
