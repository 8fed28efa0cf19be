import manifest from '../../model/manifest.json'
import type { ModelInfo } from './metadata.js'

/**
 * Returns the manifest of the model: the contract of the runtime, the quality thresholds, and the data of the model card.
 *
 * The build validates model/manifest.json against its schema and compiles it into the library. The file beside the model is
 * for other programs; changing it changes no prediction.
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
