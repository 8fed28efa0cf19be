import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { modelFolder } from './assets.js'
import { MnistModelError } from './errors.js'
import type { ModelInfo } from './manifest.js'

let known: ModelInfo | undefined

/**
 * What model/manifest.json says of the model: its version, hash, contract, metrics, data and recipe.
 *
 * @throws MnistModelError `MODEL_NOT_FOUND`, `MODEL_CORRUPT`
 */
export function modelInfo(): ModelInfo {
  known ??= readManifest(modelFolder)
  return known
}

/** Reads the manifest in a folder, afresh. */
export function readManifest(folder: URL): ModelInfo {
  const url = new URL('manifest.json', folder)
  return parse(readText(url), url)
}

/**
 * Reads the model and checks that it is the one the manifest describes.
 *
 * @returns the bytes of the ONNX file
 * @throws MnistModelError `MODEL_NOT_FOUND`, `MODEL_CORRUPT`
 */
export async function readModel(folder: URL = modelFolder): Promise<Uint8Array> {
  const { file, sha256 } = readManifest(folder)
  const url = new URL(file, folder)
  const bytes = await readFile(url).catch((cause) => {
    throw notFound(url, cause)
  })
  const actual = createHash('sha256').update(bytes).digest('hex')
  if (actual === sha256) return bytes
  throw new MnistModelError(
    'MODEL_CORRUPT',
    `Expected a model with SHA-256 ${sha256} at ${fileURLToPath(url)} but received ${actual} (${bytes.length} bytes). ` +
      'Install the package again.',
  )
}

function readText(url: URL): string {
  try {
    return readFileSync(url, 'utf8')
  } catch (cause) {
    throw notFound(url, cause)
  }
}

function parse(text: string, url: URL): ModelInfo {
  try {
    return deepFreeze(JSON.parse(text) as ModelInfo)
  } catch (cause) {
    throw new MnistModelError(
      'MODEL_CORRUPT',
      `Expected JSON in ${fileURLToPath(url)} but it does not parse. Install the package again.`,
      { cause },
    )
  }
}

/** The manifest is shared by all callers, so none may change it for the others. */
function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  for (const inner of Object.values(value)) deepFreeze(inner)
  return Object.freeze(value)
}

function notFound(url: URL, cause: unknown): MnistModelError {
  return new MnistModelError(
    'MODEL_NOT_FOUND',
    `Expected a file of the model at ${fileURLToPath(url)} but it cannot be read. ` +
      'Install the package again; where a bundler is used, mark @team/mnist-model as external.',
    { cause },
  )
}
