import { untilAborted } from './abortable.js'
import { checkOptions, checkSource, guard } from './arguments.js'
import { inBatches, mapConcurrent } from './batches.js'
import type { Engine } from './engine/engine.js'
import { describe, invalid, MnistModelError, throwIfAborted } from './errors.js'
import { batchSize, infer, inferAll, open } from './infer.js'
import { type DecodedImage, decode } from './input/decode.js'
import { resolveLimits } from './input/limits.js'
import { load } from './input/load.js'
import { readModel } from './model/model-file.js'
import { modelInfo } from './model/model-info.js'
import { chooseDigits, mayBeSeveral } from './number.js'
import { paced } from './pacing.js'
import { postprocess } from './postprocess.js'
import type { Box } from './preprocess/box.js'
import { preprocessInSteps } from './preprocess/index.js'
import { type Candidate, findLine } from './preprocess/line-of-digits.js'
import { rasterBytes } from './raster.js'
import type {
  CallOptions,
  ImageInput,
  Inference,
  Limits,
  NetworkOutputs,
  NumberPrediction,
  Outcome,
  PixelBox,
  Prediction,
  PredictOptions,
  Predictor,
  PredictorOptions,
} from './types.js'

/** How many pictures are decoded at once: enough to keep the codec's threads busy. */
const decodedAtOnce = 8

/**
 * Loads the model and makes it ready.
 *
 * @throws MnistModelError `MODEL_NOT_FOUND`, `MODEL_CORRUPT`, `MODEL_UNSUPPORTED`, `ENGINE_UNAVAILABLE`,
 *   `INVALID_INPUT`, `ABORTED`
 */
export async function createPredictor(options: PredictorOptions = {}): Promise<Predictor> {
  const { engine = 'builtin', signal, limits } = checkOptions(options, ['engine', 'signal', 'limits'])
  if (engine !== 'builtin' && engine !== 'onnxruntime') throw invalid('engine', "'builtin' or 'onnxruntime'", engine)
  const resolved = resolveLimits(limits)
  throwIfAborted(signal)
  const model = await readModel()
  throwIfAborted(signal)
  const opened = await open(model, engine)
  if (signal?.aborted) await opened.close()
  throwIfAborted(signal)
  return new ModelPredictor(opened, modelInfo().rejection.threshold, resolved)
}

class ModelPredictor implements Predictor {
  readonly engine
  readonly #engine: Engine
  readonly #threshold: number
  readonly #limits: Limits
  readonly #pending = new Set<Promise<unknown>>()
  #closed: Promise<void> | undefined

  constructor(engine: Engine, threshold: number, limits: Limits) {
    this.engine = engine.name
    this.#engine = engine
    this.#threshold = threshold
    this.#limits = limits
  }

  predict(input: ImageInput, options?: PredictOptions): Promise<Prediction>
  predict(inputs: readonly ImageInput[], options?: PredictOptions): Promise<Prediction[]>
  async predict(input: ImageInput | readonly ImageInput[], options: PredictOptions = {}) {
    const call = this.#begin(options)
    // A copy: the caller may change the list meanwhile.
    const list = guard('image', input, () => (Array.isArray(input) ? [...input] : null))
    if (list) return this.#track(this.#predictAll(list, call))
    const [prediction] = await this.#track(this.#predictAll([input as ImageInput], call))
    return prediction
  }

  async *predictEach(inputs: Iterable<ImageInput> | AsyncIterable<ImageInput>, options: PredictOptions = {}) {
    const call = this.#begin(options)
    let first = 0
    for await (const batch of inBatches(checkSource(inputs), batchSize, call.signal)) {
      this.#throwIfClosed()
      yield* await this.#track(this.#predictBatch(batch, first, call))
      first += batch.length
    }
  }

  async readNumber(input: ImageInput, options: CallOptions = {}): Promise<NumberPrediction> {
    return this.#track(this.#readLine(input, this.#begin(options)))
  }

  async infer(images: Uint8Array): Promise<NetworkOutputs> {
    this.#throwIfClosed()
    // A copy, so that bytes that change or go away meanwhile change no answer.
    const copy = guard('images', images, () => (isUint8Array(images) ? new Uint8Array(images) : null))
    const expected = `a Uint8Array of N * ${rasterBytes} bytes, N >= 1`
    if (!copy) throw invalid('images', expected, images)
    if (copy.length === 0 || copy.length % rasterBytes !== 0) {
      throw new MnistModelError('INVALID_INPUT', `Expected ${expected} for images but received ${copy.length} bytes.`)
    }
    return this.#track(inferAll(this.#engine, copy))
  }

  /** Checks what a call was given. */
  #begin(options: PredictOptions): Call {
    this.#throwIfClosed()
    const { signal, raster = false, limits } = checkOptions(options, ['signal', 'raster', 'limits'])
    if (typeof raster !== 'boolean') throw invalid('raster', 'true or false', raster)
    throwIfAborted(signal)
    return { signal, raster, limits: resolveLimits(limits, this.#limits) }
  }

  async #predictAll(inputs: readonly ImageInput[], call: Call): Promise<Prediction[]> {
    const predictions: Prediction[] = []
    for await (const batch of inBatches(inputs, batchSize)) {
      for (const { prediction, error } of await this.#predictBatch(batch, predictions.length, call)) {
        if (error) throw error
        predictions.push(prediction)
      }
    }
    return predictions
  }

  /**
   * Composes the pipeline stages: load, decode, preprocess, infer, postprocess.
   *
   * @param first index of the first of the inputs in the source
   */
  async #predictBatch(inputs: readonly ImageInput[], first: number, call: Call): Promise<Outcome[]> {
    const { signal, raster } = call
    const prepared = await mapConcurrent(decodedAtOnce, inputs, (input) => prepare(input, call, preprocessInSteps))
    throwIfAborted(signal)
    const rasters = prepared.flatMap((each) => (each instanceof MnistModelError ? [] : [each.result.raster]))
    const inferred = (rasters.length > 0 ? await infer(this.#engine, rasters) : []).values()
    return prepared.map((each, position): Outcome => {
      const index = first + position
      const input = inputs[position]!
      if (each instanceof MnistModelError) return { index, input, error: each }
      const inference = inferred.next().value!
      const shown = raster ? each.result.raster : undefined
      return { index, input, prediction: postprocess(inference, each.result.rejection, this.#threshold, shown) }
    })
  }

  /** The same for a number. Marks that do not look like one digit are cut, and the network reads their parts as well. */
  async #readLine(input: ImageInput, call: Call): Promise<NumberPrediction> {
    const prepared = await prepare(input, call, findLine)
    if (prepared instanceof MnistModelError) throw prepared
    const { image, result: line } = prepared
    const read = await this.#inferCandidates(line.candidates, call)
    const parts: Candidate[] = []
    for (let mark = 0; mark < line.marks; mark++) {
      if (mayBeSeveral(read[mark]![1])) parts.push(...(await runPaced(line.cut(mark), call.signal)))
    }
    read.push(...(await this.#inferCandidates(parts, call)))
    return chooseDigits(line.marks, read, line.rejection, this.#threshold, (box) => inOriginal(box, image))
  }

  async #inferCandidates(
    candidates: readonly Candidate[],
    { signal }: Call,
  ): Promise<(readonly [Candidate, Inference])[]> {
    const read: (readonly [Candidate, Inference])[] = []
    for await (const batch of inBatches(candidates, batchSize)) {
      throwIfAborted(signal)
      const inferences = await paced(() =>
        infer(
          this.#engine,
          batch.map(({ raster }) => raster),
        ),
      )
      for (const [i, candidate] of batch.entries()) read.push([candidate, inferences[i]!])
    }
    return read
  }

  close(): Promise<void> {
    this.#closed ??= Promise.allSettled(this.#pending).then(() => this.#engine.close())
    return this.#closed
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** A session must not be freed under a running inference. */
  async #track<T>(work: Promise<T>): Promise<T> {
    this.#pending.add(work)
    try {
      return await work
    } finally {
      this.#pending.delete(work)
    }
  }

  #throwIfClosed(): void {
    if (!this.#closed) return
    throw new MnistModelError('PREDICTOR_CLOSED', 'Expected an open predictor but it was closed. Create another one.')
  }
}

/** By its tag and not by instanceof, because test runners bring classes of another realm. */
function isUint8Array(value: unknown): boolean {
  return ArrayBuffer.isView(value) && (value as Uint8Array)[Symbol.toStringTag] === 'Uint8Array'
}

/** The checked options of one call. */
interface Call {
  readonly signal: AbortSignal | undefined
  readonly raster: boolean
  readonly limits: Limits
}

/** Takes one input through decoding and preprocessing. Whatever is wrong with it is its outcome, and does not concern the others. */
async function prepare<T>(
  input: ImageInput,
  { signal, limits }: Call,
  preprocess: (image: DecodedImage) => Generator<void, T>,
): Promise<{ image: DecodedImage; result: T } | MnistModelError> {
  try {
    const bytes = await pacedUntilAborted(signal, () => load(input, limits, signal))
    const image = await untilAborted(
      pacedUntilAborted(signal, () => decode(bytes, limits)),
      signal,
    )
    return { image, result: await runPaced(preprocess(image), signal) }
  } catch (error) {
    if (error instanceof MnistModelError && error.code === 'ABORTED') throw error
    if (error instanceof MnistModelError) return error
    return new MnistModelError(
      'INVALID_INPUT',
      `Expected an image that can be read but reading ${describe(input)} failed. The cause says why.`,
      { cause: error },
    )
  }
}

function pacedUntilAborted<T>(signal: AbortSignal | undefined, work: () => T | Promise<T>): Promise<T> {
  return paced(() => {
    throwIfAborted(signal)
    return work()
  })
}

async function runPaced<T>(steps: Generator<void, T>, signal: AbortSignal | undefined): Promise<T> {
  for (;;) {
    const step = await pacedUntilAborted(signal, () => steps.next())
    if (step.done) return step.value
  }
}

/** From a box of the decoded image to one of the picture, whose sides EXIF may have exchanged. */
function inOriginal({ left, top, right, bottom }: Box, { width, height, original }: DecodedImage): PixelBox {
  const isTurned = original.width > original.height !== width > height
  const [fullWidth, fullHeight] = isTurned ? [original.height, original.width] : [original.width, original.height]
  const [x, y] = [Math.floor((left / width) * fullWidth), Math.floor((top / height) * fullHeight)]
  return {
    left: x,
    top: y,
    width: Math.ceil((right / width) * fullWidth) - x,
    height: Math.ceil((bottom / height) * fullHeight) - y,
  }
}

let shared: Promise<Predictor> | undefined

/** Returns the predictor behind `predict`. Created lazily, cached, and retried after a failure. */
function sharedPredictor(): Promise<Predictor> {
  shared ??= createPredictor().catch((error) => {
    shared = undefined
    throw error
  })
  return shared
}

/**
 * Reads the digit in a picture, with a predictor that is loaded on first use and shared from then on.
 *
 * @param input a path, `file:` URL, bytes, Blob, stream or raw pixels, or an array of them
 * @returns one `Prediction` for one input; for an array, an array in the same order
 * @throws MnistModelError with any `code`
 * @example
 * const { digit, confidence } = await predict('x.png') // digit is null if the picture is rejected
 */
export function predict(input: ImageInput, options?: PredictOptions): Promise<Prediction>
export function predict(inputs: readonly ImageInput[], options?: PredictOptions): Promise<Prediction[]>
export async function predict(
  input: ImageInput | readonly ImageInput[],
  options: PredictOptions = {},
): Promise<Prediction | Prediction[]> {
  throwIfAborted(checkOptions(options, ['signal']).signal)
  const predictor = await sharedPredictor()
  return predictor.predict(input as ImageInput, options)
}

/**
 * Reads a number: one line of handwritten digits. As `predictor.readNumber`, with the predictor of `predict`.
 *
 * @throws MnistModelError with any `code`
 * @example
 * const { text, digits } = await readNumber('2026.png') // text is null if the picture is rejected
 */
export async function readNumber(input: ImageInput, options: CallOptions = {}): Promise<NumberPrediction> {
  throwIfAborted(checkOptions(options, ['signal']).signal)
  return (await sharedPredictor()).readNumber(input, options)
}
