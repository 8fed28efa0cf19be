import { invalid, MnistModelError } from '../errors.js'
import { builtin } from '../host.js'
import type { ImageInput, RawPixels } from '../types.js'
import { maxBytes } from './limits.js'

/**
 * Brings any input to the bytes of an image file, or hands raw pixels through.
 *
 * @throws MnistModelError `IMAGE_NOT_FOUND`, `IMAGE_UNREADABLE` (empty, or the stream failed), `IMAGE_TOO_LARGE`,
 *   `INVALID_INPUT`
 */
export async function load(input: ImageInput, signal?: AbortSignal): Promise<Uint8Array | RawPixels> {
  if (isRawPixels(input)) return input
  const bytes = await readBytes(input, signal)
  if (bytes.byteLength > maxBytes) throw tooLarge(bytes.byteLength)
  return bytes
}

/** Is this `{ data, width, height }`, and not the bytes of a file? */
export function isRawPixels(input: unknown): input is RawPixels {
  return typeof input === 'object' && input !== null && 'data' in input && 'width' in input && 'height' in input
}

async function readBytes(input: ImageInput, signal?: AbortSignal): Promise<Uint8Array> {
  if (typeof input === 'string') return readPath(/^file:\/\//i.test(input) ? toPath(input) : input, signal)
  if (ArrayBuffer.isView(input)) return new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
  // By their tags and not by instanceof, because test runners bring classes of another realm.
  if (hasTag(input, 'URL')) return readPath(toPath((input as URL).href), signal)
  if (hasTag(input, 'ArrayBuffer', 'SharedArrayBuffer')) return new Uint8Array(input as ArrayBuffer)
  if (hasTag(input, 'Blob', 'File')) return readBlob(input as Blob)
  if (isAsyncIterable(input)) return readChunks(input, signal)
  throw invalid(
    'image',
    'a path, file: URL, Buffer, Uint8Array, ArrayBuffer, Blob, stream or { data, width, height }',
    input,
  )
}

function toPath(url: string): string {
  const node = builtin('node:url')
  if (!node) throw needsFiles(url)
  try {
    return node.fileURLToPath(url)
  } catch (cause) {
    throw new MnistModelError(
      'INVALID_INPUT',
      `Expected a file: URL for image but received ${JSON.stringify(url)}. ` +
        'Nothing is fetched from a network: download the picture first and pass its bytes.',
      { cause },
    )
  }
}

function needsFiles(path: string): MnistModelError {
  return new MnistModelError(
    'INVALID_INPUT',
    `Expected the bytes of an image but received the path ${JSON.stringify(path)}. ` +
      'Reading a path needs Node, Bun or Deno: pass the bytes instead.',
  )
}

async function readPath(path: string, signal?: AbortSignal): Promise<Uint8Array> {
  if (path === '') throw invalid('image', 'a path', path)
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path)) toPath(path)
  const fs = builtin('node:fs')
  if (!fs) throw needsFiles(path)
  throwIfAborted(signal)
  try {
    return await readRegularFile(fs, path)
  } catch (cause) {
    if (cause instanceof MnistModelError) throw cause
    const code = (cause as NodeJS.ErrnoException).code
    throw notFound(path, whyNotRead[code ?? ''] ?? `it could not be read (${code ?? cause})`, { cause })
  }
}

/** Reads a file with callbacks, in half the time that `fs.promises` takes for a small one. */
async function readRegularFile(fs: typeof import('node:fs'), path: string): Promise<Uint8Array> {
  // Without the flag, opening a FIFO waits for somebody to write to it. Windows has neither.
  const flags = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0)
  const file = await new Promise<number>((resolve, reject) =>
    fs.open(path, flags, (error, file) => (error ? reject(error) : resolve(file))),
  )
  try {
    // Asked of the open file and not of its path, which could lead elsewhere a moment later.
    const stats = fs.fstatSync(file)
    if (stats.isDirectory()) throw notFound(path, 'it is a folder')
    if (!stats.isFile()) throw notFound(path, 'it is not a regular file')
    if (stats.size > maxBytes) throw tooLarge(stats.size)
    const bytes = new Uint8Array(stats.size)
    let total = 0
    while (total < bytes.length) {
      const count = await new Promise<number>((resolve, reject) =>
        fs.read(file, bytes, total, bytes.length - total, null, (error, count) =>
          error ? reject(error) : resolve(count),
        ),
      )
      if (count === 0) break
      total += count
    }
    return bytes.subarray(0, total)
  } finally {
    fs.closeSync(file)
  }
}

function notFound(path: string, reason: string, options?: { cause: unknown }): MnistModelError {
  return new MnistModelError('IMAGE_NOT_FOUND', `Expected an image file at ${path} but ${reason}.`, options)
}

const whyNotRead: Record<string, string> = {
  ENOENT: 'there is none',
  ENOTDIR: 'there is none',
  EISDIR: 'it is a folder',
  EACCES: 'reading it is not permitted',
  EPERM: 'reading it is not permitted',
  ENXIO: 'it is not a regular file',
  ERR_INVALID_ARG_VALUE: 'that is not a valid path',
}

async function readBlob(blob: Blob): Promise<Uint8Array> {
  if (blob.size > maxBytes) throw tooLarge(blob.size)
  return new Uint8Array(await blob.arrayBuffer())
}

async function readChunks(stream: AsyncIterable<unknown>, signal?: AbortSignal): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let total = 0
  try {
    for await (const chunk of stream) {
      throwIfAborted(signal)
      if (!ArrayBuffer.isView(chunk)) throw invalid('a chunk of the image stream', 'bytes', chunk)
      total += chunk.byteLength
      if (total > maxBytes) throw tooLarge(total)
      chunks.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength))
    }
  } catch (cause) {
    if (cause instanceof MnistModelError) throw cause
    throw new MnistModelError('IMAGE_UNREADABLE', 'Expected an image from the stream but the stream failed.', { cause })
  }
  const bytes = new Uint8Array(total)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.byteLength
  }
  return bytes
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new MnistModelError('ABORTED', 'The prediction was aborted.', { cause: signal.reason })
}

function tooLarge(bytes: number): MnistModelError {
  return new MnistModelError(
    'IMAGE_TOO_LARGE',
    `Expected an image of at most ${maxBytes} bytes but received ${bytes} or more. Save it smaller, as JPEG for instance.`,
  )
}

function hasTag(value: unknown, ...tags: string[]): boolean {
  return tags.includes(Object.prototype.toString.call(value).slice(8, -1))
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}
