import { describe, expect, it } from 'vitest'
import { vulnerabilitiesOf } from '../../../scripts/audit.js'

const advisory = { title: 'Reads too far', url: 'https://advisories.invalid/1' }
const vulnerable = {
  name: 'sharp',
  severity: 'high',
  via: [advisory],
  nodes: ['node_modules/sharp'],
  fixAvailable: true,
}
const found = (change: object) =>
  vulnerabilitiesOf({ vulnerabilities: { sharp: { ...vulnerable, ...change } } }, ['node_modules/sharp'])

describe('a known vulnerability', () => {
  it.each([
    ['an update within the range', true, 'Run `npm update sharp`'],
    ['a version outside of the range', { name: 'sharp', version: '1.0.0' }, 'Install sharp@1.0.0'],
    ['no fix', false, 'There is no fix yet: read whether our use of it is touched, and say so in SECURITY.md'],
  ])('is reported with a remedy if there is %s', (_, fixAvailable, remedy) => {
    expect(found({ fixAvailable })).toEqual([
      `sharp, high: Reads too far (https://advisories.invalid/1). ${remedy}; add a patch changeset and publish.`,
    ])
  })

  it('of a development dependency is not reported', () => {
    expect(found({ nodes: ['node_modules/vitest'] })).toEqual([])
  })

  it('is not reported for a package that only depends on the vulnerable one', () => {
    expect(found({ via: ['libvips'] })).toEqual([])
  })
})
