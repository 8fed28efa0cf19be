import { describe, expect, it } from 'vitest'
import { contentsList, difference } from '../../../scripts/contents-list.js'

const read = (path: string) => Buffer.from(`content of ${path}`)

describe('the contents list', () => {
  it('gives size and SHA-256 of a file that is the same in every build', () => {
    expect(contentsList(['LICENSE'], read)).toContain(
      '| LICENSE | the licence of this package | 18 | 80a93450db993e7730ac0ba1b31bd86686bf14bc8069eee61920261c4a934f4e |',
    )
  })

  it('gives neither size nor hash of a file that changes with the build', () => {
    expect(contentsList(['dist/index.js'], read)).toContain('| dist/index.js | the library, ES module |  |  |')
  })

  it('does not depend on the order of the files', () => {
    expect(contentsList(['README.md', 'LICENSE'], read)).toBe(contentsList(['LICENSE', 'README.md'], read))
  })

  it('refuses a file without a stated purpose', () => {
    expect(() => contentsList(['.npmrc'], read)).toThrow(
      'Expected a file with a known purpose in the package but found .npmrc. ' +
        'Keep it out with "files" in package.json, or add its purpose to scripts/contents-list.ts.',
    )
  })
})

describe('the difference of two lists', () => {
  it('is empty if they are equal', () => {
    expect(difference('a\nb\n', 'a\nb\n')).toEqual([])
  })

  it('names the lines that were removed and added', () => {
    expect(difference('a\nb\n', 'b\nc\n')).toEqual(['- a', '+ c'])
  })

  it('reports a change of order alone', () => {
    expect(difference('a\nb', 'b\na')).toEqual(['The lines are the same, in another order.'])
  })
})
