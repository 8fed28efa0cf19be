import { describe, expect, it, vi } from 'vitest'
import { inNaturalOrder, inPathOrder, sorted } from '../../../src/cli/order.js'

describe('Names', () => {
  it('are in natural order', () => {
    expect(['10.png', '9.png', 'b', 'a'].sort(inNaturalOrder)).toEqual(['9.png', '10.png', 'a', 'b'])
  })

  it('that compare as equal have a fixed order', () => {
    const names = ['1.png', '01.png', '001.png']
    expect(names.toSorted(inNaturalOrder)).toEqual(['001.png', '01.png', '1.png'])
    expect(names.toReversed().sort(inNaturalOrder)).toEqual(['001.png', '01.png', '1.png'])
  })
})

describe('Paths', () => {
  it('are ordered folder by folder', () => {
    const paths = ['a b/1.png', 'a/10.png', 'a/9/x.png', 'a', 'a/9.png']
    expect(paths.sort(inPathOrder)).toEqual(['a', 'a/9/x.png', 'a/9.png', 'a/10.png', 'a b/1.png'])
  })
})

describe('Many names', () => {
  // 7 and 10,007 have no common divisor: every number once, in a wild order.
  const names = Array.from({ length: 10_007 }, (_, index) => `${(index * 7) % 10_007}.png`)

  it('are sorted like few', async () => {
    const { signal } = new AbortController()
    expect(await sorted(names, inNaturalOrder, signal)).toEqual(names.toSorted(inNaturalOrder))
    expect(await sorted([], inNaturalOrder, signal)).toEqual([])
  })

  it('are not sorted to the end after an interrupt', async () => {
    // A clock by which every comparison takes too long.
    let now = 0
    vi.spyOn(performance, 'now').mockImplementation(() => (now += 1000))
    const stop = new AbortController()
    setImmediate(() => stop.abort())
    const compare = vi.fn(inNaturalOrder)
    await sorted(names, compare, stop.signal)
    vi.restoreAllMocks()
    expect(compare.mock.calls.length).toBeLessThan(names.length * 2)
  })
})
