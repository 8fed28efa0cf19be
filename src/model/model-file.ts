import { MnistModelError } from '../errors.js'
import { readModelFile } from '../model-source.js'
import { sha256 } from '../sha256.js'
import { modelInfo } from './model-info.js'

/**
 * Reads the model and checks that it is the one that this version was built with. What runs is what was hashed.
 *
 * @param read where the bytes come from
 * @returns the bytes of the ONNX file
 * @throws MnistModelError `MODEL_NOT_FOUND`, `MODEL_CORRUPT`
 */
export async function readModel(read: () => Promise<Uint8Array> = readModelFile): Promise<Uint8Array> {
  const bytes = await read()
  const { sha256: expected, file } = modelInfo()
  const actual = await sha256(bytes)
  if (actual === expected) return bytes
  throw new MnistModelError(
    'MODEL_CORRUPT',
    `Expected ${file} with SHA-256 ${expected} but received ${actual} (${bytes.length} bytes). ` +
      "Install the package again; in a bundle, import '@team/mnist-model/embedded'.",
  )
}
