import { afterEach, describe, expect, test, vi } from 'vitest'
import { decodeBase64 } from '../../src/base64.js'
import { concat } from '../../src/concat.js'
import { sha256 } from '../../src/sha256.js'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

const withoutNode = {
  'with Node': () => {},
  'without Node': () => {
    vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined)
    vi.stubGlobal('Buffer', undefined)
  },
}

describe.each(Object.entries(withoutNode))('%s', (_, hide) => {
  test('base64 is decoded', () => {
    hide()
    const bytes = decodeBase64('AAH+/w==')
    expect([bytes.constructor.name, ...bytes]).toEqual(['Uint8Array', 0, 1, 254, 255])
  })

  // The example of FIPS 180-4, and a digest with a zero at the front of a byte.
  test.each([
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ])('the SHA-256 of %j is computed', async (text, digest) => {
    const bytes = new TextEncoder().encode(text)
    hide()
    expect(await sha256(bytes)).toBe(digest)
  })
})

test('in Node its own faster functions are used', async () => {
  const [decode, digest] = [vi.spyOn(globalThis, 'atob'), vi.spyOn(globalThis.crypto.subtle, 'digest')]
  decodeBase64('AAH+')
  await sha256(new Uint8Array())
  expect([decode.mock.calls.length, digest.mock.calls.length]).toEqual([0, 0])
})

test('parts are joined in their order', () => {
  expect(concat([Uint8Array.of(1, 2), Uint8Array.of(), Uint8Array.of(3)])).toEqual(Uint8Array.of(1, 2, 3))
})

test('joining no parts gives no bytes', () => {
  expect(concat([])).toEqual(new Uint8Array())
})

test('a single part is not copied', () => {
  const part = Uint8Array.of(1)
  expect(concat([part])).toBe(part)
})
