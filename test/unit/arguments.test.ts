import { describe, expect, test } from 'vitest'
import { checkOptions, checkSource, guard } from '../../src/arguments.js'
import { MnistModelError } from '../../src/errors.js'
import { failure } from '../helpers/errors.js'

describe('options', () => {
  test('are read once', () => {
    let reads = 0
    const options = {
      get signal() {
        reads++
        return new AbortController().signal
      },
    }
    const { signal } = checkOptions(options, ['signal'])
    expect([signal, signal, reads]).toEqual([signal, signal, 1])
  })

  test('may have a signal of another realm', () => {
    const signal = signalOf({})
    expect(checkOptions({ signal }, ['signal']).signal).toBe(signal)
  })

  test.each([
    [null, 'Expected an object for options but received null.'],
    ['x.png', 'Expected an object for options but received the string "x.png".'],
    [{ signal: 'x' }, 'Expected an AbortSignal for signal but received the string "x".'],
    [{ signal: null }, 'Expected an AbortSignal for signal but received null.'],
    [{ signal: 5 }, 'Expected an AbortSignal for signal but received 5 of type number.'],
    [{ signal: signalOf({ aborted: 0 }) }, 'Expected an AbortSignal for signal but received an object of type Object.'],
    [
      { signal: signalOf({ addEventListener: 0 }) },
      'Expected an AbortSignal for signal but received an object of type Object.',
    ],
    [
      { signal: signalOf({ removeEventListener: 0 }) },
      'Expected an AbortSignal for signal but received an object of type Object.',
    ],
    [{ signal: {} }, 'Expected an AbortSignal for signal but received an object of type Object.'],
    [
      { signal: new AbortController() },
      'Expected an AbortSignal for signal but received an object of type AbortController.',
    ],
  ])('%j are refused', async (options, message) => {
    expect(await failure(() => checkOptions(options as never, ['signal'] as never))).toMatchObject({
      code: 'INVALID_INPUT',
      message,
    })
  })

  test('that throw when they are read are refused, with the reason as the cause', async () => {
    const cause = new Error('not now')
    const options = {
      get signal(): AbortSignal {
        throw cause
      },
    }
    expect(await failure(() => checkOptions(options, ['signal']))).toMatchObject({
      code: 'INVALID_INPUT',
      message: 'Expected options that can be read but reading an object of type Object failed.',
      cause,
    })
  })
})

/** Something that has the members of a signal, some of them changed. */
function signalOf(members: object): AbortSignal {
  return { aborted: false, addEventListener() {}, removeEventListener() {}, ...members } as never
}

test('a typed error is passed on unchanged', async () => {
  const error = new MnistModelError('ABORTED', 'The work was aborted.')
  const throws = () => {
    throw error
  }
  expect(await failure(() => guard('image', {}, throws))).toBe(error)
})

describe('the source of predictEach', () => {
  test.each([
    ['an array', []],
    ['a set', new Set()],
    ['a generator', (function* () {})()],
    ['an async generator', (async function* () {})()],
  ])('may be %s', (_, source) => {
    expect(checkSource(source)).toBe(source)
  })

  test('may not throw when it is inspected', async () => {
    const source = Object.defineProperty({}, Symbol.iterator, {
      get() {
        throw new Error('not now')
      },
    })
    expect(await failure(() => checkSource(source as never))).toMatchObject({
      message: 'Expected inputs that can be read but reading an object of type Object failed.',
    })
  })

  test.each([
    [null, 'null'],
    [5, '5 of type number'],
    ['x.png', 'the string "x.png"'],
    [Promise.resolve([]), 'an object of type Promise'],
    [Buffer.from('x'), 'an object of type Buffer'],
    [{ [Symbol.iterator]: 7 }, 'an object of type Object'],
  ])('may not be %s', async (source, described) => {
    expect(await failure(() => checkSource(source as never))).toMatchObject({
      code: 'INVALID_INPUT',
      message:
        `Expected an array, iterable or async iterable of images for inputs but received ${described}. ` +
        'Put one image into an array: [image].',
    })
  })
})
