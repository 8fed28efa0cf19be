import { describe, expect, it } from 'vitest'
import { contentsList, difference } from '../../../scripts/contents-list.js'

const read = (path: string) => Buffer.from(`content of ${path}`)

describe('the contents list', () => {
  it('gives size and SHA-256 of a file that is the same in every build', () => {
    expect(contentsList(['LICENSE'], read)).toContain(
      '| LICENSE | the licence of this package | 18 | 80a93450db993e7730ac0ba1b31bd86686bf14bc8069eee61920261c4a934f4e |',
    )
  })

  it('gives neither for a file that changes with the build', () => {
    expect(contentsList(['dist/index.js'], read)).toContain('| dist/index.js | the library, ES module |  |  |')
  })

  it('lists the files in one order', () => {
    expect(contentsList(['README.md', 'LICENSE'], read)).toBe(contentsList(['LICENSE', 'README.md'], read))
  })

  it('refuses a file whose purpose nobody stated', () => {
    expect(() => contentsList(['.npmrc'], read)).toThrow(
      'Expected a file with a known purpose in the package but found .npmrc. ' +
        'Keep it out with "files" in package.json, or say in scripts/contents-list.ts what it is for.',
    )
  })
})

describe('the difference', () => {
  it('is empty for equal texts', () => {
    expect(difference('a\nb\n', 'a\nb\n')).toEqual([])
  })

  it('names what is gone and what is new', () => {
    expect(difference('a\nb\n', 'b\nc\n')).toEqual(['- a', '+ c'])
  })

  it('does not pass over another order', () => {
    expect(difference('a\nb', 'b\na')).toEqual(['The lines are the same, in another order.'])
  })
})
