import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { changelogEntry, sentences } from '../../../../scripts/release/changelog.js'
import { repository } from '../../../helpers/run.js'

const changelog = '# name\n\n## 0.1.1\n\n### Patch Changes\n\n- 433c23c: Second.\n  More.\n\n## 0.1.0\n\n- First.\n'

describe('the changelog entry', () => {
  it('is the text below its version', () => {
    expect(changelogEntry(changelog, '0.1.1')).toBe('### Patch Changes\n\n- 433c23c: Second.\n  More.')
  })

  it('may be the last one', () => {
    expect(changelogEntry(changelog, '0.1.0')).toBe('- First.')
  })

  it('is found in the changelog of this package', () => {
    const { version } = JSON.parse(readFileSync(`${repository}/package.json`, 'utf8'))
    expect(changelogEntry(readFileSync(`${repository}/CHANGELOG.md`, 'utf8'), version)).not.toBe('')
  })

  it.each(['0.1', '0.1.10'])('is not that of another version for %s', (version) => {
    expect(() => changelogEntry(changelog, version)).toThrow(`Expected an entry for ${version} in CHANGELOG.md`)
  })

  it('has neither headings nor commits in a message', () => {
    expect(sentences(changelogEntry(changelog, '0.1.1'))).toBe('- Second.\n  More.')
  })
})
