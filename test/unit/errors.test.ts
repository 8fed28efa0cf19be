import { describe, expect, test } from 'vitest'
import { aborted, invalid, MnistModelError } from '../../src/errors.js'

test('an error has a code, a message, a name and a cause', () => {
  const cause = new Error('underneath')
  const error = new MnistModelError('MODEL_CORRUPT', 'Expected another byte.', { cause })
  expect(error).toMatchObject({
    code: 'MODEL_CORRUPT',
    message: 'Expected another byte.',
    name: 'MnistModelError',
    cause,
  })
  expect(error).toBeInstanceOf(Error)
})

test.each([
  [7, '7 of type number'],
  [null, 'null'],
  [undefined, 'undefined'],
  ['x', 'the string "x"'],
  ['x'.repeat(100), `the string "${'x'.repeat(100)}"`],
  ['x'.repeat(101), `the string "${'x'.repeat(100)}..."`],
  [{}, 'an object of type Object'],
  [{ constructor: { name: 'x'.repeat(101) } }, `an object of type ${'x'.repeat(100)}`],
  [Object.create(null), 'an object of type Object'],
  [[], 'an object of type Array'],
  [() => 1, 'a function'],
  [Symbol('s'), 'a symbol'],
  [12n, 'a bigint'],
  [Object.defineProperty({}, 'constructor', { get: () => fail() }), 'an object of type Object'],
])('invalid value %# is named in the message', (value, described) => {
  expect(invalid('image', 'a path', value).message).toBe(`Expected a path for image but received ${described}.`)
})

describe('a message', () => {
  test('is cut to 300 characters', () => {
    expect(new MnistModelError('INVALID_INPUT', 'x'.repeat(5_000_000)).message).toBe(`${'x'.repeat(297)}...`)
  })

  test.each([
    ['', 'x'.repeat(300)],
    ['after control characters are escaped', `${'x'.repeat(294)}\x1b`],
  ])('of 300 characters is not cut %s', (_, message) => {
    expect(new MnistModelError('INVALID_INPUT', message).message).toMatch(/^x+(?:\\u001b)?$/)
  })

  test('says that the work was aborted, with the reason of the signal', () => {
    expect(aborted(AbortSignal.abort('enough'))).toMatchObject({
      code: 'ABORTED',
      message: 'The work was aborted.',
      cause: 'enough',
    })
  })

  test('has at most 300 characters after control characters are escaped', () => {
    expect(new MnistModelError('INVALID_INPUT', '\x1b'.repeat(299)).message).toHaveLength(300)
  })

  test.each(['\x1b', '\0', '\n', '\x7f', '\x9b', '\u2028', '\u202e', '\u2066'])('escapes %j', (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(4, '0')
    expect(new MnistModelError('INVALID_INPUT', `a${character}b`).message).toBe(`a\\u${code}b`)
  })
})

function fail(): never {
  throw new Error('Nobody reads me.')
}
