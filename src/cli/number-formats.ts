import { percent } from '../format.js'
import type { NumberPrediction } from '../index.js'
import { inTable, printable, toJson } from './escape.js'
import { type Answer, type Format, jsonArray, lines, nameCell, row } from './formats.js'
import type { Layout } from './layout.js'
import { rejectionName } from './rejections.js'

type NumberFormat = Format<NumberPrediction>

/** The output formats of `--number`. */
export const numberFormats = { terminal, table, json, jsonl, csv, quiet } as const

function terminal({ paint }: Layout): NumberFormat {
  return lines(({ path, prediction }) => {
    if (!prediction) return null
    const { text, confidence, rejection } = prediction
    if (text !== null) {
      return `${paint('bold', text.padEnd(6))}  ${paint('dim', percent(confidence).padStart(8))}  ${printable(path)}`
    }
    const reason = rejection === 'not-a-digit' ? 'not a number' : `not a number (${rejectionName(rejection)})`
    return `${paint('yellow', '-')}                 ${printable(path)}  ${paint('yellow', reason)}`
  })
}

/** For a pipe: path, number or `-`, confidence. */
function table(): NumberFormat {
  return lines(({ path, prediction }) => {
    if (!prediction) return null
    return [inTable(path), prediction.text ?? '-', prediction.confidence.toFixed(4)].join('\t')
  })
}

function json(): NumberFormat {
  return jsonArray(record)
}

function jsonl(): NumberFormat {
  return lines((answer) => toJson(record(answer)))
}

function csv({ terminal }: Layout): NumberFormat {
  return {
    head: row(['path', 'text', 'confidence', 'isNumber', 'rejection', 'error']),
    answer({ path: name, prediction, error }) {
      const path = nameCell(name, terminal)
      if (!prediction) return row([path, '', '', '', '', error.code])
      const { text, confidence, isNumber, rejection } = prediction
      return row([path, text ?? '', confidence.toFixed(4), isNumber, rejection ?? '', ''])
    },
    tail: () => '',
  }
}

/** One line for every input, also for one that fails: without a path only the order tells which is which. */
function quiet(): NumberFormat {
  return lines(({ prediction }) => prediction?.text ?? '-')
}

function record({ path, prediction, error }: Answer<NumberPrediction>): object {
  return prediction ? { path, ...prediction } : { path, error: { code: error.code, message: error.message } }
}
