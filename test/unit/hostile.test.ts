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
import { baseline, gif, refused } from '../helpers/bombs.js'
import { failure } from '../helpers/errors.js'
import { fixture } from '../helpers/fixtures.js'
import { hasPeakMemory, peakGrowth } from '../helpers/memory.js'
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

describe('a small file of a large picture is refused before it is decoded, and the message names the limit', () => {
  test.each(refused)('$name', async ({ make, limit }) => {
    const { code, message } = await failure(predictor.predict((await make()) as ImageInput))
    expect({ code, limit: message.match(/raise limits\.(\w+)\.$/)?.[1] }).toEqual({ code: 'IMAGE_TOO_LARGE', limit })
    expect(codec.decodeWithSharp).not.toHaveBeenCalled()
    expect(codec.shrinkWithSharp).not.toHaveBeenCalled()
  })

  test.runIf(hasPeakMemory)('and all of them take less than 50 MB', async () => {
    const inputs = await Promise.all(refused.map(({ make }) => make()))
    const growth = await peakGrowth(async () => {
      for (const input of inputs) await failure(predictor.predict(input as ImageInput))
    })
    expect(growth).toBeLessThan(50)
  })

  test('bytes beyond a custom limit', async () => {
    const { code, message } = await failure(predictor.predict(new Uint8Array(2000), { limits: { bytes: 1999 } }))
    expect([code, message]).toEqual(['IMAGE_TOO_LARGE', expect.stringContaining('limits.bytes')])
  })
})

describe('a decoder gets only what is visible', () => {
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

test('a time limit of Infinity means no limit', async () => {
  const limits = { milliseconds: Number.POSITIVE_INFINITY, pixels: Number.POSITIVE_INFINITY }
  expect(await predictor.predict(baseline, { limits })).toMatchObject({ rejection: 'blank' })
})

test('the search for ruled lines ends on a picture that contains nothing else', () => {
  const side = 256
  const mask = Uint8Array.from({ length: side * side }, (_, at) => {
    const [x, y] = [at % side, Math.floor(at / side)]
    return (y + (x >> 3)) % 4 === 0 ? 1 : 0
  })
  const spy = vi.spyOn(Math, 'round')
  removeRuledLines({ data: mask, width: side, height: side })
  // One for each point that is looked at, in two directions, and some for each line that is taken out.
  expect(spy.mock.calls.length).toBeLessThan(500_000)
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

describe('inputs before a failure of the source of predictEach are predicted, and the failure is typed', () => {
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

test('a stalled source ends when the signal fires', async () => {
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

test('a list that changes during the call changes neither number nor order of the predictions', async () => {
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

test('a signal that fires while thousands of small pictures are read ends the call', async () => {
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
