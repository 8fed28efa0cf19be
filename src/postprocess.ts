import type { Digit, Inference, PerDigit, Prediction, PreprocessRejection, Raster } from './types.js'

/**
 * Turns the network's output and the verdict of preprocessing into a prediction.
 *
 * @param inference probabilities (10, calibrated, sum 1) and score (0..1)
 * @param preprocessRejection why preprocessing rejected the picture, or null; it takes precedence over the score
 * @param threshold the lowest score that counts as a digit, 0..1, from the model's manifest
 * @param raster included in the prediction if given
 */
export function postprocess(
  { probabilities, score }: Inference,
  preprocessRejection: PreprocessRejection | null,
  threshold: number,
  raster?: Raster,
): Prediction {
  const perDigit = Array.from(probabilities) as PerDigit
  const bestGuess = perDigit.indexOf(Math.max(...perDigit)) as Digit
  const rejection = preprocessRejection ?? (score < threshold ? 'not-a-digit' : null)
  const shared = {
    bestGuess,
    confidence: perDigit[bestGuess],
    probabilities: perDigit,
    score,
    ...(raster && { raster }),
  }
  return rejection === null
    ? { digit: bestGuess, isDigit: true, rejection, ...shared }
    : { digit: null, isDigit: false, rejection, ...shared }
}
