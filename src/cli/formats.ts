import { percent } from '../format.js'
import type { Prediction } from '../index.js'
import type { Paint } from './colour.js'
import { inTable, printable, toJson } from './escape.js'
import type { Failure } from './inputs.js'
import type { Layout } from './layout.js'
import { mostProbable } from './most-probable.js'
import { rejectionText } from './rejections.js'
import { chart } from './show.js'

/** The prediction or error for one input. */
export type Answer<P = Prediction> =
  | { readonly path: string; readonly prediction: P; readonly error?: undefined }
  | { readonly path: string; readonly error: Failure; readonly prediction?: undefined }

/** An output format: the head, each answer in turn, and the tail, which is written even if the run is stopped half-way. */
export interface Format<P = Prediction> {
  readonly head: string
  answer(answer: Answer<P>): string
  tail(): string
}

export const formats = { terminal, table, json, jsonl, csv, quiet, show } as const

export type FormatName = keyof typeof formats

/** For a person: the digit first, so that digits stand in a column whatever the length of the paths. */
function terminal({ top, paint }: Layout): Format {
  return lines(({ path, prediction }) => {
    if (!prediction) return null
    const others = top === null ? '' : paint('dim', `  ${mostProbable(prediction, top).map(guess).join('  ')}`)
    return sentence(path, prediction, paint) + others
  })
}

/** For a pipe: path, digit or `-`, confidence; then, with `top`, pairs of digit and probability. */
function table({ top }: Layout): Format {
  return lines(({ path, prediction }) => {
    if (!prediction) return null
    const { digit, confidence } = prediction
    const others = mostProbable(prediction, top ?? 0).flatMap((each) => [each.digit, each.probability.toFixed(4)])
    return [inTable(path), digit ?? '-', confidence.toFixed(4), ...others].join('\t')
  })
}

function json({ top }: Layout): Format {
  return jsonArray((answer) => record(answer, top))
}

export function jsonArray<P>(record: (answer: Answer<P>) => object): Format<P> {
  let empty = true
  return {
    head: '',
    answer(answer) {
      const before = empty ? '[\n' : ',\n'
      empty = false
      return `${before}  ${toJson(record(answer))}`
    },
    tail: () => (empty ? '[]\n' : '\n]\n'),
  }
}

function jsonl({ top }: Layout): Format {
  return lines((answer) => toJson(record(answer, top)))
}

/** RFC 4180. Names are raw in a pipe, for the program that opens them, and printable on a terminal. */
function csv({ top, terminal }: Layout): Format {
  const ranks = Array.from({ length: top ?? 0 }, (_, index) => index + 1)
  const names = ['path', 'digit', 'bestGuess', 'confidence', 'isDigit', 'rejection', 'score', 'error']
  return {
    head: row([...names, ...ranks.flatMap((rank) => [`digit${rank}`, `probability${rank}`])]),
    answer({ path: name, prediction, error }) {
      const path = nameCell(name, terminal)
      if (!prediction) return row([path, '', '', '', '', '', '', error.code, ...ranks.flatMap(() => ['', ''])])
      const { digit, bestGuess, confidence, isDigit, rejection, score } = prediction
      const others = mostProbable(prediction, ranks.length).flatMap((each) => [each.digit, each.probability.toFixed(4)])
      const answered = [digit ?? '', bestGuess, confidence.toFixed(4), isDigit, rejection ?? '', score.toFixed(4)]
      return row([path, ...answered, '', ...others])
    },
    tail: () => '',
  }
}

/** One line for every input, also for one that fails: without a path only the order tells which is which. */
function quiet(): Format {
  return lines(({ prediction }) => String(prediction?.digit ?? '-'))
}

function show(layout: Layout): Format {
  return lines(({ path, prediction }) => {
    if (!prediction) return null
    return `${sentence(path, prediction, layout.paint)}\n\n${chart(prediction, layout)}`
  })
}

export function lines<P>(line: (answer: Answer<P>) => string | null): Format<P> {
  return {
    head: '',
    answer(answer) {
      const text = line(answer)
      return text === null ? '' : `${text}\n`
    },
    tail: () => '',
  }
}

function sentence(path: string, prediction: Prediction, paint: Paint): string {
  const { digit, bestGuess, confidence, isDigit, rejection } = prediction
  if (isDigit)
    return `${paint('bold', String(digit))}  ${paint('dim', percent(confidence).padStart(8))}  ${printable(path)}`
  const reason = paint('yellow', rejectionText(rejection))
  // On a blank page there is nothing to guess from.
  const guessed = rejection === 'blank' ? '' : paint('dim', `, best guess ${bestGuess}`)
  return `${paint('yellow', '-')}            ${printable(path)}  ${reason}${guessed}`
}

function guess({ digit, probability }: { digit: number; probability: number }): string {
  return `${digit} ${percent(probability).padStart(8)}`
}

/** The library's prediction as it is, without the raster. */
function record({ path, prediction, error }: Answer, top: number | null): object {
  if (!prediction) return { path, error: { code: error.code, message: error.message } }
  const { raster: _, ...fields } = prediction
  const ranked = top === null ? {} : { top: mostProbable(prediction, top) }
  return { path, ...fields, ...ranked }
}

export function row(cells: readonly unknown[]): string {
  return `${cells.map((cell) => quoted(String(cell))).join(',')}\r\n`
}

/** Returns a name for the CSV: raw in a pipe, unless it is not valid Unicode and so has no raw form in UTF-8. */
export function nameCell(name: string, terminal: boolean): string {
  return guarded(terminal || /\p{Cs}/u.test(name) ? printable(name) : name)
}

/**
 * An apostrophe keeps a spreadsheet from taking a name for a formula, which could start a program or send data away
 * (https://owasp.org/www-community/attacks/CSV_Injection). A lone `-`, which stands for stdin, is no formula.
 */
function guarded(name: string): string {
  return /^(?:[=+@\t\r\n]|-.)/s.test(name) ? `'${name}` : name
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
