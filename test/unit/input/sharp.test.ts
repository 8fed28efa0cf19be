import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { defaultLimits } from '../../../src/input/limits.js'
import { decodeWithSharp, shrinkWithSharp } from '../../../src/input/sharp.js'
import { failure } from '../../helpers/errors.js'

const cost = { width: 1, height: 1, frameBytes: 0, passes: 1 }

/** What a picture costs whose decoder keeps so many megabytes in memory. */
const keeping = (megabytes: number) => ({ width: 1024, height: 1024, frameBytes: megabytes, passes: 1 })

const white = (side: number) => sharp({ create: { width: side, height: side, channels: 3, background: 'white' } })
const slow = await white(4000).png().toBuffer()
const quick = await white(8).png().toBuffer()

/** Which of two pictures is decoded first, the slow one having begun before the quick one. */
async function firstOf(megabytes: number): Promise<string> {
  const both = [slow, quick].map((file) => decodeWithSharp(file, 'PNG', keeping(megabytes), defaultLimits))
  const first = await Promise.race([both[0]!.then(() => 'slow'), both[1]!.then(() => 'quick')])
  await Promise.all(both)
  return first
}

describe('pictures whose decoder keeps', () => {
  test('up to 32 MB are decoded together', async () => {
    expect(await firstOf(32)).toBe('quick')
  })

  test('more than 32 MB are decoded one at a time', async () => {
    expect(await firstOf(33)).toBe('slow')
  })

  test('more than 32 MB are decoded after one that failed', async () => {
    const broken = failure(decodeWithSharp(slow.subarray(0, 99), 'PNG', keeping(33), defaultLimits))
    const whole = decodeWithSharp(quick, 'PNG', keeping(33), defaultLimits)
    expect([(await broken).code, (await whole).width]).toEqual(['IMAGE_UNREADABLE', 8])
  })
})

describe('a picture that is given up at its deadline', () => {
  test('keeps its turn until libvips has ended', async () => {
    const large = await white(4000).png({ progressive: true }).toBuffer()
    const limits = { ...defaultLimits, milliseconds: 1 }
    const first = failure(decodeWithSharp(large, 'PNG', keeping(33), limits))
    const second = decodeWithSharp(quick, 'PNG', keeping(33), defaultLimits)
    expect((await first).code).toBe('DECODE_TIMEOUT')
    await second
    expect(sharp.counters().process).toBe(0)
  })
})

describe('a picture that takes longer than limits.milliseconds', () => {
  test('is refused, and the message names the limit', async () => {
    const webp = await white(4000).webp().toBuffer()
    expect(await failure(decodeWithSharp(webp, 'WebP', cost, { ...defaultLimits, milliseconds: 1 }))).toMatchObject({
      code: 'DECODE_TIMEOUT',
      message:
        'Expected a picture that decodes within 1 ms but this WebP image did not. ' +
        'Scale it down first, or raise limits.milliseconds.',
    })
  })

  test('leaves no timer behind if it takes less', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
    const before = timers()
    await decodeWithSharp(quick, 'PNG', cost, { ...defaultLimits, milliseconds: 1e9 })
    expect(timers()).toBe(before)
  })

  test.each([1e9, Number.POSITIVE_INFINITY])('is decoded if the limit is %d', async (milliseconds) => {
    expect(await decodeWithSharp(quick, 'PNG', cost, { ...defaultLimits, milliseconds })).toMatchObject({ width: 8 })
  })
})

test('raw pixels are shrunk to 768 on the longest side, in their own channels', async () => {
  const data = new Uint8Array(1000 * 500 * 2).fill(90).map((value, at) => (at % 2 ? 255 : value))
  const {
    data: gray,
    width,
    height,
  } = await shrinkWithSharp(data, { ...cost, width: 1000, height: 500 }, 2, defaultLimits)
  expect([width, height, new Set(gray)]).toEqual([768, 384, new Set([90])])
})

describe('outside Node, Bun and Deno', () => {
  beforeEach(() => void vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined))
  afterEach(() => void vi.restoreAllMocks())

  test('the message says to decode the picture first', async () => {
    vi.resetModules()
    const fresh = await import('../../../src/input/sharp.js')
    expect(
      await fresh.decodeWithSharp(new Uint8Array(8), 'JPEG', cost, defaultLimits).catch((error) => error),
    ).toMatchObject({
      code: 'DECODER_UNAVAILABLE',
      message:
        'Expected the image codec sharp for this picture but it needs Node, Bun or Deno. ' +
        'Elsewhere decode the picture first, with a canvas for instance, and pass its ImageData.',
    })
  })
})

test('if sharp does not load, the message says how to install it', async () => {
  vi.resetModules()
  const cause = new Error('libvips is not there')
  const require = () => {
    throw cause
  }
  vi.spyOn(process, 'getBuiltinModule').mockReturnValue({ createRequire: () => require } as never)
  vi.doMock('sharp', () => {
    throw new Error('not there either')
  })
  const fresh = await import('../../../src/input/sharp.js')
  expect(await fresh.decodeWithSharp(quick, 'PNG', cost, defaultLimits).catch((error) => error)).toMatchObject({
    code: 'DECODER_UNAVAILABLE',
    message:
      `Expected the image codec sharp for this picture but it does not load on ${process.platform}-${process.arch}. ` +
      'Install with optional dependencies (without --omit=optional), or add ' +
      'npm install --cpu=wasm32 @img/sharp-wasm32. Small plain PNG files are read without it.',
    cause,
  })
  vi.doUnmock('sharp')
  vi.restoreAllMocks()
})
