import type { Library } from './host.js'

/** Loads the package's API when a command needs it. */
export async function loadLibrary(): Promise<Library> {
  return import('../index.js')
}
