import { describe, expect, it } from 'vitest'
import { bundled, delivered } from '../../../scripts/delivered.js'

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
    expect(() => delivered(lock, ['tinyglobby'])).toThrow(
      'Expected the bundled package tinyglobby in the lock file but it is not there.',
    )
  })
})

describe('what is bundled', () => {
  it('is what the build says, and what is copied beside', () => {
    expect(bundled()).toEqual(['yargs', 'tinyglobby', 'onnxruntime-web'])
  })
})
