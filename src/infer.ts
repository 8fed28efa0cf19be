import type { Engine } from './engines/engine.js'
import { findNative, nativeRemedy, openNative } from './engines/native.js'
import { openWasm, wasmVersion } from './engines/wasm.js'
import { MnistModelError } from './errors.js'
import type { EngineName, EngineStatus, Inference, Raster } from './types.js'

/** A call into the engine blocks the event loop; past this many rasters a call gains nothing any more. */
export const batchSize = 64

/**
 * Opens the engine asked for; `auto` takes native where it loads and wasm elsewhere.
 *
 * @throws MnistModelError `ENGINE_UNAVAILABLE`
 */
export async function open(model: Uint8Array, engine: EngineName | 'auto'): Promise<Engine> {
  if (engine === 'wasm') return openWasm(model)
  try {
    return await openNative(model)
  } catch (error) {
    if (engine === 'native') throw error
    return openWasm(model)
  }
}

/**
 * Runs one batch.
 *
 * @param rasters at most `batchSize` rasters, each 784 bytes, 0 background to 255 ink
 * @throws MnistModelError `INFERENCE_FAILED`
 */
export async function infer(engine: Engine, rasters: readonly Raster[]): Promise<Inference[]> {
  const image = new Uint8Array(rasters.length * 784)
  for (const [index, raster] of rasters.entries()) image.set(raster, index * 784)
  try {
    const { probabilities, score } = await engine.run(image, rasters.length)
    return rasters.map((_, index) => ({
      probabilities: probabilities.slice(index * 10, index * 10 + 10),
      score: score[index]!,
    }))
  } catch (cause) {
    throw new MnistModelError(
      'INFERENCE_FAILED',
      `Expected an answer from the ${engine.name} engine but it failed. Try the other engine, and report this.`,
      { cause },
    )
  }
}

/** Both engines, whether they load here, and if not why. */
export async function engines(): Promise<EngineStatus[]> {
  return [statusOfNative(), await statusOfWasm()]
}

function statusOfNative(): EngineStatus {
  const found = findNative()
  if ('reason' in found) {
    const detail = `onnxruntime-node: ${found.reason}`
    return { name: 'native', available: false, version: null, detail, remedy: nativeRemedy }
  }
  const { version } = found
  return { name: 'native', available: true, version, detail: 'onnxruntime-node is installed', remedy: null }
}

async function statusOfWasm(): Promise<EngineStatus> {
  try {
    return { name: 'wasm', available: true, version: await wasmVersion(), detail: 'built in', remedy: null }
  } catch (error) {
    const detail = (error as Error).message
    return { name: 'wasm', available: false, version: null, detail, remedy: 'npm install @team/mnist-model' }
  }
}
