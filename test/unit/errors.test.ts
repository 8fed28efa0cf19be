import { expect, test } from 'vitest'
import { invalid, MnistModelError } from '../../src/errors.js'

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
  ['x'.repeat(100), `the string "${'x'.repeat(60)}..."`],
  [{}, 'an object of type Object'],
  [Object.create(null), 'an object of type Object'],
  [[], 'an object of type Array'],
  [() => 1, 'a function'],
  [Symbol('s'), 'Symbol(s) of type symbol'],
])('a wrong value %# is named in the message', (value, described) => {
  expect(invalid('image', 'a path', value).message).toBe(`Expected a path for image but received ${described}.`)
})
