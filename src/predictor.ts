import { inBatches, mapAtOnce } from './batches.js'
import type { Engine } from './engine/engine.js'
import { invalid, MnistModelError } from './errors.js'
import { batchSize, infer, open } from './infer.js'
import { decode } from './input/decode.js'
import { load } from './input/load.js'
import { readModel } from './model/model-file.js'
import { modelInfo } from './model/model-info.js'
import { yieldTurn } from './pacing.js'
import { postprocess } from './postprocess.js'
import { preprocess } from './preprocess.js'
import type { ImageInput, Outcome, Prediction, PredictOptions, Predictor, PredictorOptions } from './types.js'

/** How many pictures are decoded at once: enough to keep the codec's threads busy. */
const decodedAtOnce = 8

/**
 * Loads the model and makes it ready.
 *
 * @throws MnistModelError `MODEL_NOT_FOUND`, `MODEL_CORRUPT`, `MODEL_UNSUPPORTED`, `ENGINE_UNAVAILABLE`,
 *   `INVALID_INPUT`, `ABORTED`
 */
export async function createPredictor({ engine = 'builtin', signal }: PredictorOptions = {}): Promise<Predictor> {
  if (engine !== 'builtin' && engine !== 'onnxruntime') throw invalid('engine', "'builtin' or 'onnxruntime'", engine)
  throwIfAborted(signal)
  const model = await readModel()
  throwIfAborted(signal)
  const opened = await open(model, engine)
  if (signal?.aborted) await opened.close()
  throwIfAborted(signal)
  return new ModelPredictor(opened, modelInfo().rejection.threshold)
}

class ModelPredictor implements Predictor {
  readonly engine
  readonly #engine: Engine
  readonly #threshold: number
  readonly #underWay = new Set<Promise<unknown>>()
  #closed: Promise<void> | undefined

  constructor(engine: Engine, threshold: number) {
    this.engine = engine.name
    this.#engine = engine
    this.#threshold = threshold
  }

  predict(input: ImageInput, options?: PredictOptions): Promise<Prediction>
  predict(inputs: readonly ImageInput[], options?: PredictOptions): Promise<Prediction[]>
  async predict(input: ImageInput | readonly ImageInput[], options: PredictOptions = {}) {
    this.#throwIfClosed()
    throwIfAborted(options.signal)
    if (Array.isArray(input)) return this.#track(this.#predictAll(input, options))
    const [prediction] = await this.#track(this.#predictAll([input as ImageInput], options))
    return prediction
  }

  async *predictEach(inputs: Iterable<ImageInput> | AsyncIterable<ImageInput>, options: PredictOptions = {}) {
    throwIfAborted(options.signal)
    let first = 0
    for await (const batch of inBatches(inputs, batchSize)) {
      this.#throwIfClosed()
      yield* await this.#track(this.#predictBatch(batch, first, options))
      first += batch.length
    }
  }

  async #predictAll(inputs: readonly ImageInput[], options: PredictOptions): Promise<Prediction[]> {
    const predictions: Prediction[] = []
    for await (const batch of inBatches(inputs, batchSize)) {
      for (const { prediction, error } of await this.#predictBatch(batch, predictions.length, options)) {
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
  async #predictBatch(
    inputs: readonly ImageInput[],
    first: number,
    { signal, raster }: PredictOptions,
  ): Promise<Outcome[]> {
    const prepared = await mapAtOnce(decodedAtOnce, inputs, async (input) => {
      try {
        await yieldTurn()
        throwIfAborted(signal)
        const bytes = await load(input, signal)
        await yieldTurn()
        throwIfAborted(signal)
        return preprocess(await decode(bytes))
      } catch (error) {
        if (error instanceof MnistModelError && error.code !== 'ABORTED') return error
        throw error
      }
    })
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
    this.#closed ??= Promise.allSettled(this.#underWay).then(() => this.#engine.close())
    return this.#closed
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** A session must not be freed under a running inference. */
  async #track<T>(work: Promise<T>): Promise<T> {
    this.#underWay.add(work)
    try {
      return await work
    } finally {
      this.#underWay.delete(work)
    }
  }

  #throwIfClosed(): void {
    if (!this.#closed) return
    throw new MnistModelError('PREDICTOR_CLOSED', 'Expected an open predictor but it was closed. Create another one.')
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
  throwIfAborted(options.signal)
  const predictor = await sharedPredictor()
  return predictor.predict(input as ImageInput, options)
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new MnistModelError('ABORTED', 'The work was aborted.', { cause: signal.reason })
}
