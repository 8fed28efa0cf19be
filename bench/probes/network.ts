/**
 * The network alone: ours and the tutorial's, in turn, on one engine of an installed app and one thread each. Prints JSON,
 * times in milliseconds.
 *
 *   tsx network.ts APP ENGINE
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { InferenceSession, Tensor } from 'onnxruntime-common'
import { findNative, openNative } from '../../src/engines/native.js'
import { openWasm } from '../../src/engines/wasm.js'
import { times, warmUp } from './times.js'

interface Runtime {
  readonly InferenceSession: {
    create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession>
  }
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => Tensor
}

const [app, engine] = process.argv.slice(2) as [string, 'native' | 'wasm']
const installed = join(app, 'node_modules/@team/mnist-model')
const wasmFolder = pathToFileURL(`${join(installed, 'dist/wasm')}/`)
const searchFrom = [pathToFileURL(join(app, 'package.json'))]

const model = readFileSync(join(installed, 'model/mnist.onnx'))
const ours = await (engine === 'native' ? openNative(model, searchFrom) : openWasm(model, wasmFolder))

// Opened as a tutorial does, with every optimisation, but on one thread as ours is.
const runtime = await tutorialRuntime()
const tutorial = await runtime.InferenceSession.create(readFileSync(new URL('../tutorial.onnx', import.meta.url)), {
  executionProviders: [engine === 'native' ? 'cpu' : 'wasm'],
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
})

/** The one that is loaded already: ours has set its threads. */
async function tutorialRuntime(): Promise<Runtime> {
  if (engine === 'wasm') return import(new URL('ort.wasm.bundle.min.mjs', wasmFolder).href)
  const found = findNative(searchFrom)
  if ('reason' in found) throw new Error(`Expected onnxruntime-node in ${app} but ${found.reason}. ${found.remedy}`)
  return found.runtime as unknown as Runtime
}

/** Both networks' works for this many rasters a call. */
function worksFor(count: number) {
  const image = Uint8Array.from({ length: count * 784 }, (_, index) => Math.max(0, ((index * 97) % 511) - 255))
  const floats = Float32Array.from(image, (value) => (value / 255 - 0.1307) / 0.3081)
  return {
    ours: () => ours.run(image, count),
    tutorial: () => tutorial.run({ image: new runtime.Tensor('float32', floats, [count, 1, 28, 28]) }),
  }
}

/** The times of `blocks * calls` runs each; the networks change places after `calls` runs. */
async function inTurn(works: ReturnType<typeof worksFor>, blocks: number, calls: number) {
  const taken = { ours: [] as number[], tutorial: [] as number[] }
  for (let block = 0; block < blocks; block++) {
    for (const name of ['ours', 'tutorial'] as const) taken[name].push(...(await times(calls, works[name])))
  }
  return taken
}

const [one, batch] = [worksFor(1), worksFor(64)]
await warmUp(one.ours, one.tutorial, batch.ours, batch.tutorial)
console.log(JSON.stringify({ one: await inTurn(one, 30, 20), batch: await inTurn(batch, 50, 1) }))
await ours.close()
await tutorial.release()
