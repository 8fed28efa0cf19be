import type { Digit, Prediction, Rejection } from '../index.js'

/** 0.99984 -> ` 99.98 %`, always eight characters. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(2).padStart(6)} %`
}

/** The `count` most probable digits, most probable first; the smaller digit first where two are equal. */
export function mostProbable({ probabilities }: Prediction, count: number): { digit: Digit; probability: number }[] {
  return probabilities
    .map((probability, digit) => ({ digit: digit as Digit, probability }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, count)
}

/** `several-marks` -> `not a digit (several marks)`. */
export function rejectionText(rejection: Rejection): string {
  if (rejection === 'not-a-digit') return 'not a digit'
  return `not a digit (${rejection.replaceAll('-', ' ')})`
}

/** A path for the terminal: one line, and nothing in it that the terminal would obey. */
export function printable(path: string): string {
  return controls.test(path) ? JSON.stringify(path).replace(controlsAbove, escaped) : path
}

/** A path for a cell between tabs: as it is, or a JSON string where it holds a control character or begins with `"`. */
export function inTable(path: string): string {
  return path.startsWith('"') ? JSON.stringify(path) : printable(path)
}

// JSON escapes the controls below the space, and leaves others that terminals obey as well: DEL, those of Latin 1, and
// those of Unicode that turn the order of writing, with which gnp.exe can be made to look like exe.png.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controls = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/
const controlsAbove = /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
