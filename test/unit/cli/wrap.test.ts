import { describe, expect, it } from 'vitest'
import { wrap } from '../../../src/cli/wrap.js'

describe('A text', () => {
  it.each<[string, number, string[]]>([
    ['one two three', 7, ['one two', 'three']],
    ['one two three', 13, ['one two three']],
    ['one two three', Number.POSITIVE_INFINITY, ['one two three']],
    ['a/very/long/path is whole', 8, ['a/very/long/path', 'is whole']],
    ['', 8, ['']],
  ])('"%s" in %d columns has the lines %j', (text, width, lines) => {
    expect(wrap(text, width)).toEqual(lines)
  })
})
