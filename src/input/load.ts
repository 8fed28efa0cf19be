import { iterate, untilAborted } from '../abortable.js'
import { decodeBase64 } from '../base64.js'
import { invalid, MnistModelError, quote, throwIfAborted } from '../errors.js'
import { builtin } from '../host.js'
import { paced } from '../pacing.js'
import type { ImageInput, Limits, RawPixels } from '../types.js'
import { checkBytes, defaultLimits } from './limits.js'

/**
 * Reads any input into bytes of our own, those of an image file, or copies the description of raw pixels.
 *
 * @throws MnistModelError `IMAGE_NOT_FOUND`, `IMAGE_UNREADABLE` (a stream or Blob failed), `IMAGE_TOO_LARGE`,
 *   `INVALID_INPUT`, `ABORTED`
 */
export async function load(
  input: ImageInput,
  limits: Limits = defaultLimits,
  signal?: AbortSignal,
): Promise<Uint8Array | RawPixels> {
  if (isRawPixels(input)) {
    const { data, width, height, channels } = input
    return { data, width, height, channels }
  }
  const bytes = await readBytes(input, limits, signal)
  checkBytes(bytes.byteLength, limits)
  // A copy, so that the bytes that are checked are those that are decoded, even if the caller changes them.
  return isCallers(input) ? paced(() => bytes.slice()) : bytes
}

/** Returns true if the bytes remain the caller's: they are not read into an array of our own. */
function isCallers(input: unknown): boolean {
  return ArrayBuffer.isView(input) || hasTag(input, 'ArrayBuffer', 'SharedArrayBuffer')
}

/** Returns true for `{ data, width, height }`, and false for the bytes of a file. */
function isRawPixels(input: unknown): input is RawPixels {
  return typeof input === 'object' && input !== null && 'data' in input && 'width' in input && 'height' in input
}

async function readBytes(input: ImageInput, limits: Limits, signal?: AbortSignal): Promise<Uint8Array> {
  if (typeof input === 'string') return readText(input, limits, signal)
  if (ArrayBuffer.isView(input)) return new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
  // By tag and not by instanceof, because test runners have classes of another realm.
  if (hasTag(input, 'URL')) return readText(String((input as URL).href), limits, signal)
  if (hasTag(input, 'ArrayBuffer', 'SharedArrayBuffer')) return new Uint8Array(input as ArrayBuffer)
  if (hasTag(input, 'Blob', 'File')) return readBlob(input as Blob, limits, signal)
  if (hasTag(input, 'Response') && (input as Response).body) {
    return readChunks((input as Response).body as AsyncIterable<unknown>, limits, signal)
  }
  if (isAsyncIterable(input)) return readChunks(input, limits, signal)
  throw invalid(
    'image',
    `a path, file: or data: URL, Buffer, Uint8Array, ArrayBuffer, Blob, stream or { data, width, height }`,
    input,
    remedyFor(input),
  )
}

/** Tells how to get the bytes out of common objects that hold them. */
function remedyFor(input: unknown): string {
  if (typeof input !== 'object' || input === null) return ''
  if ('buffer' in input && ArrayBuffer.isView(input.buffer)) return ' Pass its buffer: file.buffer.'
  if ('type' in input && input.type === 'Buffer' && 'data' in input) return ' Pass Buffer.from(value.data).'
  if ('arrayBuffer' in input) return ' Pass await value.arrayBuffer().'
  if ('path' in input && typeof input.path === 'string') return ' Pass its path: file.path.'
  if ('then' in input) return ' Await it first.'
  return ''
}

/** No system has longer paths, in characters, nor as URLs. */
const longestPath = 100_000

/** A path, or a URL that holds one or the bytes themselves. */
function readText(text: string, limits: Limits, signal?: AbortSignal): Promise<Uint8Array> | Uint8Array {
  if (/^data:/i.test(text)) return readDataUrl(text, limits)
  if (text.length > longestPath) throw notFound(text, whyNotRead.ENAMETOOLONG!)
  return readPath(/^[a-z][a-z0-9+.-]+:\/\//i.test(text) ? toPath(text) : text, limits, signal)
}

/** Characters of a data: URL that are decoded in one go, some milliseconds' worth. */
const decodedCharacters = 2 ** 20

async function readDataUrl(url: string, limits: Limits): Promise<Uint8Array> {
  const comma = url.indexOf(',')
  checkBytes(Math.floor(((url.length - comma) * 3) / 4), limits)
  const bytes = new Uint8Array(Math.ceil(((url.length - comma) * 3) / 4))
  let total = 0
  let rest = ''
  try {
    if (!/^data:[^,]*;base64$/i.test(url.slice(0, comma))) throw new Error('it is not in base64')
    for (let at = comma + 1; at < url.length; at += decodedCharacters) {
      const part = await paced(() => {
        rest += url.slice(at, at + decodedCharacters).replace(/\s/g, '')
        // Four characters are three bytes, so what is left over belongs to the next part.
        const end = at + decodedCharacters < url.length ? rest.length - (rest.length % 4) : rest.length
        const decoded = decodeBase64(rest.slice(0, end))
        rest = rest.slice(end)
        return decoded
      })
      bytes.set(part, total)
      total += part.length
    }
  } catch (cause) {
    throw new MnistModelError('INVALID_INPUT', `Expected a data: URL in base64 for image but received ${quote(url)}.`, {
      cause,
    })
  }
  return bytes.subarray(0, total)
}

function toPath(url: string): string {
  const node = builtin('node:url')
  if (!node) throw needsFiles(url)
  try {
    return node.fileURLToPath(url)
  } catch (cause) {
    throw new MnistModelError(
      'INVALID_INPUT',
      `Expected a file: URL for image but received ${quote(url)}. ` +
        'Nothing is fetched from a network: download the picture first and pass its bytes.',
      { cause },
    )
  }
}

function needsFiles(path: string): MnistModelError {
  return new MnistModelError(
    'INVALID_INPUT',
    `Expected the bytes of an image but received the path ${quote(path)}. ` +
      'Reading a path needs Node, Bun or Deno: pass the bytes instead.',
  )
}

async function readPath(path: string, limits: Limits, signal?: AbortSignal): Promise<Uint8Array> {
  if (path === '') throw invalid('image', 'a path', path)
  const fs = builtin('node:fs')
  if (!fs) throw needsFiles(path)
  throwIfAborted(signal)
  try {
    return await untilAborted(readRegularFile(fs, path, limits), signal)
  } catch (cause) {
    if (cause instanceof MnistModelError) throw cause
    const code = (cause as NodeJS.ErrnoException).code
    throw notFound(path, whyNotRead[code ?? ''] ?? `it could not be read (${code ?? 'unknown error'})`, { cause })
  }
}

/** Reads a file with callbacks, in half the time that `fs.promises` takes for a small one. */
async function readRegularFile(fs: typeof import('node:fs'), path: string, limits: Limits): Promise<Uint8Array> {
  // Before it is opened, because opening a device can have side effects.
  const isFile = await new Promise<boolean>((resolve, reject) =>
    fs.stat(path, (error, stats) => (error ? reject(error) : resolve(stats.isFile() || stats.isDirectory()))),
  )
  if (!isFile) throw notFound(path, 'it is not a regular file')
  // Without the flag, opening a FIFO waits for a writer. Windows has neither.
  const flags = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0)
  const file = await new Promise<number>((resolve, reject) =>
    fs.open(path, flags, (error, file) => (error ? reject(error) : resolve(file))),
  )
  try {
    // By the open file and not its path, which could lead to another file a moment later.
    const stats = fs.fstatSync(file)
    if (stats.isDirectory()) throw notFound(path, 'it is a folder')
    if (!stats.isFile()) throw notFound(path, 'it is not a regular file')
    checkBytes(stats.size, limits)
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
  return new MnistModelError('IMAGE_NOT_FOUND', `Expected an image file at ${shorten(path)} but ${reason}.`, options)
}

/** Shortens a long path to its end, for a message. */
function shorten(path: string): string {
  return path.length > 150 ? `...${path.slice(-150)}` : path
}

const whyNotRead: Record<string, string> = {
  ENOENT: 'there is none',
  ENOTDIR: 'there is none',
  EISDIR: 'it is a folder',
  EACCES: 'reading it is not permitted',
  EPERM: 'reading it is not permitted',
  ENXIO: 'it is not a regular file',
  ENAMETOOLONG: 'its name is too long',
  ERR_INVALID_ARG_VALUE: 'that is not a valid path',
}

async function readBlob(blob: Blob, limits: Limits, signal?: AbortSignal): Promise<Uint8Array> {
  checkBytes(blob.size, limits)
  try {
    return new Uint8Array(await untilAborted(blob.arrayBuffer(), signal))
  } catch (cause) {
    if (cause instanceof MnistModelError) throw cause
    throw new MnistModelError(
      'IMAGE_UNREADABLE',
      'Expected an image in the Blob but it cannot be read: its file may have changed. Open the file again.',
      { cause },
    )
  }
}

async function readChunks(stream: AsyncIterable<unknown>, limits: Limits, signal?: AbortSignal): Promise<Uint8Array> {
  let bytes: Uint8Array = new Uint8Array(64 * 1024)
  let total = 0
  const iterator = iterate(stream, signal)
  try {
    // In turns, because a source that is always ready would never let a signal fire.
    for (let next = await paced(iterator.next); !next.done; next = await paced(iterator.next)) {
      const chunk = next.value
      if (!ArrayBuffer.isView(chunk)) throw invalid('a chunk of the image stream', 'bytes', chunk)
      checkBytes(total + chunk.byteLength, limits)
      // Copied, and not kept: a source may use its buffer again, and millions of small or empty chunks take gigabytes.
      bytes = withRoom(bytes, total + chunk.byteLength)
      bytes.set(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength), total)
      total += chunk.byteLength
    }
  } catch (cause) {
    if (cause instanceof MnistModelError) throw cause
    throw new MnistModelError('IMAGE_UNREADABLE', 'Expected an image from the stream but the stream failed.', { cause })
  } finally {
    iterator.end()
  }
  return bytes.subarray(0, total)
}

/** Returns the bytes in a larger array, of twice the size or what is needed. */
function withRoom(bytes: Uint8Array, length: number): Uint8Array {
  if (length <= bytes.length) return bytes
  const larger = new Uint8Array(Math.max(length, 2 * bytes.length))
  larger.set(bytes)
  return larger
}

function hasTag(value: unknown, ...tags: string[]): boolean {
  return tags.includes(Object.prototype.toString.call(value).slice(8, -1))
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}
