import { describe, expect, it } from 'vitest'
import { Worst } from '../../../src/evaluate/worst.js'

describe('The worst', () => {
  it('stand in order, the earlier first of two that are equally bad, and no more of them than asked for', () => {
    const worst = new Worst<string>(3, (text) => text.length)
    for (const text of ['a', 'bbb', 'cc', 'ddd', 'e']) worst.add(text)
    expect(worst.items).toEqual(['bbb', 'ddd', 'cc'])
    expect(worst.count).toBe(5)
  })

  it('are only counted if none is to be kept', () => {
    const worst = new Worst<string>(0, (text) => text.length)
    worst.add('a')
    expect(worst).toMatchObject({ count: 1, items: [] })
  })
})
