import type { InferenceSession, Tensor } from 'onnxruntime-node'
import { MnistModelError } from '../errors.js'
import { builtin } from '../host.js'
import { rasterSide } from '../raster.js'
import type { Engine } from './engine.js'

/** Command that installs this engine. The variable skips a download of GPU libraries that are not used here. */
export const installCommand = 'ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node'

/**
 * Opens a model with onnxruntime-node, if the app has installed it. No dependency field names it: its install script
 * fails where only a registry can be reached, and registries drop the optional fields.
 *
 * One thread: for a network this small a second one costs more than it brings.
 *
 * @param searchFrom modules to resolve it from
 * @throws MnistModelError `ENGINE_UNAVAILABLE`, with remedies
 */
export async function openOnnxruntime(model: Uint8Array, searchFrom?: readonly (string | URL)[]): Promise<Engine> {
  const found = findOnnxruntime(searchFrom)
  if ('reason' in found) throw unavailable(found)
  const { InferenceSession, Tensor } = found.runtime
  const options = { executionProviders: ['cpu'], intraOpNumThreads: 1, interOpNumThreads: 1 }
  const session = await InferenceSession.create(model, options).catch((cause) => {
    throw unavailable({ reason: 'it does not open the model', remedy: `Install it again: ${installCommand}.`, cause })
  })
  return {
    name: 'onnxruntime',
    async run(images, count) {
      const outputs = await session.run({ image: new Tensor('uint8', images, [count, rasterSide, rasterSide]) })
      return { probabilities: floats(outputs.probabilities), score: floats(outputs.score) }
    },
    close: () => session.release(),
  }
}

function floats(value: InferenceSession.OnnxValueMapType[string] | undefined): Float32Array {
  return (value as Tensor).data as Float32Array
}

/** The part of onnxruntime-node that is used. */
interface Runtime {
  readonly InferenceSession: {
    create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession>
  }
  readonly Tensor: new (type: 'uint8', data: Uint8Array, dims: readonly number[]) => Tensor
}

/** Why onnxruntime-node cannot be used, and the remedy. */
interface Missing {
  readonly reason: string
  readonly remedy: string
  readonly cause?: unknown
}

/**
 * Finds and loads onnxruntime-node.
 *
 * @param searchFrom modules to resolve it from
 */
export function findOnnxruntime(
  searchFrom: readonly (string | URL)[] = defaultPlaces(),
): { readonly runtime: Runtime; readonly version: string } | Missing {
  const found = searchFrom.map(resolveFrom).find((place) => place !== null)
  if (!found) return { reason: 'it is not installed', remedy: `Install it: ${installCommand}.` }
  // Telemetry looks up a host and writes below the home folder. The variable is read once, when the library loads.
  process.env.ORT_DISABLE_TELEMETRY ??= '1'
  try {
    const runtime = found.require('onnxruntime-node') as Runtime
    const { version } = found.require('onnxruntime-node/package.json') as { version: string }
    return { runtime, version }
  } catch (cause) {
    const [reason, remedy] = whyNotLoaded(cause as NodeJS.ErrnoException)
    return { reason, remedy, cause }
  }
}

/**
 * This module, then the program that was started: under pnpm a package sees its own dependencies only, and the app's
 * must be looked up from the app. Never the working directory, which need not belong to the app.
 */
function defaultPlaces(): (string | URL)[] {
  const program = globalThis.process?.argv?.[1]
  const pathToFileURL = builtin('node:url')?.pathToFileURL
  return program && pathToFileURL ? [import.meta.url, pathToFileURL(program)] : [import.meta.url]
}

function resolveFrom(place: string | URL): { require: NodeJS.Require } | null {
  try {
    const require = builtin('node:module')!.createRequire(place)
    require.resolve('onnxruntime-node')
    return { require }
  } catch {
    return null
  }
}

function whyNotLoaded({ code, message }: NodeJS.ErrnoException): [reason: string, remedy: string] {
  const line = message.split('\n', 1)[0]!.slice(0, 80)
  if (code === 'ERR_DLOPEN_DISABLED') return ['native addons are switched off', 'Start Node without --no-addons.']
  if (code === 'ERR_DLOPEN_FAILED') {
    return [
      `its library does not load here (${line})`,
      'It needs glibc 2.28 or newer, so not Alpine; use a Debian-based image.',
    ]
  }
  if (code === 'MODULE_NOT_FOUND') {
    return [`it holds no library for ${process.platform}-${process.arch}`, 'Try another version of onnxruntime-node.']
  }
  return [`it does not load (${line})`, `Install it again: ${installCommand}.`]
}

function unavailable({ reason, remedy, cause }: Missing): MnistModelError {
  return new MnistModelError(
    'ENGINE_UNAVAILABLE',
    `Expected onnxruntime-node for the engine 'onnxruntime' but ${reason}. ${remedy} Or leave the engine out: ` +
      "'builtin' needs nothing.",
    { cause },
  )
}
