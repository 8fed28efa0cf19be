import manifest from '../../model/manifest.json'
import type { ModelInfo } from './metadata.js'

/**
 * Returns what model/manifest.json says of the model: its version, hash, contract, metrics, data and recipe.
 *
 * The build compiles the manifest into the library, so the file beside the model is for other programs to read: changing
 * it changes no answer.
 */
export function modelInfo(): ModelInfo {
  frozen ??= deepFreeze(manifest as unknown as ModelInfo)
  return frozen
}

let frozen: ModelInfo | undefined

/** All callers share the object, so none may change it for the others. */
function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  for (const inner of Object.values(value)) deepFreeze(inner)
  return Object.freeze(value)
}
