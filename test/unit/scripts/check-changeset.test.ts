import { describe, expect, it } from 'vitest'
import { type Proposal, versionProblem } from '../../../scripts/check-changeset.js'

const raised: Proposal = {
  target: 'main',
  versionBefore: '0.1.0',
  version: '0.1.1',
  pending: [],
  changelog: '# Changes\n\n## 0.1.1\n\nWords.\n',
}

describe('a merge request', () => {
  it.each([
    ['raises the version with an entry of the changelog', {}],
    ['goes back to develop with a version, where the next changesets wait', { target: 'develop', pending: ['new.md'] }],
    ['leaves the version to a later one', { target: 'develop', version: '0.1.0', pending: ['new.md'] }],
    ['makes a prerelease', { version: '0.2.0-next.0', changelog: '\n## 0.2.0-next.0\n' }],
  ])('passes if it %s', (_, change) => {
    expect(versionProblem({ ...raised, ...change })).toBeNull()
  })

  it.each([
    [
      'goes to main without a new version',
      { version: '0.1.0' },
      'Expected a merge request to main to raise the version, but it is still 0.1.0. Run `npm run changeset:version`.',
    ],
    [
      'has no entry of the changelog',
      { changelog: '## 0.1.10\n' },
      '0.1.1 in package.json was not made by `npm run changeset:version`: CHANGELOG.md has no entry for it.',
    ],
    [
      'leaves changesets over',
      { pending: ['new.md'] },
      '0.1.1 in package.json was not made by `npm run changeset:version`: it would have used up new.md.',
    ],
    [
      'lowers the version',
      { version: '0.0.9' },
      '0.0.9 in package.json was not made by `npm run changeset:version`: it is not above 0.1.0.',
    ],
    [
      'has a version that is none',
      { version: 'next' },
      'next in package.json was not made by `npm run changeset:version`: it is not above 0.1.0.',
    ],
  ])('fails if it %s', (_, change, problem) => {
    expect(versionProblem({ ...raised, ...change })).toBe(problem)
  })
})
