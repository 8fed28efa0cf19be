import { decodeBase64 } from '../base64.js'
import { sha256 } from '../sha256.js'
import { base64, sha256 as expected } from './kernels.generated.js'

/**
 * Compiles `src/kernels/`: synchronously, which takes a third of the time for a module this small, unless a browser
 * refuses that.
 *
 * @throws Error if the module has changed: a damaged one could still compile and give wrong answers
 */
export async function compileKernels(): Promise<WebAssembly.Module> {
  const module = decodeBase64(base64)
  if ((await sha256(module)) !== expected) throw new Error('the WebAssembly module inside the package has changed')
  try {
    return new WebAssembly.Module(module)
  } catch {
    return WebAssembly.compile(module)
  }
}
