import { execFileSync } from 'node:child_process'
import { createReadStream, openAsBlob, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { runInNewContext } from 'node:vm'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { defaultLimits } from '../../../src/input/limits.js'
import { load } from '../../../src/input/load.js'
import { failure } from '../../helpers/errors.js'
import { fixture } from '../../helpers/fixtures.js'
import { removeFolder, temporaryFolder } from '../../helpers/folders.js'
import { noise } from '../../helpers/png.js'

const path = fixture('digits', '7', 'upright-plain-pen.png')
const bytes = readFileSync(path)
const arrayBuffer = new Uint8Array(bytes).buffer

const limits = { ...defaultLimits, bytes: 3_000_000 }

const folder = temporaryFolder()
afterAll(() => removeFolder(folder))

describe('these inputs give the same bytes', () => {
  test.each([
    ['a path', path],
    ['a file: URL', pathToFileURL(path)],
    ['a file: URL as a string', pathToFileURL(path).href],
    ['a Buffer', bytes],
    ['a Uint8Array', new Uint8Array(bytes)],
    ['a view into a larger buffer', new Uint8Array([1, 2, 3, ...bytes, 4]).subarray(3, 3 + bytes.length)],
    ['an ArrayBuffer', arrayBuffer],
    [
      'an ArrayBuffer of another realm',
      runInNewContext('copy(source)', { copy: structuredClone, source: arrayBuffer }),
    ],
    ['a Blob', new Blob([arrayBuffer])],
    ['a File', new File([arrayBuffer], 'seven.png')],
    ['a Node stream', createReadStream(path, { highWaterMark: 100 })],
    ['a web stream', new Blob([arrayBuffer]).stream()],
    ['an async generator', Readable.from([bytes.subarray(0, 10), bytes.subarray(10)])],
  ])('%s', async (_, input) => {
    const loaded = (await load(input)) as Uint8Array
    expect(Buffer.from(loaded).equals(bytes)).toBe(true)
  })
})

test('raw pixels are passed through', async () => {
  const pixels = { data: new Uint8Array(4), width: 2, height: 2 }
  expect(await load(pixels)).toEqual(pixels)
})

describe('changing the bytes during the call has no effect', () => {
  test.each([
    ['a Uint8Array', (copy: Uint8Array) => copy],
    ['an ArrayBuffer', (copy: Uint8Array) => copy.buffer as ArrayBuffer],
    ['a SharedArrayBuffer', (copy: Uint8Array) => shared(copy) as never],
  ])('%s', async (_, wrap) => {
    const input = wrap(new Uint8Array(bytes))
    const loaded = (await load(input)) as Uint8Array
    new Uint8Array(input instanceof Uint8Array ? input.buffer : input).fill(0)
    expect(Buffer.from(loaded).equals(bytes)).toBe(true)
  })
})

describe('these inputs give the same bytes, too', () => {
  const base64 = bytes.toString('base64')
  test.each([
    ['a data: URL', `data:image/png;base64,${base64}`],
    ['a data: URL as a URL', new URL(`data:image/png;base64,${base64}`)],
    ['a Response', new Response(new Uint8Array(bytes))],
    ['a SharedArrayBuffer', shared(bytes) as never],
    ['a DataView', new DataView(arrayBuffer) as never],
  ])('%s', async (_, input) => {
    const loaded = (await load(input)) as Uint8Array
    expect(Buffer.from(loaded).equals(bytes)).toBe(true)
  })
})

describe('an object that contains the bytes is refused, and the message says where they are', () => {
  test.each([
    ['a multer file', { fieldname: 'x', buffer: bytes, size: 1 }, 'Pass its buffer: file.buffer.'],
    ['a Buffer that was made JSON', JSON.parse(JSON.stringify(bytes)), 'Pass Buffer.from(value.data).'],
    ['a promise', Promise.resolve(bytes), 'Await it first.'],
    ['a formidable file', { path: '/tmp/upload' }, 'Pass its path: file.path.'],
    ['a body that was read', { arrayBuffer() {} }, 'Pass await value.arrayBuffer().'],
  ])('%s', async (_, input, remedy) => {
    const { code, message } = await failure(load(input as never))
    expect([code, message.slice(-remedy.length)]).toEqual(['INVALID_INPUT', remedy])
  })
})

test('a data: URL of several megabytes may have line breaks', async () => {
  const bytes = noise(3_000_001)
  const lines = Buffer.from(bytes).toString('base64').replace(/.{76}/g, '$&\r\n')
  expect(Buffer.from((await load(`data:image/png;base64,${lines}`)) as Uint8Array).equals(bytes)).toBe(true)
})

describe('a data: URL is refused', () => {
  test.each([
    ['without base64', 'data:image/svg+xml,<svg/>'],
    ['without a comma', 'data:image/png;base64'],
  ])('%s', async (_, url) => {
    expect(await failure(load(url))).toMatchObject({
      code: 'INVALID_INPUT',
      message: `Expected a data: URL in base64 for image but received ${JSON.stringify(url)}.`,
    })
  })

  test('of more bytes than the limit, before it is decoded', async () => {
    const error = await failure(load(`data:image/png;base64,${'A'.repeat(5_000_000)}`, limits))
    expect(error).toMatchObject({ code: 'IMAGE_TOO_LARGE', message: expect.stringContaining('limits.bytes') })
  })
})

function shared(source: Uint8Array): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(source.length)
  new Uint8Array(buffer).set(source)
  return buffer
}

describe('an input that cannot be read is refused with a code and a reason', () => {
  test.each([
    ['a missing file', 'nowhere.png', 'IMAGE_NOT_FOUND', 'Expected an image file at nowhere.png but there is none.'],
    ['a folder', tmpdir(), 'IMAGE_NOT_FOUND', `Expected an image file at ${tmpdir()} but it is a folder.`],
    ['a path through a file', `${path}/x`, 'IMAGE_NOT_FOUND', `Expected an image file at ${path}/x but there is none.`],
    [
      'a path with a zero',
      'a\0b',
      'IMAGE_NOT_FOUND',
      'Expected an image file at a\\u0000b but that is not a valid path.',
    ],
    [
      'a path of a million characters',
      'x'.repeat(1_000_000),
      'IMAGE_NOT_FOUND',
      `Expected an image file at ...${'x'.repeat(150)} but its name is too long.`,
    ],
    ['an empty path', '', 'INVALID_INPUT', 'Expected a path for image but received the string "".'],
    [
      'a web address',
      'https://example.com/7.png',
      'INVALID_INPUT',
      'Expected a file: URL for image but received "https://example.com/7.png". ' +
        'Nothing is fetched from a network: download the picture first and pass its bytes.',
    ],
    [
      'a web URL',
      new URL('https://example.com/7.png'),
      'INVALID_INPUT',
      'Expected a file: URL for image but received "https://example.com/7.png". ' +
        'Nothing is fetched from a network: download the picture first and pass its bytes.',
    ],
    [
      'a number',
      7,
      'INVALID_INPUT',
      'Expected a path, file: or data: URL, Buffer, Uint8Array, ArrayBuffer, Blob, stream or { data, width, height } ' +
        'for image but received 7 of type number.',
    ],
    [
      'a stream of strings',
      Readable.from(['text']),
      'INVALID_INPUT',
      'Expected bytes for a chunk of the image stream but received the string "text".',
    ],
    [
      'a stream that is too long',
      endless(),
      'IMAGE_TOO_LARGE',
      'Expected an image of at most 3,000,000 bytes but received 3,145,728 or more. ' +
        'Scale it down first, or raise limits.bytes.',
    ],
    [
      'a Blob that is too large',
      { [Symbol.toStringTag]: 'Blob', size: 3_000_001 },
      'IMAGE_TOO_LARGE',
      'Expected an image of at most 3,000,000 bytes but received 3,000,001 or more. ' +
        'Scale it down first, or raise limits.bytes.',
    ],
  ])('%s', async (_, input, code, message) => {
    const error = await failure(load(input as never, limits))
    expect(error).toMatchObject({ code, message })
  })

  test('a stream that fails keeps its error as the cause', async () => {
    const broken = new Error('the line went dead')
    const error = await failure(load(Readable.from(failing(broken))))
    expect(error).toMatchObject({ code: 'IMAGE_UNREADABLE', cause: broken })
  })
})

describe.runIf(['linux', 'darwin'].includes(process.platform))('on Linux and macOS', () => {
  test('a FIFO without a writer is refused at once', async () => {
    const fifo = join(folder, 'seven.png')
    execFileSync('mkfifo', [fifo])
    const error = await failure(load(fifo))
    expect(error).toMatchObject({
      code: 'IMAGE_NOT_FOUND',
      message: `Expected an image file at ${fifo} but it is not a regular file.`,
    })
  })

  test('a link to a device is refused', async () => {
    const link = join(folder, 'link.png')
    symlinkSync('/dev/zero', link)
    expect(await failure(load(link))).toMatchObject({ code: 'IMAGE_NOT_FOUND' })
  })

  test('an endless device is refused and not read', async () => {
    const error = await failure(load('/dev/zero'))
    expect(error).toMatchObject({
      code: 'IMAGE_NOT_FOUND',
      message: 'Expected an image file at /dev/zero but it is not a regular file.',
    })
  })
})

test('a Blob whose file has changed is refused with a typed error', async () => {
  const file = join(folder, 'changes.png')
  writeFileSync(file, bytes)
  const blob = await openAsBlob(file)
  writeFileSync(file, 'something else')
  expect(await failure(load(blob))).toMatchObject({ code: 'IMAGE_UNREADABLE', cause: { name: 'NotReadableError' } })
})

test('an empty file has no bytes', async () => {
  expect(await load(fixture('malformed', 'empty.png'))).toEqual(new Uint8Array())
})

test('a file of more bytes than the limit is refused before it is read', async () => {
  const file = join(folder, 'large.png')
  writeFileSync(file, '')
  truncateSync(file, 3_000_001)
  const error = await failure(load(file, limits))
  expect(error).toMatchObject({
    code: 'IMAGE_TOO_LARGE',
    message:
      'Expected an image of at most 3,000,000 bytes but received 3,000,001 or more. ' +
      'Scale it down first, or raise limits.bytes.',
  })
})

describe('outside Node, Bun and Deno', () => {
  beforeEach(() => void vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined))
  afterEach(() => void vi.restoreAllMocks())

  test.each([
    ['a path', 'seven.png', 'seven.png'],
    ['a file: URL', 'file:///seven.png', 'file:///seven.png'],
    ['a web URL', new URL('https://example.com/7.png'), 'https://example.com/7.png'],
  ])('%s is refused, and the message says to pass the bytes', async (_, input, path) => {
    const error = await failure(load(input))
    expect(error).toMatchObject({
      code: 'INVALID_INPUT',
      message:
        `Expected the bytes of an image but received the path ${JSON.stringify(path)}. ` +
        'Reading a path needs Node, Bun or Deno: pass the bytes instead.',
    })
  })

  test('bytes are accepted', async () => {
    expect(await load(Uint8Array.of(1, 2))).toEqual(Uint8Array.of(1, 2))
  })
})

test('an aborted signal stops the reading of a file', async () => {
  const error = await failure(load(path, limits, AbortSignal.abort('enough')))
  expect(error).toMatchObject({ code: 'ABORTED', cause: 'enough' })
})

test('an aborted signal stops the reading of a stream', async () => {
  const error = await failure(load(Readable.from([bytes]), limits, AbortSignal.abort('enough')))
  expect(error).toMatchObject({ code: 'ABORTED', cause: 'enough' })
})

describe('a stalled source ends when the signal fires', () => {
  test.each([
    ['a web stream', new ReadableStream()],
    ['a Node stream', new Readable({ read() {} })],
    ['an async generator', stalled()],
    ['a Blob', { [Symbol.toStringTag]: 'Blob', size: 1, arrayBuffer: () => new Promise(() => {}) }],
    ['a Response', new Response(new ReadableStream())],
  ])('%s', async (_, input) => {
    const controller = new AbortController()
    const loading = failure(load(input as never, limits, controller.signal))
    setTimeout(() => controller.abort('enough'), 10)
    expect(await loading).toMatchObject({ code: 'ABORTED', cause: 'enough' })
  })
})

test('timers run during an endless stream that is always ready, so that a signal can end it', async () => {
  async function* empty(): AsyncGenerator<Uint8Array> {
    for (;;) yield new Uint8Array()
  }
  const controller = new AbortController()
  setTimeout(() => controller.abort('enough'), 10)
  expect(await failure(load(empty(), limits, controller.signal))).toMatchObject({ code: 'ABORTED', cause: 'enough' })
})

test('a stream may reuse its buffer', async () => {
  const chunk = Buffer.alloc(bytes.length / 4 + 1)
  async function* source() {
    for (let at = 0; at < bytes.length; at += chunk.length) {
      yield chunk.subarray(0, bytes.copy(chunk, 0, at))
    }
  }
  expect(Buffer.from((await load(source())) as Uint8Array)).toEqual(bytes)
})

async function* stalled(): AsyncGenerator<Uint8Array> {
  await new Promise(() => {})
  yield new Uint8Array()
}

async function* endless() {
  const chunk = new Uint8Array(2 ** 20)
  for (;;) yield chunk
}

// biome-ignore lint/correctness/useYield: it fails before it yields
async function* failing(error: Error): AsyncGenerator<Uint8Array> {
  throw error
}
