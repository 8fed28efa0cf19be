import type { Digit, Inference, PerDigit, Prediction, Raster, Rejection } from './types.js'

/**
 * Turns what the network says, and what preprocessing noticed, into the answer.
 *
 * @param inference probabilities (10, calibrated, sum 1) and score (0..1)
 * @param preprocessRejection why preprocessing gave up on the picture, or null
 * @param threshold the least score of a digit, from the manifest
 */
export function postprocess(
  { probabilities, score }: Inference,
  preprocessRejection: Exclude<Rejection, 'not-a-digit'> | null,
  threshold: number,
  raster?: Raster,
): Prediction {
  const perDigit = Array.from(probabilities) as PerDigit
  const digit = perDigit.indexOf(Math.max(...perDigit)) as Digit
  const rejection = preprocessRejection ?? (score < threshold ? 'not-a-digit' : null)
  return {
    digit,
    confidence: perDigit[digit],
    probabilities: perDigit,
    isDigit: rejection === null,
    score,
    rejection,
    ...(raster && { raster }),
  }
}
