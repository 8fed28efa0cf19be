import type { Digit, Prediction } from '../index.js'

/** Returns the `count` most probable digits, most probable first; the smaller digit first if two are equal. */
export function mostProbable({ probabilities }: Prediction, count: number): { digit: Digit; probability: number }[] {
  return probabilities
    .map((probability, digit) => ({ digit: digit as Digit, probability }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, count)
}
