import { isUtf8 } from 'node:buffer'
import { type Dirent, realpathSync, statSync } from 'node:fs'
import { opendir } from 'node:fs/promises'
import { sep } from 'node:path'
import { inNaturalOrder, sorted } from './order.js'
import { Turns } from './turns.js'

const pictureName = /\.(png|jpe?g|webp|gif)$/i

/** A file or folder. */
export interface Place {
  /** As the user would write it. A byte that is not UTF-8 is U+DC00 plus the byte, as in Python (PEP 383). */
  readonly path: string
  /** Opens it: the path, or its bytes if they are not valid UTF-8. */
  readonly file: string | Buffer
}

/** A picture below a folder. With a `cause`: a folder that cannot be listed. With `skipped`: a FIFO, socket or device. */
export type Walked = Place & { readonly cause?: NodeJS.ErrnoException; readonly skipped?: boolean }

/**
 * Every picture below a folder, in natural order, as paths that begin as the folder was written. Hidden entries and
 * node_modules are passed over. A folder that is reached a second time, over a symbolic link, is not walked again, so
 * loops end.
 */
export async function* walk(
  folder: Place,
  signal: AbortSignal,
  seen = new Set<string>(),
): AsyncGenerator<Walked, void, undefined> {
  let entries: Entry[]
  try {
    entries = isSeen(folder, seen) ? [] : await list(folder, signal, isWalked)
  } catch (cause) {
    yield { ...folder, cause: cause as NodeJS.ErrnoException }
    return
  }
  const turns = new Turns()
  for (const entry of entries) {
    if (turns.due) await turns.next()
    if (signal.aborted) return
    const place = within(folder, entry)
    const kind = kindOfEntry(place, entry)
    if (kind === 'folder') yield* walk(place, signal, seen)
    // A dangling link is handed on: reading it says what is wrong with it.
    else if (pictureName.test(entry.name)) yield kind === 'other' ? { ...place, skipped: true } : place
  }
}

/** An entry of a folder. */
export interface Entry {
  readonly name: string
  readonly dirent: Dirent<Buffer>
}

/** Entries that begin with a dot are hidden, and node_modules holds pictures of others. */
export function isWalked(name: string): boolean {
  return !name.startsWith('.') && name !== 'node_modules'
}

/** Lists those entries of a folder that are wanted, in natural order. */
export async function list(
  { file }: Place,
  signal: AbortSignal,
  isWanted: (name: string) => boolean,
): Promise<Entry[]> {
  // In parts: `readdir` holds the event loop for a second or two when it makes the entries of a large folder.
  // The published types lack names as bytes here.
  const folder = await opendir(file === '' ? '.' : file, { encoding: 'buffer' as BufferEncoding, bufferSize: 1000 })
  const entries: Entry[] = []
  const turns = new Turns()
  for await (const dirent of folder as AsyncIterable<unknown> as AsyncIterable<Dirent<Buffer>>) {
    if (turns.due) await turns.next()
    if (signal.aborted) return []
    const name = decode(dirent.name)
    if (isWanted(name)) entries.push({ name, dirent })
  }
  return sorted(entries, (a, b) => inNaturalOrder(a.name, b.name), signal)
}

function decode(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString()
  return bytes.toString('latin1').replace(/[\x80-\xff]/g, (byte) => String.fromCharCode(0xdc00 + byte.charCodeAt(0)))
}

/** The place of an entry of a folder; the folder `''` is the working directory. */
export function within(folder: Place, { name, dirent }: Entry, separator: string = sep): Place {
  const isPrefix = folder.path === '' || folder.path.endsWith('/') || folder.path.endsWith(sep)
  const gap = isPrefix ? '' : separator
  const path = folder.path + gap + name
  if (typeof folder.file === 'string' && isUtf8(dirent.name)) return { path, file: path }
  return { path, file: Buffer.concat([Buffer.from(folder.file as string), Buffer.from(gap), dirent.name]) }
}

/** Returns true if this folder was walked before, under any name. */
export function isSeen({ file }: Place, seen: Set<string>): boolean {
  const real = realpathSync.native(file === '' ? '.' : file, 'buffer').toString('latin1')
  if (seen.has(real)) return true
  seen.add(real)
  return false
}

export type Kind = 'folder' | 'file' | 'other' | 'none'

export function kindOfEntry({ file }: Place, { dirent }: Entry): Kind {
  return dirent.isSymbolicLink() ? kindOf(file) : kindIn(dirent)
}

/** Returns the kind of what a path leads to, links followed. */
export function kindOf(file: string | Buffer): Kind {
  try {
    return kindIn(statSync(file))
  } catch {
    return 'none'
  }
}

function kindIn(entry: { isDirectory(): boolean; isFile(): boolean }): Kind {
  if (entry.isDirectory()) return 'folder'
  return entry.isFile() ? 'file' : 'other'
}
