import { describe, expect, it } from 'vitest'
import { inNaturalOrder, inPathOrder } from '../../../src/cli/order.js'

describe('Names', () => {
  it('are ordered as people count', () => {
    expect(['10.png', '9.png', 'b', 'a'].sort(inNaturalOrder)).toEqual(['9.png', '10.png', 'a', 'b'])
  })

  it('that read the same have one order all the same', () => {
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
