import { mkdtempSync, openAsBlob, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { runInNewContext } from 'node:vm'
import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { createPredictor, type ImageInput } from '../../src/index.js'
import * as codec from '../../src/input/sharp.js'
import { removeRuledLines } from '../../src/preprocess/ruled-lines.js'
import { failure } from '../helpers/errors.js'
import { fixture } from '../helpers/fixtures.js'
import { chunk, png } from '../helpers/png.js'

vi.mock('../../src/input/sharp.js', { spy: true })
beforeEach(() => void vi.clearAllMocks())

const seven = fixture('digits', '7', 'upright-plain-pen.png')
const predictor = await createPredictor()
const folder = mkdtempSync(join(tmpdir(), 'mnist-model-'))
afterAll(async () => {
  await predictor.close()
  rmSync(folder, { recursive: true })
})

/** A PNG file of any size, in a few bytes: the rows that it promises are not there. */
function bomb(width: number, height: number, { depth = 8, colourType = 0, interlaced = 0 } = {}): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([depth, colourType, 0, 0, interlaced], 8)
  const chunks = [chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.alloc(1000))), chunk('IEND')]
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks])
}

const small = sharp({ create: { width: 64, height: 64, channels: 3, background: 'white' } })
const baseline = await small.clone().jpeg().toBuffer()
const progressive = await small.clone().jpeg({ progressive: true }).toBuffer()

describe('a small file of a large picture is refused before a decoder sees it, and the message names the limit', () => {
  test.each<[string, ImageInput, string]>([
    ['a PNG of 2,000,000 x 50', bomb(2_000_000, 50), 'side'],
    ['a PNG of 9,900,000 x 10', bomb(9_900_000, 10), 'side'],
    ['a PNG of 11 x 8,113,452 in colour', bomb(11, 8_113_452, { colourType: 6 }), 'side'],
    ['a PNG of 1 x 4,294,967,295', bomb(1, 0xffffffff), 'side'],
    ['a PNG of 16,384 x 16,384', bomb(16_384, 16_384), 'pixels'],
    [
      'an interlaced PNG of 10,000 x 10,000',
      bomb(10_000, 10_000, { depth: 16, colourType: 6, interlaced: 1 }),
      'pixels',
    ],
    ['an interlaced PNG of 5,000 x 5,000', bomb(5000, 5000, { depth: 16, colourType: 6, interlaced: 1 }), 'pixels'],
    ['a progressive JPEG of 9,999 x 10,000', resized(progressive, 9999, 10_000), 'pixels'],
    ['a progressive JPEG of 6,000 x 6,000', resized(progressive, 6000, 6000), 'pixels'],
    ['a progressive JPEG of 5,000 x 5,000 in 500 scans', resized(repeatScan(500), 5000, 5000), 'pixels'],
    ['a JPEG of 65,535 x 65,535', resized(baseline, 65_535, 65_535), 'side'],
    ['a GIF of 65,535 x 1,525', gif(65_535, 1525), 'side'],
    ['a GIF of 16,000 x 1,525', gif(16_000, 1525), 'pixels'],
    ['a WebP of 16,384 x 16,384', vp8x(16_384, 16_384), 'pixels'],
    ['a WebP of 16,777,216 x 1', vp8x(16_777_216, 1), 'side'],
    ['raw pixels of 2,000,000 x 1', { data: new Uint8Array(2_000_000), width: 2_000_000, height: 1 }, 'side'],
    ['raw pixels of 16,384 x 16,384', { data: new Uint8Array(1), width: 16_384, height: 16_384 }, 'pixels'],
  ])('%s', async (_, input, limit) => {
    const { code, message } = await failure(predictor.predict(input))
    expect({ code, limit: message.match(/raise limits\.(\w+)\.$/)?.[1] }).toEqual({ code: 'IMAGE_TOO_LARGE', limit })
    expect(codec.decodeWithSharp).not.toHaveBeenCalled()
    expect(codec.shrinkWithSharp).not.toHaveBeenCalled()
  })

  test('bytes beyond limits.bytes', async () => {
    const { code, message } = await failure(predictor.predict(new Uint8Array(2000), { limits: { bytes: 1999 } }))
    expect([code, message]).toEqual(['IMAGE_TOO_LARGE', expect.stringContaining('limits.bytes')])
  })
})

describe('a decoder is handed no more than is seen', () => {
  test('of a GIF of a thousand frames, the first one', async () => {
    await predictor.predict(gif(4, 4, 1000))
    expect(vi.mocked(codec.decodeWithSharp).mock.calls[0]![0].length).toBe(gif(4, 4, 1).length)
  })

  test('of a PNG with compressed texts, none of them', async () => {
    const text = chunk('zTXt', Buffer.concat([Buffer.from('a\0\0'), deflateSync(Buffer.alloc(1_000_000))]))
    const file = (texts: Buffer[]) =>
      png({ width: 800, height: 2, chunks: ([header, data, end]) => [header!, ...texts, data!, end!] })
    await predictor.predict(file([text, text]))
    expect(vi.mocked(codec.decodeWithSharp).mock.calls[0]![0].length).toBe(file([]).length)
  })
})

test('a picture that decodes too slowly is refused, and the message names the limit', async () => {
  const photo = await sharp({ create: { width: 5000, height: 5000, channels: 3, background: 'white' } })
    .webp()
    .toBuffer()
  const error = await failure(predictor.predict(photo, { limits: { milliseconds: 1 } }))
  expect(error).toMatchObject({ code: 'DECODE_TIMEOUT', message: expect.stringContaining('raise limits.milliseconds') })
})

test('a time limit of Infinity is none', async () => {
  const limits = { milliseconds: Number.POSITIVE_INFINITY, pixels: Number.POSITIVE_INFINITY }
  expect(await predictor.predict(baseline, { limits })).toMatchObject({ rejection: 'blank' })
})

test('the search for ruled lines ends on a picture made of nothing else', () => {
  const side = 256
  const mask = Uint8Array.from({ length: side * side }, (_, at) => {
    const [x, y] = [at % side, Math.floor(at / side)]
    return (y + (x >> 3)) % 4 === 0 ? 1 : 0
  })
  const spy = vi.spyOn(Math, 'round')
  removeRuledLines({ data: mask, width: side, height: side })
  // One for each point that is looked at, in two directions, and some for each line that is taken out.
  expect(spy.mock.calls.length).toBeLessThan(1_500_000)
  spy.mockRestore()
})

const changed = await changedBlob()

describe('an input that fails has a typed outcome, and the others keep their predictions', () => {
  test.each<[string, () => unknown, string]>([
    ['a Blob whose file has changed', () => changed, 'IMAGE_UNREADABLE'],
    ['a detached ArrayBuffer', () => detached(new ArrayBuffer(8)), 'INVALID_INPUT'],
    ['a view of a detached ArrayBuffer', () => detachedView(), 'INVALID_INPUT'],
    ['bytes of another realm that are no picture', () => runInNewContext('new Uint8Array(100000)'), 'IMAGE_UNREADABLE'],
    ['getters that throw', () => throwing(), 'INVALID_INPUT'],
    ['a proxy that throws', () => new Proxy({}, { has: throws, get: throws }), 'INVALID_INPUT'],
    ['a revoked proxy', () => revoked(), 'INVALID_INPUT'],
    ['a stream that fails', () => failing(), 'IMAGE_UNREADABLE'],
    ['null', () => null, 'INVALID_INPUT'],
    ['a symbol', () => Symbol('x'), 'INVALID_INPUT'],
  ])('%s', async (_, make, code) => {
    const outcomes = []
    const inputs = [seven, make(), seven] as ImageInput[]
    for await (const { prediction, error } of predictor.predictEach(inputs)) {
      outcomes.push(prediction?.digit ?? error?.code)
    }
    expect(outcomes).toEqual([7, code, 7])
  })
})

describe('what came before the source of predictEach failed is predicted, and then the failure is typed', () => {
  test.each([
    [
      'a generator',
      function* () {
        yield seven
        throws()
      },
    ],
    [
      'an async generator',
      async function* () {
        yield seven
        throws()
      },
    ],
  ])('%s', async (_, source) => {
    const digits: unknown[] = []
    const error = await failure(async () => {
      for await (const { prediction } of predictor.predictEach(source())) digits.push(prediction?.digit)
    })
    expect({ digits, code: error.code, cause: error.cause }).toEqual({
      digits: [7],
      code: 'INVALID_INPUT',
      cause: new Error('hostile'),
    })
  })
})

test('a source that has stalled ends with the signal', async () => {
  const controller = new AbortController()
  async function* stalled(): AsyncGenerator<ImageInput> {
    await new Promise(() => {})
  }
  const work = failure(async () => {
    for await (const _ of predictor.predictEach(stalled(), { signal: controller.signal })) throw new Error('an outcome')
  })
  setTimeout(() => controller.abort('enough'), 10)
  expect(await work).toMatchObject({ code: 'ABORTED', cause: 'enough' })
})

test('a list that changes during the call changes neither the number of answers nor their order', async () => {
  const list: ImageInput[] = [seven, seven, seven]
  const work = predictor.predict(list)
  list.length = 1
  list[0] = 'nowhere.png'
  expect((await work).map(({ digit }) => digit)).toEqual([7, 7, 7])
})

test('timers run while thousands of small pictures are read', async () => {
  const file = png({ data: new Uint8Array(784) })
  let ticks = 0
  const timer = setInterval(() => ticks++, 1)
  await predictor.predict(Array.from({ length: 6000 }, () => file))
  clearInterval(timer)
  expect(ticks).toBeGreaterThan(3)
})

test('a long list does not keep other calls waiting until its end', async () => {
  const file = png({ data: new Uint8Array(784) })
  const ended: string[] = []
  const list = predictor.predict(Array.from({ length: 6000 }, () => file)).then(() => ended.push('list'))
  await sleep(5)
  await predictor.predict(file).then(() => ended.push('one'))
  await list
  expect(ended).toEqual(['one', 'list'])
})

test('a signal that fires while thousands of small pictures are read is noticed', async () => {
  const controller = new AbortController()
  const file = png({ data: new Uint8Array(784) })
  const work = failure(
    predictor.predict(
      Array.from({ length: 6000 }, () => file),
      { signal: controller.signal },
    ),
  )
  await sleep(5)
  controller.abort()
  expect((await work).code).toBe('ABORTED')
})

/** The same JPEG file, of another size by its header. */
function resized(file: Buffer, width: number, height: number): Buffer {
  const copy = Buffer.from(file)
  const frame = copy.findIndex((byte, at) => byte === 0xff && (copy[at + 1] === 0xc0 || copy[at + 1] === 0xc2))
  copy.writeUInt16BE(height, frame + 5)
  copy.writeUInt16BE(width, frame + 7)
  return copy
}

function repeatScan(times: number): Buffer {
  const scan = progressive.subarray(progressive.lastIndexOf(Buffer.of(0xff, 0xda)), -2)
  return Buffer.concat([progressive.subarray(0, -2), ...Array(times).fill(scan), Buffer.of(0xff, 0xd9)])
}

function gif(width: number, height: number, frames = 1): Buffer {
  const head = Buffer.from('GIF89a0000\x80\0\0\0\0\0\xff\xff\xff', 'latin1')
  head.writeUInt16LE(width, 6)
  head.writeUInt16LE(height, 8)
  const frame = Buffer.from('\x2c\0\0\0\0\x02\0\x02\0\0\x02\x03\x44\x02\x05\0', 'latin1')
  return Buffer.concat([head, ...Array(frames).fill(frame), Buffer.of(0x3b)])
}

function vp8x(width: number, height: number): Buffer {
  const file = Buffer.alloc(30)
  file.write('RIFF\x16\0\0\0WEBPVP8X\x0a', 'latin1')
  file.writeUIntLE(width - 1, 24, 3)
  file.writeUIntLE(height - 1, 27, 3)
  return file
}

async function changedBlob(): Promise<Blob> {
  const file = join(folder, 'changes.png')
  writeFileSync(file, 'before')
  const blob = await openAsBlob(file)
  writeFileSync(file, 'something else')
  return blob
}

function detached(buffer: ArrayBuffer): ArrayBuffer {
  structuredClone(buffer, { transfer: [buffer] })
  return buffer
}

function detachedView(): Uint8Array {
  const view = new Uint8Array(8)
  detached(view.buffer)
  return view
}

function throws(): never {
  throw new Error('hostile')
}

function throwing(): object {
  return Object.defineProperties({}, { data: { get: throws }, width: { get: throws }, height: { get: throws } })
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

// biome-ignore lint/correctness/useYield: it fails before it yields
async function* failing(): AsyncGenerator<Uint8Array> {
  throws()
}
