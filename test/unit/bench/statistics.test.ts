import { describe, expect, it } from 'vitest'
import { median } from '../../../bench/statistics.js'

describe('the median', () => {
  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2],
    [[7], 7],
  ])('of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected)
  })

  it('of no values is refused', () => {
    expect(() => median([])).toThrow('Expected values to take the median of but received none.')
  })

  it('does not reorder the values', () => {
    const values = [3, 1, 2]
    median(values)
    expect(values).toEqual([3, 1, 2])
  })
})
