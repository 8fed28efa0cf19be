import type { Dirent } from 'node:fs'
import { realpathSync, statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { sep } from 'node:path'
import { inNaturalOrder } from './order.js'

const pictureName = /\.(png|jpe?g|webp|gif)$/i

/** A picture below a folder, or with a `cause` a folder that cannot be listed. */
export interface Walked {
  readonly path: string
  readonly cause?: NodeJS.ErrnoException
}

/**
 * Every picture below a folder, in natural order, as paths that begin as the folder was written. Hidden entries and
 * node_modules are passed over. A folder that is reached a second time, over a symbolic link, is not walked again, so
 * loops end.
 */
export async function* walk(
  folder: string,
  signal: AbortSignal,
  seen = new Set<string>(),
): AsyncGenerator<Walked, void, undefined> {
  let entries: Dirent[]
  try {
    entries = await list(folder, seen)
  } catch (cause) {
    yield { path: folder, cause: cause as NodeJS.ErrnoException }
    return
  }
  const prefix = folder.endsWith('/') || folder.endsWith(sep) ? folder : folder + sep
  for (const entry of entries) {
    if (signal.aborted) return
    const path = prefix + entry.name
    const kind = entry.isSymbolicLink() ? kindOf(path) : kindIn(entry)
    if (kind === 'folder') yield* walk(path, signal, seen)
    // A dangling link is handed on: reading it says what is wrong with it.
    else if (kind !== 'other' && pictureName.test(entry.name)) yield { path }
  }
}

async function list(folder: string, seen: Set<string>): Promise<Dirent[]> {
  const real = realpathSync.native(folder)
  if (seen.has(real)) return []
  seen.add(real)
  const entries = await readdir(folder, { withFileTypes: true })
  return entries
    .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
    .sort((a, b) => inNaturalOrder(a.name, b.name))
}

export type Kind = 'folder' | 'file' | 'other' | 'none'

/** What a path leads to, links followed. */
export function kindOf(path: string): Kind {
  try {
    return kindIn(statSync(path))
  } catch {
    return 'none'
  }
}

function kindIn(entry: { isDirectory(): boolean; isFile(): boolean }): Kind {
  if (entry.isDirectory()) return 'folder'
  return entry.isFile() ? 'file' : 'other'
}
