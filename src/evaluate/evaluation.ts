import type { Digit, Prediction, Rejection } from '../types.js'
import { Calibration, type CalibrationBin, calibrationError } from './calibration.js'
import { type ClassMetrics, type ConfusionMatrix, classMetrics } from './confusion-matrix.js'
import type { LabelledPicture } from './labels.js'
import { acceptingAtLeast, type OperatingPoint } from './operating-point.js'
import { type Proportion, proportion } from './proportion.js'
import { Worst } from './worst.js'

/** A picture, its label and its prediction. */
export interface EvaluatedPicture extends LabelledPicture {
  readonly prediction: Prediction
}

/** Number of pictures for each reason. */
export type Rejections = Record<Rejection, number>

/** Everything that is measured on a folder. */
export interface Metrics {
  /** The most probable digit is the label, whether or not the picture was accepted. */
  readonly accuracy: Proportion
  /** The same among the pictures that were accepted; null if none was. */
  readonly acceptedAccuracy: Proportion | null
  /** Digits that were accepted: `isDigit` is true. */
  readonly trueAccepts: Proportion
  /** Negatives that were accepted; null without negatives. */
  readonly falseAccepts: Proportion | null
  /** The operating point at which 95 % of these digits are accepted; null without negatives, or if there is none. */
  readonly at95: OperatingPoint | null
  /** Expected calibration error of the digits' confidence, over 15 bins, 0..1. */
  readonly calibrationError: number
  readonly bins: readonly CalibrationBin[]
  /** Ten, in the order of the digits. */
  readonly classes: readonly ClassMetrics[]
  /** Negatives are not in it. */
  readonly confusion: ConfusionMatrix
  readonly rejections: { readonly digits: Rejections; readonly negatives: Rejections }
  /** Each folder whose name is no digit. */
  readonly negatives: readonly { readonly folder: string; readonly falseAccepts: Proportion }[]
}

/** The pictures that were misread, worst first; `shown` holds no more than was asked for. */
export interface Mistakes {
  /** Read as another digit; the highest confidence first. */
  readonly wrong: MistakeList
  /** No digit, but accepted; the highest score first. */
  readonly falseAccepts: MistakeList
  /** Read as the right digit, but not accepted; the lowest score first. */
  readonly falseRejects: MistakeList
}

export interface MistakeList {
  readonly count: number
  readonly shown: readonly EvaluatedPicture[]
}

/** Counts predictions as they come, and keeps no more of them than will be shown. */
export class Evaluation {
  readonly #confusion = Array.from({ length: 10 }, () => new Array<number>(10).fill(0))
  readonly #calibration = new Calibration()
  readonly #rejections = { digits: noRejections(), negatives: noRejections() }
  readonly #scores: Record<'digits' | 'negatives', (number | null)[]> = { digits: [], negatives: [] }
  readonly #negatives = new Map<string, { n: number; accepted: number }>()
  readonly #wrong
  readonly #falseAccepts
  readonly #falseRejects
  #accepted = 0
  #acceptedCorrect = 0

  /** @param limit how many mistakes of each kind to keep */
  constructor(limit: number) {
    this.#wrong = new Worst<EvaluatedPicture>(limit, ({ prediction }) => prediction.confidence)
    this.#falseAccepts = new Worst<EvaluatedPicture>(limit, ({ prediction }) => prediction.score)
    this.#falseRejects = new Worst<EvaluatedPicture>(limit, ({ prediction }) => -prediction.score)
  }

  /** Number of digits so far. */
  get digits(): number {
    return this.#scores.digits.length
  }

  add(picture: EvaluatedPicture): void {
    const { label, prediction } = picture
    const kind = label === null ? 'negatives' : 'digits'
    this.#scores[kind].push(comparableScore(prediction))
    if (prediction.rejection) this.#rejections[kind][prediction.rejection]++
    if (label === null) this.#addNegative(picture)
    else this.#addDigit(picture, label)
  }

  #addDigit(picture: EvaluatedPicture, label: Digit): void {
    const { bestGuess, confidence, isDigit } = picture.prediction
    const correct = bestGuess === label
    this.#confusion[label]![bestGuess]! += 1
    this.#calibration.add(confidence, correct)
    this.#accepted += Number(isDigit)
    this.#acceptedCorrect += Number(isDigit && correct)
    if (!correct) this.#wrong.add(picture)
    else if (!isDigit) this.#falseRejects.add(picture)
  }

  #addNegative(picture: EvaluatedPicture): void {
    const { isDigit } = picture.prediction
    const { n, accepted } = this.#negatives.get(picture.folder) ?? { n: 0, accepted: 0 }
    this.#negatives.set(picture.folder, { n: n + 1, accepted: accepted + Number(isDigit) })
    if (isDigit) this.#falseAccepts.add(picture)
  }

  /** Call it when at least one digit was read. */
  metrics(): Metrics {
    const { digits, negatives } = this.#scores
    const bins = this.#calibration.bins()
    return {
      accuracy: proportion(this.digits - this.#wrong.count, this.digits),
      acceptedAccuracy: this.#accepted === 0 ? null : proportion(this.#acceptedCorrect, this.#accepted),
      trueAccepts: proportion(this.#accepted, this.digits),
      falseAccepts: negatives.length === 0 ? null : proportion(this.#falseAccepts.count, negatives.length),
      at95: negatives.length === 0 ? null : acceptingAtLeast(0.95, digits, negatives),
      calibrationError: calibrationError(bins),
      bins,
      classes: classMetrics(this.#confusion),
      confusion: this.#confusion,
      rejections: this.#rejections,
      negatives: [...this.#negatives].map(([folder, { n, accepted }]) => ({
        folder,
        falseAccepts: proportion(accepted, n),
      })),
    }
  }

  mistakes(): Mistakes {
    return {
      wrong: listOf(this.#wrong),
      falseAccepts: listOf(this.#falseAccepts),
      falseRejects: listOf(this.#falseRejects),
    }
  }
}

/** A picture that preprocessing rejected is not accepted at any threshold. */
function comparableScore({ rejection, score }: Prediction): number | null {
  return rejection === null || rejection === 'not-a-digit' ? score : null
}

function noRejections(): Rejections {
  return { blank: 0, 'low-contrast': 0, 'several-marks': 0, 'not-a-digit': 0 }
}

function listOf({ count, items }: Worst<EvaluatedPicture>): MistakeList {
  return { count, shown: items }
}
