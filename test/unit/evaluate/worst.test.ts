import { describe, expect, it } from 'vitest'
import { Worst } from '../../../src/evaluate/worst.js'

describe('The worst', () => {
  it('are in order, with the earlier of two equal ones first, and limited in number', () => {
    const worst = new Worst<string>(3, (text) => text.length)
    for (const text of ['a', 'bbb', 'cc', 'ddd', 'e']) worst.add(text)
    expect(worst.items).toEqual(['bbb', 'ddd', 'cc'])
    expect(worst.count).toBe(5)
  })

  it('are counted if none is kept', () => {
    const worst = new Worst<string>(0, (text) => text.length)
    worst.add('a')
    expect(worst).toMatchObject({ count: 1, items: [] })
  })
})
