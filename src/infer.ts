import { version } from '../package.json'
import { instantiateKernels, openBuiltin } from './engine/builtin.js'
import type { Engine } from './engine/engine.js'
import { findOnnxruntime, installCommand, openOnnxruntime } from './engine/onnxruntime.js'
import { MnistModelError } from './errors.js'
import { paced } from './pacing.js'
import { rasterBytes } from './raster.js'
import type { EngineName, EngineStatus, Inference, NetworkOutputs, Raster } from './types.js'

/** Rasters of one call into the engine, which blocks the event loop for two or three milliseconds then. */
export const batchSize = 64

/**
 * Opens a model with an engine.
 *
 * @throws MnistModelError `ENGINE_UNAVAILABLE`, `MODEL_UNSUPPORTED`
 */
export function open(model: Uint8Array, engine: EngineName): Promise<Engine> {
  return engine === 'builtin' ? openBuiltin(model) : openOnnxruntime(model)
}

/**
 * Runs one batch.
 *
 * @param rasters at most `batchSize` rasters, each 784 bytes, 0 background to 255 ink
 * @throws MnistModelError `INFERENCE_FAILED`
 */
export async function infer(engine: Engine, rasters: readonly Raster[]): Promise<Inference[]> {
  const images = new Uint8Array(rasters.length * rasterBytes)
  for (const [index, raster] of rasters.entries()) images.set(raster, index * rasterBytes)
  const { probabilities, score } = await run(engine, images)
  return rasters.map((_, index) => ({
    probabilities: probabilities.slice(index * 10, index * 10 + 10),
    score: score[index]!,
  }))
}

/**
 * Runs any number of rasters, batch by batch.
 *
 * @param images N * 784 bytes
 * @throws MnistModelError `INFERENCE_FAILED`
 */
export async function inferAll(engine: Engine, images: Uint8Array): Promise<NetworkOutputs> {
  const bytes = batchSize * rasterBytes
  if (images.length <= bytes) return run(engine, images)
  const count = images.length / rasterBytes
  const outputs = { probabilities: new Float32Array(count * 10), score: new Float32Array(count) }
  for (let first = 0; first < count; first += batchSize) {
    const part = images.subarray(first * rasterBytes, first * rasterBytes + bytes)
    const batch = await paced(() => run(engine, part))
    outputs.probabilities.set(batch.probabilities, first * 10)
    outputs.score.set(batch.score, first)
  }
  return outputs
}

async function run(engine: Engine, images: Uint8Array): Promise<NetworkOutputs> {
  try {
    return await engine.run(images, images.length / rasterBytes)
  } catch (cause) {
    throw new MnistModelError(
      'INFERENCE_FAILED',
      `Expected an answer from the engine '${engine.name}' but it failed. Create another predictor, and report this.`,
      { cause },
    )
  }
}

/** Tells which engines can be used here, and why the others cannot. */
export async function engines(): Promise<EngineStatus[]> {
  return [await statusOfBuiltin(), statusOfOnnxruntime()]
}

async function statusOfBuiltin(): Promise<EngineStatus> {
  try {
    await instantiateKernels()
    return { name: 'builtin', available: true, version, detail: 'WebAssembly with SIMD', remedy: null }
  } catch (error) {
    return { name: 'builtin', available: false, version, detail: (error as Error).message, remedy: null }
  }
}

function statusOfOnnxruntime(): EngineStatus {
  const found = findOnnxruntime()
  if ('reason' in found) {
    const detail = `onnxruntime-node: ${found.reason}`
    return { name: 'onnxruntime', available: false, version: null, detail, remedy: installCommand }
  }
  const { version } = found
  return { name: 'onnxruntime', available: true, version, detail: 'onnxruntime-node is installed', remedy: null }
}
