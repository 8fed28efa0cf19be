import fs from 'node:fs'
import { expect, test, vi } from 'vitest'
import { builtin } from '../../src/host.js'

test('a built-in module is the same as by import', () => {
  expect(builtin('node:fs')).toBe(fs)
})

test.each([
  ['in a browser, which has no process', undefined],
  ['in an edge runtime, whose process offers no modules', { env: {} }],
])('there are no built-in modules %s', (_, process) => {
  // Only for the length of the call: the test runner needs its process too.
  vi.stubGlobal('process', process)
  const fs = builtin('node:fs')
  vi.unstubAllGlobals()
  expect(fs).toBeUndefined()
})
