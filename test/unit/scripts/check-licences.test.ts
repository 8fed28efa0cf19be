import { describe, expect, it } from 'vitest'
import { isAllowed } from '../../../scripts/check-licences.js'

describe('a licence', () => {
  it.each(['MIT', 'ISC AND MIT', 'MIT OR GPL-3.0-only', '(MIT OR CC0-1.0)', '(MIT OR GPL-3.0-only) AND ISC'])(
    'passes as %s',
    (licence) => {
      expect(isAllowed('a', licence)).toBe(true)
    },
  )

  it.each([
    undefined,
    'GPL-3.0-only',
    'MIT AND GPL-3.0-only',
    '(MIT OR GPL-2.0-only) AND (GPL-3.0-only OR CC0-1.0)',
    'SEE LICENSE IN LICENSE',
    'UNLICENSED',
    '',
  ])('is refused as %s', (licence) => {
    expect(isAllowed('a', licence)).toBe(false)
  })

  it.each([
    ['@img/sharp-libvips-linux-x64', true],
    ['lgpl-code-in-our-bundle', false],
  ])('may be the LGPL for libvips only: %s', (name, allowed) => {
    expect(isAllowed(name, 'LGPL-3.0-or-later')).toBe(allowed)
  })
})
