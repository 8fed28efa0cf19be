import { describe, expect, it } from 'vitest'
import { proportion } from '../../../src/evaluate/proportion.js'

describe('A proportion', () => {
  it.each([
    // Of none the upper end is z^2 / (n + z^2), of all the lower end n / (n + z^2).
    [9948, 10_000, 0.99319, 0.99603],
    [8, 10, 0.49016, 0.94332],
    [1, 2, 0.09453, 0.90547],
    [0, 10, 0, 0.27753],
    [10, 10, 0.72247, 1],
  ])('%i of %i lies between %f and %f', (count, n, low, high) => {
    const { share, interval } = proportion(count, n)
    expect(share).toBe(count / n)
    expect(interval[0]).toBeCloseTo(low, 5)
    expect(interval[1]).toBeCloseTo(high, 5)
  })

  it.each([1, 7, 10_000])('stays between 0 and 1 if all or none of %i are counted', (n) => {
    expect(proportion(0, n).interval[0]).toBe(0)
    expect(proportion(n, n).interval[1]).toBe(1)
  })
})
