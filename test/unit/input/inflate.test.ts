import { readdirSync, readFileSync } from 'node:fs'
import { constants, deflateSync, inflateSync, type ZlibOptions } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inflate } from '../../../src/input/inflate.js'

const { Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED } = constants

/** Bytes that compress badly, well, or in parts. */
const data = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.tuple(fc.nat(255), fc.nat(2000)).map(([value, length]) => new Uint8Array(length).fill(value)),
      fc.tuple(fc.uint8Array({ maxLength: 20 }), fc.nat(60)).map(([part, times]) => repeat(part, times)),
    ),
    { maxLength: 6 },
  )
  .map((parts) => new Uint8Array(Buffer.concat(parts)))

const options: fc.Arbitrary<ZlibOptions> = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  strategy: fc.constantFrom(Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED),
  memLevel: fc.integer({ min: 1, max: 9 }),
  windowBits: fc.integer({ min: 9, max: 15 }),
})

function repeat(part: Uint8Array, times: number): Uint8Array {
  return new Uint8Array(Buffer.concat(Array.from({ length: times }, () => part)))
}

/** What zlib makes of a stream: null unless it holds exactly `size` bytes and nothing follows. */
function byZlib(stream: Uint8Array, size: number): Uint8Array | null {
  try {
    const { buffer, engine } = inflateSync(stream, { info: true, maxOutputLength: size + 1 }) as unknown as {
      buffer: Uint8Array
      engine: { bytesWritten: number }
    }
    return buffer.length === size && engine.bytesWritten === stream.length ? new Uint8Array(buffer) : null
  } catch {
    return null
  }
}

test('what zlib compressed, in any way, is decompressed', () => {
  fc.assert(
    fc.property(data, options, (bytes, how) => {
      expect(inflate(deflateSync(bytes, how), bytes.length)).toEqual(bytes)
    }),
    { numRuns: 300 },
  )
})

test('a damaged stream has the verdict that zlib gives', () => {
  const flips = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(7)), {
    minLength: 1,
    maxLength: 3,
  })
  fc.assert(
    fc.property(data, options, flips, (bytes, how, changes) => {
      const stream = new Uint8Array(deflateSync(bytes, how))
      for (const [where, bit] of changes) stream[Math.floor(where * (stream.length - 1))]! ^= 1 << bit
      expect(inflate(stream, bytes.length)).toEqual(byZlib(stream, bytes.length))
    }),
    { numRuns: 1000 },
  )
})

test('random blocks have the verdict that zlib gives', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 80 }), fc.nat(300), (blocks, size) => {
      const stream = new Uint8Array([0x78, 0x9c, ...blocks])
      expect(inflate(stream, size)).toEqual(byZlib(stream, size))
    }),
    { numRuns: 2000 },
  )
})

describe('null is returned', () => {
  const bytes = new Uint8Array(1000).map((_, i) => (i * i) >> 3)
  const stream = new Uint8Array(deflateSync(bytes))

  test('for a stream cut short anywhere', () => {
    for (let length = 0; length < stream.length; length++) {
      expect(inflate(stream.subarray(0, length), bytes.length), `${length} bytes`).toBeNull()
    }
  })

  test.each<[string, Uint8Array, number]>([
    ['a stream of more bytes than expected', stream, 999],
    ['a stream of fewer', stream, 1001],
    ['a stream with something behind it', new Uint8Array([...stream, 0]), 1000],
    ['a stream with a preset dictionary', new Uint8Array(deflateSync(bytes, { dictionary: Buffer.from('abc') })), 1000],
    ['nothing', new Uint8Array(), 0],
  ])('for %s', (_, input, size) => {
    expect(inflate(input, size)).toBeNull()
  })
})

test('a view into a larger buffer is read', () => {
  const stream = deflateSync('seven')
  const view = new Uint8Array([9, 9, 9, ...stream, 9]).subarray(3, -1)
  expect(inflate(view, 5)).toEqual(new Uint8Array(Buffer.from('seven')))
})

// Node aborts if a worker is ended while it creates a stream of node:zlib: no test can hit that moment reliably.
test('the library does not use node:zlib', () => {
  const src = new URL('../../../src/', import.meta.url)
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => !file.startsWith('cli'))
  const users = files.filter(
    (file) => file.endsWith('.ts') && readFileSync(new URL(file, src), 'utf8').includes("'node:zlib'"),
  )
  expect(users).toEqual([])
})
