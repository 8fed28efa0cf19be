import { setFlagsFromString } from 'node:v8'
import type { Library } from './host.js'

/**
 * How much WebAssembly code must run before V8 compiles it once more and better, in V8's own unit (about a byte
 * executed). By default the start alone is enough for that, and costs a second of CPU for an answer that takes a
 * millisecond. With this budget it happens after some thousand pictures, when it pays.
 *
 * It holds for the whole process, which is why the command sets it and the library does not.
 */
const tieringBudget = 1_000_000_000

/** Loads the package's API for a process that ends when its answers are given. */
export async function loadLibrary(): Promise<Library> {
  setFlagsFromString(`--wasm-tiering-budget=${tieringBudget}`)
  return import('../index.js')
}
