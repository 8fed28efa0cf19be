import { describe, expect, it } from 'vitest'
import { median, quantile, quietP95 } from '../../../bench/statistics.js'

describe('a quantile', () => {
  it.each([
    [0.5, 50],
    [0.95, 95],
    [1, 100],
    [0, 1],
  ])('of 1 to 100 at %s is %s', (share, expected) => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index)
    expect(quantile(values, share)).toBe(expected)
  })

  it('of nothing is refused', () => {
    expect(() => median([])).toThrow('Expected values to take a quantile of but received none.')
  })

  it('leaves the values in their order', () => {
    const values = [3, 1, 2]
    median(values)
    expect(values).toEqual([3, 1, 2])
  })
})

describe('the 95th percentile of the quietest hundred', () => {
  const hundred = (slow: number) => Array.from({ length: 100 }, (_, index) => (index < slow ? 9 : 1))

  it('is not raised by a neighbour who disturbs the other hundreds', () => {
    expect(quietP95([...hundred(50), ...hundred(0), ...hundred(100)])).toBe(1)
  })

  it('is raised by what happens in every hundred', () => {
    expect(quietP95([...hundred(6), ...hundred(6)])).toBe(9)
  })

  it('takes fewer than a hundred as they are', () => {
    expect(quietP95([1, 2, 3])).toBe(3)
  })
})
