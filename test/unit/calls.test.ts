import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { createPredictor, MnistModelError, predict, readNumber } from '../../src/index.js'

const predictor = await createPredictor()
const picture = { data: new Uint8Array(784), width: 28, height: 28 }

/** Values that no call expects, made anew for each: some can be used only once. */
const values: Record<string, () => unknown> = {
  null: () => null,
  true: () => true,
  zero: () => 0,
  NaN: () => Number.NaN,
  'a bigint': () => 10n ** 400n,
  'a symbol': () => Symbol('\x1b[31m'),
  'an empty string': () => '',
  'a name with an escape sequence': () => 'x\x1b[31m\x07.png',
  'a string of five megabytes': () => 'x'.repeat(5_000_000),
  'a data: URL of five megabytes': () => `data:text/plain,${'x'.repeat(5_000_000)}`,
  'a web address': () => 'https://example.com/7.png',
  'an empty object': () => ({}),
  'an object without a prototype': () => Object.create(null),
  'a function': () => () => 7,
  'a class': () => class Hostile {},
  'a Date': () => new Date(),
  'a regular expression': () => /x/,
  'an error': () => new Error('x'),
  'a Map': () => new Map([[1, 2]]),
  'a promise': () => Promise.resolve(7),
  'a promise that rejects': () => rejected(),
  'a proxy that throws': () => new Proxy({}, throwing),
  'a proxy of an array that throws': () => new Proxy([], throwing),
  'a proxy of a function': () => new Proxy(() => {}, throwing),
  'a revoked proxy': () => revoked({}),
  'a revoked proxy of an array': () => revoked([]),
  'getters that throw': () =>
    Object.defineProperties({}, Object.fromEntries(names.map((name) => [name, { get: fail, enumerable: true }]))),
  'a constructor that throws': () => Object.defineProperty({}, 'constructor', { get: fail }),
  'a tag that throws': () => Object.defineProperty({}, Symbol.toStringTag, { get: fail }),
  'the tag of a Blob': () => ({ [Symbol.toStringTag]: 'Blob' }),
  'the tag of a URL': () => ({ [Symbol.toStringTag]: 'URL' }),
  'the tag of an ArrayBuffer': () => ({ [Symbol.toStringTag]: 'ArrayBuffer' }),
  'an iterator that throws': () => ({ [Symbol.iterator]: fail }),
  'an iterator that is none': () => ({ [Symbol.iterator]: 7, [Symbol.asyncIterator]: 7 }),
  'an iterator of nothing': () => ({ [Symbol.iterator]: () => null }),
  'an async iterator that throws': () => ({ [Symbol.asyncIterator]: fail }),
  'an async iterator that yields nonsense': () => ({ [Symbol.asyncIterator]: () => ({ next: () => 7, return: fail }) }),
  'an array whose length lies': () => runInNewContext('Object.defineProperty([1, 2], 0, { get() { throw 7 } })'),
  'an array of nonsense': () => [7, null],
  'an array of arrays': () => [[picture]],
  'a typed array of floats': () => new Float64Array(3),
  'a typed array of another realm': () => runInNewContext('new Uint8Array(100000)'),
  'a DataView': () => new DataView(new ArrayBuffer(3)),
  'an empty ArrayBuffer': () => new ArrayBuffer(0),
  'a detached ArrayBuffer': () => detached(new ArrayBuffer(8)),
  'a resizable ArrayBuffer that shrank': () => shrunk(),
  'a SharedArrayBuffer': () => new SharedArrayBuffer(8),
  'raw pixels without data': () => ({ data: null, width: 1, height: 1 }),
  'raw pixels whose data are a proxy': () => ({ data: new Proxy(new Uint8Array(1), {}), width: 1, height: 1 }),
  'raw pixels of a width that is a string': () => ({ data: new Uint8Array(1), width: '1', height: 1 }),
  'raw pixels of a width that throws': () => ({ data: new Uint8Array(1), width: { valueOf: fail }, height: 1 }),
  'raw pixels of infinite width': () => ({ data: new Uint8Array(1), width: Number.POSITIVE_INFINITY, height: 1 }),
  'raw pixels of a length that does not fit': () => ({ data: new Uint8Array(5), width: 2, height: 2, channels: 1 }),
  'a multer file': () => ({ buffer: Buffer.from('x'), size: 1 }),
  'a Buffer that was made JSON': () => JSON.parse(JSON.stringify(Buffer.from('x'))),
  'a body without bytes': () => new Response(null),
}

const names = [
  'signal',
  'raster',
  'limits',
  'engine',
  'data',
  'width',
  'height',
  'buffer',
  'then',
  'length',
  'constructor',
]

/** Every position of every public function. */
const positions: Record<string, (value: never) => Promise<unknown>> = {
  'predict(x)': (value) => predict(value),
  'predict(image, x)': (value) => predict(picture, value),
  'readNumber(x)': (value) => readNumber(value),
  'readNumber(image, x)': (value) => readNumber(picture, value),
  'createPredictor(x)': async (value) => await (await createPredictor(value)).close(),
  'createPredictor({ engine: x })': async (value) => await (await createPredictor({ engine: value })).close(),
  'createPredictor({ signal: x })': async (value) => await (await createPredictor({ signal: value })).close(),
  'predictor.predict([x])': (value) => predictor.predict([value]),
  'predictor.predict(image, { limits: x })': (value) => predictor.predict(picture, { limits: value }),
  'predictor.predict(image, { limits: { side: x } })': (value) =>
    predictor.predict(picture, { limits: { side: value } }),
  'predictor.predict(image, { signal: x })': (value) => predictor.predict(picture, { signal: value }),
  'predictor.predict(image, { raster: x })': (value) => predictor.predict(picture, { raster: value }),
  'predictor.readNumber(image, { limits: x })': (value) => predictor.readNumber(picture, { limits: value }),
  'predictor.readNumber(image, { signal: x })': (value) => predictor.readNumber(picture, { signal: value }),
  'predictor.predictEach(x)': (value) => drain(predictor.predictEach(value)),
  'predictor.predictEach([image], x)': (value) => drain(predictor.predictEach([picture], value)),
}

/** Calls that mean something: objects without one of the names of the options are options, and the like. */
const sound = new Set<string>()
const optionsLike = Object.keys(values).filter((name) => isOptions(values[name]!))
for (const position of [
  'predict(image, x)',
  'readNumber(image, x)',
  'createPredictor(x)',
  'predictor.predictEach([image], x)',
]) {
  for (const name of optionsLike) sound.add(`${position}: ${name}`)
}
for (const name of [
  'a Map',
  'an empty object',
  'an object without a prototype',
  'a Date',
  'a regular expression',
  'an error',
  'a promise',
  'a promise that rejects',
  'a constructor that throws',
  'a tag that throws',
  'the tag of a Blob',
  'the tag of a URL',
  'the tag of an ArrayBuffer',
  'an iterator that throws',
  'an iterator that is none',
  'an iterator of nothing',
  'an async iterator that throws',
  'an async iterator that yields nonsense',
  'an empty ArrayBuffer',
  'a detached ArrayBuffer',
  'a resizable ArrayBuffer that shrank',
  'a SharedArrayBuffer',
  'a DataView',
  'a body without bytes',
]) {
  sound.add(`predictor.predict(image, { limits: x }): ${name}`)
  sound.add(`predictor.readNumber(image, { limits: x }): ${name}`)
}
sound.add('predictor.predict(image, { raster: x }): true')

const calls = Object.entries(positions).flatMap(([position, call]) =>
  Object.entries(values)
    .map(([name, make]) => ({ name: `${position}: ${name}`, call, make }))
    .filter(({ name }) => !sound.has(name)),
)

const codes = ['INVALID_INPUT', 'IMAGE_NOT_FOUND', 'IMAGE_UNREADABLE', 'IMAGE_TOO_LARGE']

test('the table has at least 250 calls', () => {
  expect(calls.length).toBeGreaterThanOrEqual(250)
})

describe('an invalid call fails with a typed error and a printable message', () => {
  test.each(calls)('$name', async ({ call, make }) => {
    const value = make()
    const error = await Promise.resolve()
      .then(() => call(value as never))
      .then(
        () => null,
        (error: unknown) => error,
      )
    // A value that is a promise is nobody's; it must not end the process.
    expect(error instanceof MnistModelError ? { code: error.code, message: error.message } : { error }).toEqual({
      code: expect.toSatisfy((code: string) => codes.includes(code)),
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      message: expect.stringMatching(/^[^\u0000-\u001f\u007f-\u009f]{1,300}$/),
    })
  })
})

async function drain(outcomes: AsyncIterable<{ error?: unknown }>): Promise<void> {
  for await (const { error } of outcomes) if (error) throw error
}

/** Objects that can be read are options, though not of any use. */
function isOptions(make: () => unknown): boolean {
  try {
    const value = make()
    if (typeof value !== 'object' || value === null) return false
    return names.slice(0, 4).every((name) => (value as Record<string, unknown>)[name] === undefined)
  } catch {
    return false
  }
}

function fail(): never {
  throw new Error('hostile')
}

const throwing: ProxyHandler<object> = { get: fail, has: fail, ownKeys: fail, getPrototypeOf: fail }

function rejected(): Promise<never> {
  const promise = Promise.reject(new Error('hostile'))
  promise.catch(() => {})
  return promise
}

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {})
  revoke()
  return proxy
}

function detached(buffer: ArrayBuffer): ArrayBuffer {
  structuredClone(buffer, { transfer: [buffer] })
  return buffer
}

function shrunk(): Uint8Array {
  const buffer = new (
    ArrayBuffer as never as new (
      length: number,
      options: object,
    ) => ArrayBuffer & { resize(length: number): void }
  )(8, {
    maxByteLength: 16,
  })
  const view = new Uint8Array(buffer, 0, 8)
  buffer.resize(2)
  return view
}
