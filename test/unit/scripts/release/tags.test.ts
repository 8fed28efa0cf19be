import { describe, expect, it } from 'vitest'
import { checkDistTag, chooseTag, previousRelease } from '../../../../scripts/release/tags.js'

describe('the dist-tag of a version', () => {
  it.each([
    ['the first release', '0.1.0', {}, 'latest'],
    ['a higher release', '0.2.0', { latest: '0.1.9' }, 'latest'],
    ['a release after a prerelease alone', '0.1.0', { latest: '0.2.0-beta.0' }, 'latest'],
    ['a fix of an older line', '1.1.5', { latest: '1.2.0' }, 'release-1.1.x'],
    ['a number that is lower as text only', '0.10.0', { latest: '0.9.0' }, 'latest'],
    ['a beta', '1.0.0-beta.3', { latest: '0.9.0' }, 'beta'],
    ['a first version that is a beta', '1.0.0-beta.0', {}, 'beta'],
    ['a prerelease without a word', '1.0.0-0', { latest: '0.9.0' }, 'next'],
    ['a prerelease that calls itself latest', '1.0.0-latest.0', { latest: '0.9.0' }, 'next'],
    ['a prerelease whose word is a range', '1.0.0-x.0', { latest: '0.9.0' }, 'next'],
  ])('of %s', (_, version, distTags, tag) => {
    expect(chooseTag(version, distTags)).toBe(tag)
  })
})

describe('the previous release', () => {
  it('is the highest one below that is not a prerelease', () => {
    expect(previousRelease('0.10.0', ['0.9.0', '0.2.0', '0.10.0', '0.10.0-beta.1', '0.11.0'])).toBe('0.9.0')
  })

  it('does not exist for the first version', () => {
    expect(previousRelease('0.1.0', ['0.1.0', '0.2.0'])).toBeNull()
  })
})

describe('a problem with dist-tags', () => {
  it('is a tag that is lower', () => {
    expect(checkDistTag('0.2.0', 'latest', { latest: '0.1.0' })).toBe(
      'Expected the dist-tag latest at 0.2.0 or higher but it is at 0.1.0.',
    )
  })

  it('is a tag that is missing', () => {
    expect(checkDistTag('0.2.0-beta.0', 'beta', { latest: '0.1.0' })).toBe(
      'Expected the dist-tag beta at 0.2.0-beta.0 or higher but it is not there.',
    )
  })

  it.each(['0.2.0', '0.3.0'])('is not a tag at %s', (latest) => {
    expect(checkDistTag('0.2.0', 'latest', { latest })).toBeNull()
  })
})
