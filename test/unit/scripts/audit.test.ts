import { describe, expect, it } from 'vitest'
import { weaknesses } from '../../../scripts/audit.js'

const advisory = { title: 'Reads too far', url: 'https://advisories.invalid/1' }
const weak = { name: 'sharp', severity: 'high', via: [advisory], nodes: ['node_modules/sharp'], fixAvailable: true }
const found = (change: object) =>
  weaknesses({ vulnerabilities: { sharp: { ...weak, ...change } } }, ['node_modules/sharp'])

describe('a known weakness', () => {
  it.each([
    ['an update within the range', true, 'Run `npm update sharp`'],
    ['a version beyond it', { name: 'sharp', version: '1.0.0' }, 'Install sharp@1.0.0'],
    ['no fix', false, 'There is no fix yet: read whether our use of it is touched, and say so in SECURITY.md'],
  ])('is told with what to do where there is %s', (_, fixAvailable, remedy) => {
    expect(found({ fixAvailable })).toEqual([
      `sharp, high: Reads too far (https://advisories.invalid/1). ${remedy}; add a patch changeset and publish.`,
    ])
  })

  it('of a tool is not told', () => {
    expect(found({ nodes: ['node_modules/vitest'] })).toEqual([])
  })

  it('is told once, and not of what only hands it on', () => {
    expect(found({ via: ['libvips'] })).toEqual([])
  })
})
