import { inPathOrder } from './order.js'

/** Characters that make a pattern of a path. */
const magic = /[*?[\]{}]|[@!+]\(/

export function isGlob(path: string): boolean {
  return magic.test(path)
}

/**
 * Expands a glob as a shell would, for shells that do not and for patterns in quotes: the paths begin as the pattern
 * was written, hidden entries need a dot in the pattern, and folders match too. Only `**`, which already descends,
 * gives files alone and passes over node_modules.
 */
export async function expand(pattern: string): Promise<string[]> {
  const { glob } = await import('./tinyglobby.js')
  const segments = pattern.split('/')
  const fixed = segments.findIndex(isGlob)
  const base = segments.slice(0, fixed).join('/')
  const descends = pattern.includes('**')
  const matches = await glob(segments.slice(fixed).join('/'), {
    cwd: base === '' ? (fixed > 0 ? '/' : '.') : base,
    onlyFiles: descends,
    expandDirectories: false,
    ignore: descends ? ['**/node_modules/**'] : [],
  })
  const prefix = fixed > 0 ? `${base}/` : ''
  return matches.map((match) => prefix + match.replace(/\/$/, '')).sort(inPathOrder)
}
