import { MnistModelError } from './errors.js'
import { builtin } from './host.js'

/**
 * Reads model/mnist.onnx. Both this file in src/ and its build in dist/ lie one level below the package's root. The
 * literal `new URL` is what bundlers follow: they copy the file and put its new address in.
 *
 * @throws MnistModelError `MODEL_NOT_FOUND`
 */
export async function readModelFile(): Promise<Uint8Array> {
  let location = 'model/mnist.onnx'
  try {
    // Bundlers put a URL, a path, or something that only looks like a URL in its place: no more than its text is used.
    location = String(new URL('../model/mnist.onnx', import.meta.url))
    const fs = builtin('node:fs')
    return fs && !/^(?:https?|data|blob):/.test(location) ? fs.readFileSync(pathOf(location)) : await download(location)
  } catch (cause) {
    throw new MnistModelError(
      'MODEL_NOT_FOUND',
      `Expected the model at ${location} but it cannot be read. In a bundle that left it behind, import ` +
        "'@team/mnist-model/embedded', which has the model inside; elsewhere install the package again.",
      { cause },
    )
  }
}

function pathOf(location: string): string {
  return location.startsWith('file:') ? builtin('node:url')!.fileURLToPath(location) : location
}

/** In a browser the model is one more file of the app. */
async function download(location: string): Promise<Uint8Array> {
  const response = await fetch(location)
  if (!response.ok) throw new Error(`the server answered ${response.status}`)
  return new Uint8Array(await response.arrayBuffer())
}
