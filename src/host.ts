/** The built-in modules that the library uses, by name. */
interface Builtins {
  'node:buffer': typeof import('node:buffer')
  'node:crypto': typeof import('node:crypto')
  'node:fs': typeof import('node:fs')
  'node:module': typeof import('node:module')
  'node:url': typeof import('node:url')
}

/**
 * Returns a built-in module of Node, Bun or Deno.
 *
 * Asked of `process` and not imported, for two reasons: a module is evaluated only if a call needs it, and browsers, edge
 * runtimes and bundlers, which know no `node:` modules, load the same file as Node.
 *
 * In Jest a built-in module belongs to another realm: what it returns fails `instanceof Uint8Array` and the like.
 *
 * @returns undefined if the host has no such module: browsers, edge runtimes, and Node before 20.16 and 22.3
 */
export function builtin<Name extends keyof Builtins>(name: Name): Builtins[Name] | undefined {
  try {
    return (globalThis.process as Partial<NodeJS.Process> | undefined)?.getBuiltinModule?.(name)
  } catch {
    // The edge runtime of Next.js has the function, which throws.
    return undefined
  }
}
