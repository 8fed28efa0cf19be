import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { MnistModelError } from '../errors.js'
import { type Engine, openEngine, type Runtime } from './engine.js'

/** How the app gets the native engine. The variable skips a download of GPU libraries that are not used here. */
export const nativeRemedy = 'ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node'

/**
 * Opens the model with onnxruntime-node, which the app has installed or not: no dependency field names it, because
 * its install script fails where only a registry is reachable, and registries drop the optional fields.
 *
 * One thread: for a network this small a second one costs more than it brings.
 *
 * @throws MnistModelError `ENGINE_UNAVAILABLE`, with remedies
 */
export async function openNative(model: Uint8Array, searchFrom?: readonly (string | URL)[]): Promise<Engine> {
  const found = findNative(searchFrom)
  if ('reason' in found) throw unavailable(found)
  return openEngine('native', found.runtime, model, {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  })
}

/** Why the native runtime is not to be had, and what would change that. */
export interface Missing {
  readonly reason: string
  readonly remedy: string
  readonly cause?: unknown
}

/**
 * Finds and loads onnxruntime-node.
 *
 * @param searchFrom modules from whose place it is looked up
 */
export function findNative(
  searchFrom: readonly (string | URL)[] = defaultPlaces(),
): { readonly runtime: Runtime; readonly version: string } | Missing {
  const found = searchFrom.map(resolveFrom).find((place) => place !== null)
  if (!found) return { reason: 'it is not installed', remedy: `Install it: ${nativeRemedy}.` }
  // Its telemetry looks up a host and writes below the home folder; it is read once, before the library is loaded.
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
 * must be looked up from the app. Never the working directory, which may be anybody's.
 */
function defaultPlaces(): (string | URL)[] {
  const program = process.argv[1]
  return program ? [import.meta.url, pathToFileURL(program)] : [import.meta.url]
}

function resolveFrom(place: string | URL): { require: NodeJS.Require } | null {
  const require = createRequire(place)
  try {
    require.resolve('onnxruntime-node')
    return { require }
  } catch {
    return null
  }
}

function whyNotLoaded({ code, message }: NodeJS.ErrnoException): [reason: string, remedy: string] {
  if (code === 'ERR_DLOPEN_DISABLED') return ['native addons are switched off', 'Start Node without --no-addons.']
  if (code === 'ERR_DLOPEN_FAILED') {
    return [
      `its library does not load here (${message.split('\n', 1)[0]})`,
      'It needs glibc 2.28 or newer, so not Alpine; use a Debian-based image.',
    ]
  }
  if (code === 'MODULE_NOT_FOUND') {
    return [`it holds no library for ${process.platform}-${process.arch}`, 'Try another version of onnxruntime-node.']
  }
  return [`it does not load (${message})`, `Install it again: ${nativeRemedy}.`]
}

function unavailable({ reason, remedy, cause }: Missing): MnistModelError {
  return new MnistModelError(
    'ENGINE_UNAVAILABLE',
    `Expected onnxruntime-node for the native engine but ${reason}. ${remedy} Or use the engine 'wasm', which is built in.`,
    { cause },
  )
}
