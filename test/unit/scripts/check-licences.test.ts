import { describe, expect, it } from 'vitest'
import { delivered, isAllowed } from '../../../scripts/check-licences.js'

describe('what is delivered', () => {
  const tool = { dev: true } as const
  const lock = {
    packages: {
      '': {},
      'node_modules/sharp': {},
      'node_modules/yargs': { ...tool, dependencies: { cliui: '9', y18n: '5' } },
      'node_modules/cliui': tool,
      'node_modules/yargs/node_modules/y18n': tool,
      'node_modules/y18n': tool,
      'node_modules/vitest': tool,
    },
  }

  it('is every dependency, and no tool', () => {
    expect(delivered(lock, [])).toEqual(['node_modules/sharp'])
  })

  it('is a bundled tool too, with what it needs, from where Node finds that', () => {
    expect(delivered(lock, ['yargs'])).toEqual([
      'node_modules/cliui',
      'node_modules/sharp',
      'node_modules/yargs',
      'node_modules/yargs/node_modules/y18n',
    ])
  })

  it('cannot be told of a bundled package that the lock file does not know', () => {
    expect(() => delivered(lock, ['fast-png'])).toThrow(
      'Expected the bundled package fast-png in the lock file but it is not there.',
    )
  })
})

describe('a licence', () => {
  it.each(['MIT', 'ISC AND MIT', 'MIT OR GPL-3.0-only', '(MIT OR CC0-1.0)'])('passes as %s', (licence) => {
    expect(isAllowed('a', licence)).toBe(true)
  })

  it.each([undefined, 'GPL-3.0-only', 'MIT AND GPL-3.0-only', 'SEE LICENSE IN LICENSE', 'UNLICENSED', ''])(
    'is refused as %s',
    (licence) => {
      expect(isAllowed('a', licence)).toBe(false)
    },
  )

  it.each([
    ['@img/sharp-libvips-linux-x64', true],
    ['lgpl-code-in-our-bundle', false],
  ])('LGPL passes or fails by where it is: %s', (name, allowed) => {
    expect(isAllowed(name, 'LGPL-3.0-or-later')).toBe(allowed)
  })
})
