import type { Report } from '../../../src/cli/report/report.js'
import { type EvaluatedPicture, Evaluation } from '../../../src/evaluate/evaluation.js'
import type { Digit, PerDigit, Prediction, Rejection } from '../../../src/index.js'
import { prediction, rejected, type Shared } from '../cli/fakes.js'

export function evaluated(path: string, label: EvaluatedPicture['label'], answer: Prediction): EvaluatedPicture {
  return { path, folder: path.split('/')[0]!, label, prediction: answer }
}

export function accept(digit: Digit, confidence: number, changes: Partial<Shared> = {}): Prediction {
  return prediction(digit, { ...withConfidence(digit, confidence), ...changes })
}

export function reject(bestGuess: Digit, confidence: number, rejection: Rejection, score: number): Prediction {
  return rejected(bestGuess, rejection, { ...withConfidence(bestGuess, confidence), score })
}

function withConfidence(digit: Digit, confidence: number): Pick<Shared, 'confidence' | 'probabilities'> {
  const probabilities = Array.from({ length: 10 }, (_, each) => (each === digit ? confidence : (1 - confidence) / 9))
  return { confidence, probabilities: probabilities as PerDigit }
}

export const pictures = [
  ...Array.from({ length: 5 }, (_, index) => evaluated(`1/${index}.png`, 1, accept(1, 0.99, { score: 0.9 }))),
  evaluated('1/flag.png', 1, accept(7, 0.8)),
  evaluated('1/\x1b[31mred.png', 1, reject(7, 0.95, 'several-marks', 0.9)),
  evaluated('1/faint.png', 1, reject(1, 0.6, 'not-a-digit', 0.1)),
  ...Array.from({ length: 4 }, (_, index) => evaluated(`7/${index}.png`, 7, accept(7, 0.97, { score: 0.8 }))),
  evaluated('7/two.png', 7, reject(7, 0.9, 'several-marks', 0.9)),
  evaluated('letters/a.png', null, reject(4, 0.7, 'not-a-digit', 0.1)),
  evaluated('letters/b.png', null, accept(8, 0.7, { score: 0.85 })),
  evaluated('letters/c.png', null, accept(0, 0.7, { score: 0.75 })),
  evaluated('noise/n.png', null, reject(0, 0.2, 'blank', 0.01)),
]

export function reportOf(pictures: readonly EvaluatedPicture[], limit = 20): Report {
  const evaluation = new Evaluation(limit)
  for (const each of pictures) evaluation.add(each)
  return {
    folder: 'pictures',
    date: '2026-11-24T13:05:09.123Z',
    package: '0.1.0',
    model: { name: 'mnist', version: '1.2.3', sha256: 'ab'.repeat(32) },
    engine: 'builtin',
    metrics: evaluation.metrics(),
    mistakes: evaluation.mistakes(),
    unreadable: [],
  }
}
