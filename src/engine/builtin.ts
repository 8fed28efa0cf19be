import { MnistModelError } from '../errors.js'
import { rasterBytes, rasterSide } from '../raster.js'
import type { NetworkOutputs } from '../types.js'
import { compileKernels } from './compile-kernels.js'
import type { Engine } from './engine.js'
import type { Kernels } from './kernels.js'
import { readOnnx } from './onnx-file.js'
import { unsupported } from './operators.js'
import { mostImages, type Plan, plan } from './plan.js'

/**
 * Opens a model with the built-in engine: `src/kernels/` compiled to WebAssembly, a few kilobytes inside this file.
 * WebAssembly without relaxed SIMD is deterministic, so a raster has the same answer to the last bit on every machine.
 *
 * @param model the bytes of an ONNX file
 * @throws MnistModelError `ENGINE_UNAVAILABLE` if WebAssembly or its SIMD is missing, `MODEL_UNSUPPORTED`
 */
export async function openBuiltin(model: Uint8Array): Promise<Engine> {
  const kernels = await instantiateKernels()
  const planned = planFor(model, kernels)
  return {
    name: 'builtin',
    run: (images, count) => run(planned, kernels, images, count),
    close() {},
  }
}

function run(planned: Plan, { memory }: Kernels, images: Uint8Array, count: number): NetworkOutputs {
  const { image } = planned
  const [probabilities, score] = [planned.outputs.get('probabilities')!, planned.outputs.get('score')!]
  const outputs = { probabilities: new Float32Array(count * probabilities.length), score: new Float32Array(count) }
  const bytes = new Uint8Array(memory.buffer)
  const floats = new Float32Array(memory.buffer)
  for (let first = 0; first < count; first += mostImages) {
    const last = Math.min(first + mostImages, count)
    bytes.set(images.subarray(first * image.length, last * image.length), image.address)
    planned.run(last - first)
    for (let i = first; i < last; i++) {
      const at = (probabilities.address + (i - first) * probabilities.size) / 4
      outputs.probabilities.set(floats.subarray(at, at + probabilities.length), i * probabilities.length)
      outputs.score[i] = floats[(score.address + (i - first) * score.size) / 4]!
    }
  }
  return outputs
}

/** Compiled once for all predictors; each has an instance with memory of its own. */
let compiled: WebAssembly.Module | undefined

/**
 * Compiles the kernels, if that was not done before, and gives them a memory of their own.
 *
 * @throws MnistModelError `ENGINE_UNAVAILABLE`
 */
export async function instantiateKernels(): Promise<Kernels> {
  try {
    compiled ??= await compileKernels()
    return new WebAssembly.Instance(compiled).exports as unknown as Kernels
  } catch (cause) {
    throw unavailable(cause)
  }
}

function unavailable(cause: unknown): MnistModelError {
  return new MnistModelError(
    'ENGINE_UNAVAILABLE',
    'Expected WebAssembly with SIMD for the built-in engine but this runtime has none, no memory for it, or a damaged one. ' +
      'Start Node without --jitless, raise the memory limit, or install the package again.',
    { cause },
  )
}

function planFor(model: Uint8Array, kernels: Kernels): Plan {
  let found: string[]
  try {
    const onnx = readOnnx(model)
    found = unsupported(onnx)
    if (found.length === 0) return checkContract(plan(onnx, kernels))
  } catch (cause) {
    // What `WebAssembly.Memory` throws when it cannot grow.
    if (cause instanceof RangeError) throw unavailable(cause)
    throw unsupportedModel((cause as Error).message, cause)
  }
  const more = found.length > 4 ? ` and ${found.length - 4} more` : ''
  throw unsupportedModel(`it has ${found.slice(0, 4).join(', ')}${more}`)
}

function checkContract(planned: Plan): Plan {
  if (planned.image.length !== rasterBytes) {
    throw new Error(`its input image does not have ${rasterSide} x ${rasterSide} pixels`)
  }
  for (const [name, length] of [
    ['probabilities', 10],
    ['score', 1],
  ] as const) {
    if (planned.outputs.get(name)?.length !== length) throw new Error(`it has no output ${name} of length ${length}`)
  }
  return planned
}

function unsupportedModel(reason: string, cause?: unknown): MnistModelError {
  return new MnistModelError(
    'MODEL_UNSUPPORTED',
    `Expected a model that the built-in engine can run but ${reason}. Use the engine 'onnxruntime'.`,
    { cause },
  )
}
