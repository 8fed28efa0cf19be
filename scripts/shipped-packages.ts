import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Lock, nameOf } from './lock.js'

/** The compiled kernels contain parts of its standard library, such as `exp`. */
const standardLibrary = 'node_modules/assemblyscript'

/** The part of esbuild's metafile that is read here. */
interface Metafile {
  readonly outputs: Readonly<Record<string, { inputs: Readonly<Record<string, { bytesInOutput: number }>> }>>
}

/**
 * Returns the folders of the packages whose code is in dist/, from esbuild's metafile of the command. The library imports no
 * package, which `npm run lint` enforces.
 *
 * @throws Error if the build has not been run
 */
export function bundledPackages(root: string): string[] {
  const file = join(root, 'dist/metafile-cjs.json')
  if (!existsSync(file)) throw new Error(`Expected ${file} but found no such file. Run \`npm run build\`.`)
  const { outputs } = JSON.parse(readFileSync(file, 'utf8')) as Metafile
  const modules = Object.values(outputs).flatMap(({ inputs }) =>
    Object.keys(inputs).filter((module) => inputs[module]!.bytesInOutput > 0),
  )
  const folders = modules.flatMap((module) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(module) ?? [])
  if (folders.length === 0) throw new Error(`Expected packages in ${file} but found none: the command has some.`)
  return [...new Set([...folders, standardLibrary])].sort()
}

/** Returns the folders of everything that a user gets: the production dependencies of every platform, and what is bundled. */
export function shippedPackages(lock: Lock, bundled: readonly string[]): string[] {
  const installed = Object.keys(lock.packages).filter((folder) => folder !== '' && !lock.packages[folder]!.dev)
  for (const folder of bundled) locked(lock, folder)
  return [...new Set([...installed, ...bundled])].sort()
}

/** Returns `name@version` of each package. */
export function references(lock: Lock, folders: readonly string[]): string[] {
  return [...new Set(folders.map((folder) => `${nameOf(folder)}@${locked(lock, folder).version}`))].sort()
}

function locked(lock: Lock, folder: string) {
  const found = lock.packages[folder]
  if (!found) throw new Error(`Expected ${folder} in package-lock.json but it is not there. Run \`npm ci\`.`)
  return found
}
