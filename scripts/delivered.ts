import bundles from '../tsup.config.js'
import { type Lock, lookUp } from './lock.js'

/** Copied into dist/ by scripts/assemble.ts. */
const COPIED = ['onnxruntime-web']

/** Tools, by package.json, of which code is inside dist/ all the same. */
export function bundled(): string[] {
  const options = Array.isArray(bundles) ? bundles : []
  const names = options.flatMap(({ noExternal = [] }) => noExternal).filter((name) => typeof name === 'string')
  return [...new Set([...names, ...COPIED])]
}

/** Folders of everything that installers get: the production dependencies, and all below the bundled packages. */
export function delivered(lock: Lock, bundled: readonly string[]): string[] {
  const found = new Set(Object.keys(lock.packages).filter((folder) => folder !== '' && !lock.packages[folder]!.dev))
  const waiting = bundled.map((name) => {
    const folder = lookUp(lock, '', name)
    if (!folder) throw new Error(`Expected the bundled package ${name} in the lock file but it is not there.`)
    return folder
  })
  for (const folder of waiting) {
    if (found.has(folder)) continue
    found.add(folder)
    const { dependencies, optionalDependencies } = lock.packages[folder]!
    const below = Object.keys({ ...dependencies, ...optionalDependencies }).map((name) => lookUp(lock, folder, name))
    waiting.push(...below.filter((next) => next !== null))
  }
  return [...found].sort()
}
