import { describe, expect, it } from 'vitest'
import { acceptingAtLeast } from '../../../src/evaluate/operating-point.js'

describe('A threshold', () => {
  const digits = Array.from({ length: 20 }, (_, index) => (index + 1) / 20)

  it('is the highest that accepts enough digits, with the negatives that it accepts', () => {
    const point = acceptingAtLeast(0.95, digits, [0.01, 0.09, 0.1, 0.9])
    expect(point).toMatchObject({
      threshold: 0.1,
      trueAccepts: { count: 19, n: 20 },
      falseAccepts: { count: 2, n: 4 },
    })
  })

  it('does not exist if too many digits are rejected before it', () => {
    const point = acceptingAtLeast(0.95, [null, ...digits.slice(1)], [null, 1])
    expect(point).toMatchObject({ threshold: 0.1, falseAccepts: { count: 1, n: 2 } })
    expect(acceptingAtLeast(0.95, [null, null, ...digits.slice(2)], [0.5])).toBeNull()
  })
})
