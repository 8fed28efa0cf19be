import { readFile } from 'node:fs/promises'
import { wasmFolder } from '../assets.js'
import { MnistModelError } from '../errors.js'
import { type Engine, openEngine, type Runtime } from './engine.js'

/**
 * Opens the model with ONNX Runtime's WebAssembly build, which ships inside this package and needs nothing else.
 *
 * The model is shipped optimised already. Only constants are folded, which turns its half-precision weights into single
 * precision once and not at every call: a sixth of the time of an inference, for a fiftieth of the start.
 *
 * @throws MnistModelError `ENGINE_UNAVAILABLE`
 */
export async function openWasm(model: Uint8Array, folder: URL = wasmFolder): Promise<Engine> {
  const runtime = await loadWasm(folder)
  return openEngine('wasm', runtime, model, { executionProviders: ['wasm'], graphOptimizationLevel: 'basic' })
}

/** The version of ONNX Runtime inside. */
export async function wasmVersion(folder: URL = wasmFolder): Promise<string> {
  return (await loadWasm(folder)).env.versions.common
}

type WasmRuntime = Runtime & {
  env: { versions: { common: string }; wasm: { wasmBinary?: Uint8Array; numThreads?: number } }
}

async function loadWasm(folder: URL): Promise<WasmRuntime> {
  try {
    const [runtime, binary] = await Promise.all([
      // The address is known at run time only, and bundlers are to leave it alone.
      import(
        /* webpackIgnore: true */ /* @vite-ignore */ new URL('ort.wasm.bundle.min.mjs', folder).href
      ) as Promise<WasmRuntime>,
      readFile(new URL('ort-wasm-simd-threaded.wasm', folder)),
    ])
    // Handed over as bytes: left to itself the runtime fetches the file, which Node refuses for file: addresses.
    runtime.env.wasm.wasmBinary = binary
    // More than one thread would be started as web workers, which this build cannot do in Node.
    runtime.env.wasm.numThreads = 1
    return runtime
  } catch (cause) {
    throw new MnistModelError(
      'ENGINE_UNAVAILABLE',
      `Expected ONNX Runtime's WebAssembly build in ${folder.pathname} but it does not load. ` +
        'Install the package again; where a bundler is used, mark @team/mnist-model as external.',
      { cause },
    )
  }
}
