import { untilAborted } from './abortable.js'
import { checkOptions, checkSource, guard } from './arguments.js'
import { inBatches, mapConcurrent } from './batches.js'
import type { Engine } from './engine/engine.js'
import { describe, invalid, MnistModelError, throwIfAborted } from './errors.js'
import { batchSize, infer, inferAll, open } from './infer.js'
import { decode } from './input/decode.js'
import { resolveLimits } from './input/limits.js'
import { load } from './input/load.js'
import { readModel } from './model/model-file.js'
import { modelInfo } from './model/model-info.js'
import { paced } from './pacing.js'
import { postprocess } from './postprocess.js'
import { type Preprocessed, preprocessInSteps } from './preprocess/index.js'
import { rasterBytes } from './raster.js'
import type {
  ImageInput,
  Limits,
  NetworkOutputs,
  Outcome,
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
    const prepared = await mapConcurrent(decodedAtOnce, inputs, (input) => prepare(input, call))
    throwIfAborted(signal)
    const rasters = prepared.flatMap((each) => (each instanceof MnistModelError ? [] : [each.raster]))
    const inferred = (rasters.length > 0 ? await infer(this.#engine, rasters) : []).values()
    return prepared.map((each, position): Outcome => {
      const index = first + position
      const input = inputs[position]!
      if (each instanceof MnistModelError) return { index, input, error: each }
      const inference = inferred.next().value!
      const shown = raster ? each.raster : undefined
      return { index, input, prediction: postprocess(inference, each.rejection, this.#threshold, shown) }
    })
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

/** Brings one input to a raster. Whatever is wrong with it is its outcome, and does not concern the others. */
async function prepare(input: ImageInput, { signal, limits }: Call): Promise<Preprocessed | MnistModelError> {
  const pacedUntilAborted = <T>(work: () => T | Promise<T>) =>
    paced(() => {
      throwIfAborted(signal)
      return work()
    })
  try {
    const bytes = await pacedUntilAborted(() => load(input, limits, signal))
    const pixels = await untilAborted(
      pacedUntilAborted(() => decode(bytes, limits)),
      signal,
    )
    const steps = preprocessInSteps(pixels)
    for (;;) {
      const step = await pacedUntilAborted(() => steps.next())
      if (step.done) return step.value
    }
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
