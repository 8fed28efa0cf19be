import { EventEmitter } from 'node:events'
import { PassThrough, Writable } from 'node:stream'
import type { Host, Library } from '../../../src/cli/host.js'
import {
  type AcceptedPrediction,
  type Digit,
  type ImageInput,
  MnistModelError,
  type ModelInfo,
  type NumberPrediction,
  type Outcome,
  type PerDigit,
  type Prediction,
  type PredictOptions,
  type RejectedPrediction,
  type Rejection,
} from '../../../src/index.js'

/** A stream that keeps what is written to it; it may claim to be a terminal. */
export class Paper extends Writable {
  text = ''
  readonly writes: string[] = []

  constructor(
    readonly isTTY = false,
    readonly columns = 80,
    /** Called before a write is taken; what it returns fails the write. */
    private readonly refuse: () => Error | null = () => null,
  ) {
    super({ decodeStrings: false })
  }

  override _write(chunk: string, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const refused = this.refuse()
    if (refused === null && chunk !== '') this.writes.push(chunk)
    if (refused === null) this.text += chunk
    done(refused)
  }
}

export type FakeHost = Host &
  EventEmitter & {
    readonly stdin: PassThrough
    readonly stdout: Paper
    readonly stderr: Paper
  }

export function fakeHost({
  stdout = new Paper(),
  stderr = new Paper(),
  env = {},
}: {
  stdout?: Paper
  stderr?: Paper
  env?: Record<string, string>
} = {}): FakeHost {
  return Object.assign(new EventEmitter(), { stdin: new PassThrough(), stdout, stderr, env })
}

/** The fields that an accepted and a rejected prediction share. */
export type Shared = Omit<Prediction, 'digit' | 'isDigit' | 'rejection' | 'bestGuess'>

/** A clear `digit`, with the given fields replaced. */
export function prediction(digit: Digit, changes: Partial<Shared> = {}): AcceptedPrediction {
  return { digit, isDigit: true, rejection: null, ...clear(digit), ...changes }
}

/** A picture that was rejected although it looks like `bestGuess`, with the given fields replaced. */
export function rejected(bestGuess: Digit, rejection: Rejection, changes: Partial<Shared> = {}): RejectedPrediction {
  return { digit: null, isDigit: false, rejection, ...clear(bestGuess), ...changes }
}

function clear(bestGuess: Digit): Shared & { bestGuess: Digit } {
  const probabilities = Array.from({ length: 10 }, (_, each) => (each === bestGuess ? 0.9991 : 0.0001)) as PerDigit
  return { bestGuess, confidence: 0.9991, probabilities, score: 0.98765 }
}

/** Reads the digit off the name of the file, `7.png` being a 7, and fails on every other name. */
export function readName(input: ImageInput): Prediction {
  const name = String(input).split('/').at(-1)!
  const [, digit] = /^(\d)\.\w+$/.exec(name) ?? []
  if (digit !== undefined) return prediction(Number(digit) as Digit)
  throw new MnistModelError('IMAGE_UNREADABLE', `Expected a picture but received ${name}.`)
}

/** Reads the number off the name of the file, and rejects every other name. */
export function readNumberName(input: ImageInput): NumberPrediction {
  const name = String(input).split('/').at(-1)!
  if (name === 'broken.png') throw new MnistModelError('IMAGE_UNREADABLE', `Expected a picture but received ${name}.`)
  const [, text = null] = /^(\d+)\.\w+$/.exec(name) ?? []
  if (text === null) {
    return { text, isNumber: false, rejection: 'several-marks', confidence: 0, digits: [] }
  }
  const digits = Array.from(text, (digit, i) => {
    return { digit: Number(digit) as Digit, confidence: 0.9, box: { left: 10 * i, top: 2, width: 9, height: 20 } }
  })
  return { text, isNumber: true, rejection: null, confidence: 0.9 ** text.length, digits }
}

type FakeLibrary = Library & { closed: number }

/** The public API with `read` in the place of the model. */
export function fakeLibrary(
  read: (input: ImageInput, options: PredictOptions) => Prediction | Promise<Prediction> = readName,
  changes: Partial<Library> = {},
): FakeLibrary {
  const library: FakeLibrary = {
    closed: 0,
    async createPredictor() {
      return {
        engine: 'builtin',
        predict: (): Promise<never> => Promise.reject(new Error('The command reads with predictEach.')),
        readNumber: (input: ImageInput) => Promise.resolve().then(() => readNumberName(input)),
        infer: (): Promise<never> => Promise.reject(new Error('The command reads with predictEach.')),
        async *predictEach(inputs: Iterable<ImageInput> | AsyncIterable<ImageInput>, options: PredictOptions = {}) {
          let index = 0
          for await (const input of inputs) {
            const outcome = await outcomeOf(index++, input, () => read(input, options))
            if (options.signal?.aborted) throw new MnistModelError('ABORTED', 'The work was aborted.')
            yield outcome
          }
        },
        async close() {
          library.closed++
        },
        async [Symbol.asyncDispose]() {},
      }
    },
    async engines() {
      return [
        { name: 'builtin', available: true, version: '9.8.7', detail: 'WebAssembly with SIMD', remedy: null },
        {
          name: 'onnxruntime',
          available: false,
          version: null,
          detail: 'onnxruntime-node: it is not installed',
          remedy: 'npm install onnxruntime-node',
        },
      ]
    },
    async decoders() {
      return [
        { name: 'builtin', available: true, version: '9.8.7', detail: 'small plain PNG files', remedy: null },
        { name: 'sharp', available: true, version: '0.35.5', detail: 'all other files', remedy: null },
      ]
    },
    modelInfo: () => model,
    async selftest() {
      return {
        ok: true,
        model: { ok: true, expected: model.sha256, problem: null },
        engines: [{ name: 'builtin', ok: true, checked: 10, worstDifference: 0.00000012, problem: null }],
        decoders: [{ name: 'sharp', ok: true, problem: null }],
      }
    },
    ...changes,
  }
  return library
}

async function outcomeOf(
  index: number,
  input: ImageInput,
  read: () => Prediction | Promise<Prediction>,
): Promise<Outcome> {
  try {
    return { index, input, prediction: await read() }
  } catch (error) {
    if (error instanceof MnistModelError) return { index, input, error }
    throw error
  }
}

export const model: ModelInfo = {
  name: 'mnist',
  version: '1.2.3',
  file: 'mnist.onnx',
  sha256: 'ab'.repeat(32),
  bytes: 90_812,
  opset: 13,
  inputs: [{ name: 'image', type: 'uint8', shape: ['N', 28, 28] }],
  outputs: [{ name: 'probabilities', type: 'float32', shape: ['N', 10] }],
  labels: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  rejection: { threshold: 0.5, chosenOn: 'validation', trueAccepts: 0.99 },
  golden: [],
  qualityThresholds: {
    minAccuracy: 0.99,
    maxCalibrationError: 0.01,
    maxBytes: 100_000,
    maxFalseAccepts: 0.05,
    maxGoldenDifference: 1e-4,
  },
  card: {
    parameters: 44_075,
    temperature: 1,
    metrics: [
      { set: 'MNIST test', n: 10_000, correct: 9_950, accuracy: 0.995, interval: [0.993, 0.996], ece: 0.001 },
      { set: 'photographs', n: 200, correct: 198, accuracy: 0.99, interval: [0.964, 0.997], ece: 0.001 },
    ],
    rejection: { threshold95: 0.9, falseAccepts: 0.01, falseAccepts95: 0.005, auroc: 0.998, n: 5_000, kinds: [] },
    seeds: { seeds: [1], accuracies: [0.995], mean: 0.995, std: 0 },
    plots: [],
    data: [{ name: 'MNIST', licence: 'CC BY-SA 3.0', authors: 'LeCun, Cortes, Burges', sha256: {} }],
    recipe: { name: 'compact' },
    seed: 1,
    versions: {},
  },
}
