import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { expand, isGlob } from './glob.js'
import { kindOf, type Place, walk } from './walk.js'

/** The reason for which an input has no prediction. */
export interface Failure {
  readonly code: string
  readonly message: string
}

/** A picture to read, an argument that led to none, or a file that was skipped, with the reason; `path` is as the user would write it, `-` for stdin. */
export type InputEntry =
  | {
      readonly path: string
      readonly input: string | Readable
      readonly error?: undefined
      readonly skipped?: undefined
    }
  | { readonly path: string; readonly error: Failure; readonly input?: undefined; readonly skipped?: undefined }
  | { readonly path: string; readonly skipped: string; readonly input?: undefined; readonly error?: undefined }

/** An async generator that only yields. */
type Each<T> = AsyncGenerator<T, void, undefined>

/**
 * Turns arguments into pictures, in order and one at a time, so that folders of any size can be read. A named file is always
 * tried. An argument without a picture is a failure of that argument and not a usage error, like a missing file.
 */
export async function* findInputs(
  paths: readonly string[],
  stdin: () => Readable,
  signal: AbortSignal,
): Each<InputEntry> {
  for (const path of paths) {
    if (signal.aborted) return
    // Without awaiting: named pictures are ready immediately, and those that are ready are read in one batch.
    const kind = kindOf(path)
    if (path === '-') yield { path, input: endedBy(signal, stdin()) }
    else if (kind === 'folder') yield* inFolder({ path, file: path }, signal)
    else if (kind === 'none' && isGlob(path) && !isUrl(path)) yield* ofGlob(path, signal)
    else if (kind === 'none' && path.includes('\ufffd')) yield notFound(path, notUtf8(path))
    else yield { path, input: path }
  }
}

async function* inFolder(folder: Place, signal: AbortSignal): Each<InputEntry> {
  let empty = true
  for await (const { cause, skipped, ...place } of walk(folder, signal)) {
    const { path } = place
    if (skipped) yield { path, skipped: whySkipped }
    else if (cause) yield notFound(path, `Expected a folder that can be listed at ${path} but received ${cause.code}.`)
    else yield { path, input: inputOf(place) }
    empty &&= skipped === true
  }
  if (!empty || signal.aborted) return
  const { path } = folder
  yield notFound(path, `Expected .png, .jpg, .jpeg, .webp or .gif files in the folder ${path} but there are none.`)
}

async function* ofGlob(pattern: string, signal: AbortSignal): Each<InputEntry> {
  const matches = await expand(pattern, signal)
  if (matches.length === 0 && !signal.aborted)
    yield notFound(pattern, `Expected files that match ${pattern} but there are none.`)
  for (const place of matches) {
    if (signal.aborted) return
    if (kindOf(place.file) === 'folder') yield* inFolder(place, signal)
    else yield { path: place.path, input: inputOf(place) }
  }
}

/** Message for a FIFO, a socket or a device in a folder, which is not opened because it might never end. */
export const whySkipped = 'skipped, because it is not a regular file'

/** Returns the library's input for a file. Paths are UTF-8 there, so a file with another name is passed as a stream. */
export function inputOf({ file }: Place): string | Readable {
  return typeof file === 'string' ? file : Readable.from(bytesOf(file))
}

async function* bytesOf(file: Buffer): Each<Uint8Array> {
  yield* createReadStream(file)
}

/** Reading stdin may never end, so an abort has to end the stream itself. */
function endedBy(signal: AbortSignal, stream: Readable): Readable {
  signal.addEventListener('abort', () => stream.destroy(), { once: true })
  return stream
}

/** Node replaces the bytes of an argument that are not UTF-8 by U+FFFD, so that no such name can be opened. */
function notUtf8(path: string): string {
  return `Expected a file at ${path} but there is none. If its name is not UTF-8, give its folder, or a pattern in quotes.`
}

/** `file:` and other URLs are validated by the library. */
function isUrl(path: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(path)
}

function notFound(path: string, message: string): InputEntry {
  return { path, error: { code: 'IMAGE_NOT_FOUND', message } }
}
