import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { MnistModelError } from '../../src/errors.js'
import { createPredictor } from '../../src/index.js'
import type { ImageInput, Prediction, Predictor } from '../../src/types.js'
import { peakMemory, resetPeakMemory } from '../helpers/memory.js'
import { mainThreadTime } from '../helpers/turns.js'

/** An input, and how it was made. */
export interface FuzzInput {
  readonly story: string
  readonly input: ImageInput
}

/** What the predictor made of a number of inputs. */
export interface FuzzReport {
  inputs: number
  predictions: number
  /** Number of errors by code. */
  readonly errors: Record<string, number>
  /** Inputs that led neither to a sound prediction nor to a typed error. */
  readonly failures: (FuzzInput & { readonly problem: string })[]
  /** The inputs that took most work. */
  slowest: (FuzzInput & Times)[]
  /** The inputs that blocked the event loop longest. */
  mostBlocking: (FuzzInput & Times)[]
  /** The inputs during which the resident set grew most. */
  hungriest: (FuzzInput & Times)[]
  /** Greatest growth of the resident set since the first inputs, with all that the fuzzer itself keeps, in megabytes. */
  memory: number
}

/** Times in milliseconds of processor time, so that other processes do not count; without Linux, of wall time. */
interface Times {
  /** What all threads of the process took. */
  readonly work: number
  /** The most that the main thread took in one turn of the event loop. */
  readonly blocked: number
  /** Growth of the resident set during the call, in megabytes. */
  readonly growth: number
}

/** The first inputs load and compile code; memory and times count from here. */
const warmUp = 50

/** Predicts one input after the other, and judges each answer. */
export async function fuzz(inputs: Iterable<FuzzInput>, before: (input: FuzzInput) => void = () => {}) {
  const report: FuzzReport = {
    inputs: 0,
    predictions: 0,
    errors: {},
    failures: [],
    slowest: [],
    mostBlocking: [],
    hungriest: [],
    memory: 0,
  }
  await using predictor = await createPredictor()
  let baseline = 0
  for (const each of inputs) {
    before(each)
    const { answer, ...times } = await measure(predictor, each.input)
    const problem = answer instanceof Error || !isPrediction(answer) ? problemOfError(answer) : problemOf(answer)
    if (problem) report.failures.push({ ...each, problem })
    const code = answer instanceof MnistModelError ? answer.code : 'none'
    if (isPrediction(answer)) report.predictions++
    else report.errors[code] = (report.errors[code] ?? 0) + 1
    if (++report.inputs <= warmUp) {
      baseline = peakMemory()
      continue
    }
    report.memory = Math.max(report.memory, peakMemory() - baseline)
    report.slowest = top(report.slowest, { ...each, ...times }, 'work')
    report.mostBlocking = top(report.mostBlocking, { ...each, ...times }, 'blocked')
    report.hungriest = top(report.hungriest, { ...each, ...times }, 'growth')
  }
  return report
}

/** Garbage collection falls on one input or another: what is remarkable is measured again, and the least counts. */
async function measure(predictor: Predictor, input: ImageInput): Promise<Times & { answer: unknown }> {
  const first = await measureOnce(predictor, input)
  let { work, blocked, growth } = first
  for (let again = 0; again < 2 && (work > 200 || blocked > 30 || growth > 100); again++) {
    const next = await measureOnce(predictor, input)
    work = Math.min(work, next.work)
    blocked = Math.min(blocked, next.blocked)
    growth = Math.min(growth, next.growth)
  }
  return { answer: first.answer, work, blocked, growth }
}

async function measureOnce(predictor: Predictor, input: ImageInput): Promise<Times & { answer: unknown }> {
  // The time that it took to make the input is not counted.
  await nextTurn()
  resetPeakMemory()
  const memory = peakMemory()
  const before = process.cpuUsage()
  let isDone = false
  const answered = predictor
    .predict(input)
    .catch((error: unknown) => error)
    .finally(() => {
      isDone = true
    })
  let blocked = 0
  for (let began = mainThreadTime(); !isDone; ) {
    await nextTurn()
    const now = mainThreadTime()
    blocked = Math.max(blocked, now - began)
    began = now
    if (!isDone) await sleep(1)
  }
  const { user, system } = process.cpuUsage(before)
  return { answer: await answered, work: (user + system) / 1000, blocked, growth: peakMemory() - memory }
}

function top<K extends keyof Times>(list: (FuzzInput & Times)[], each: FuzzInput & Times, by: K) {
  if (list.length === 10 && each[by] <= list[9]![by]) return list
  return [...list, each].sort((a, b) => b[by] - a[by]).slice(0, 10)
}

function isPrediction(answer: unknown): answer is Prediction {
  return typeof answer === 'object' && answer !== null && 'probabilities' in answer
}

function problemOf({ probabilities, digit, isDigit, score }: Prediction): string | null {
  const sum = probabilities.reduce((total, value) => total + value, 0)
  if (!(Math.abs(sum - 1) < 1e-4)) return `the probabilities sum to ${sum}`
  if (!probabilities.every((value) => value >= 0 && value <= 1)) return 'a probability is not within 0..1'
  if (!(score >= 0 && score <= 1)) return `the score is ${score}`
  return isDigit === (digit !== null) ? null : 'digit and isDigit disagree'
}

/** Bytes can deserve these; every other code would blame something else. */
const codes = ['IMAGE_UNREADABLE', 'IMAGE_TOO_LARGE', 'DECODE_TIMEOUT']

function problemOfError(error: unknown): string | null {
  if (!(error instanceof MnistModelError)) return `not a MnistModelError: ${error}`
  // Raw pixels whose length does not fit are a mistake of the caller.
  if (error.code === 'INVALID_INPUT' && /for data but received|for channels but received/.test(error.message))
    return null
  if (!codes.includes(error.code)) return `the code is ${error.code}: ${error.message}`
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const isPrintable = error.message.length <= 300 && !/[\u0000-\u001f\u007f-\u009f]/.test(error.message)
  return isPrintable ? null : 'the message is too long or not printable'
}
