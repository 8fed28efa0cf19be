import { describe, expect, it } from 'vitest'
import { chooseDigits, mayBeSeveral } from '../../src/number.js'
import type { Candidate } from '../../src/preprocess/line-of-digits.js'
import type { Inference } from '../../src/types.js'

type Read = readonly [Candidate, Inference]

/** A candidate that the network takes for `digit`. */
function read(from: number, to: number, digit: number, score = 0.99, changes: Partial<Candidate> = {}): Read {
  const box = { left: 10 * from, top: 1, right: 10 * to, bottom: 9 }
  const candidate = { from, to, box, raster: new Uint8Array(784), cutInk: 0, isJoined: false, ...changes }
  return [candidate, { probabilities: Float32Array.from({ length: 10 }, (_, i) => (i === digit ? 0.91 : 0.01)), score }]
}

const choose = (marks: number, ...all: Read[]) =>
  chooseDigits(marks, all, null, 0.6, ({ left, top, right, bottom }) => {
    return { left, top, width: right - left, height: bottom - top }
  })

describe('the digits of a number', () => {
  it('are those of its marks, from left to right', () => {
    const number = choose(3, read(0, 1, 4), read(1, 2, 0), read(2, 3, 7))
    expect(number).toMatchObject({ text: '407', isNumber: true, rejection: null })
    expect(number.digits[1]!.box).toEqual({ left: 10, top: 1, width: 10, height: 8 })
  })

  it('have a confidence each, and the number has their product', () => {
    const { confidence, digits } = choose(2, read(0, 1, 4), read(1, 2, 0))
    expect(digits[0]!.confidence).toBeCloseTo(0.91, 5)
    expect(confidence).toBeCloseTo(0.91 ** 2, 5)
  })

  it('are the parts of a mark that does not look like one digit', () => {
    const parts = [read(0, 0.5, 1), read(0.5, 1, 2, 0.99, { cutInk: 1 })]
    expect(choose(1, read(0, 1, 8, 0.01), ...parts).text).toBe('12')
  })

  it('are not the parts of a mark that does', () => {
    const parts = [read(0, 0.5, 1), read(0.5, 1, 2, 0.99, { cutInk: 1 })]
    expect(choose(1, read(0, 1, 8, 0.9), ...parts).text).toBe('8')
  })

  it('are joined marks if these look like no digits but their union does', () => {
    expect(choose(2, read(0, 1, 1, 0.2), read(1, 2, 1, 0.2), read(0, 2, 4, 0.99, { isJoined: true })).text).toBe('4')
    expect(choose(2, read(0, 1, 1), read(1, 2, 1), read(0, 2, 4, 0.99, { isJoined: true })).text).toBe('11')
  })
})

describe('a number is rejected', () => {
  it('if its digits look less like digits than the threshold asks, on average', () => {
    expect(choose(2, read(0, 1, 4, 0.5), read(1, 2, 0, 0.65))).toMatchObject({ text: null, rejection: 'not-a-digit' })
  })

  it('if one of them does not at all, whatever the others are', () => {
    const number = choose(4, read(0, 1, 4), read(1, 2, 0), read(2, 3, 1), read(3, 4, 7, 0.15))
    expect(number).toMatchObject({ isNumber: false, rejection: 'not-a-digit', digits: { length: 4 } })
  })

  it('for the reason of preprocessing first', () => {
    const all = [read(0, 1, 4, 0.01)]
    expect(chooseDigits(1, all, 'several-marks', 0.6, () => ({ left: 0, top: 0, width: 1, height: 1 }))).toMatchObject({
      rejection: 'several-marks',
    })
  })

  it('with no digits and a confidence of 0 if the page is blank', () => {
    expect(chooseDigits(0, [], 'blank', 0.6, () => ({ left: 0, top: 0, width: 1, height: 1 }))).toEqual({
      text: null,
      isNumber: false,
      rejection: 'blank',
      confidence: 0,
      digits: [],
    })
  })
})

it('a doubtful digit between clear ones is accepted', () => {
  expect(choose(3, read(0, 1, 4), read(1, 2, 0, 0.3), read(2, 3, 7)).text).toBe('407')
})

it('only a mark that does not look like one digit may be several', () => {
  expect([read(0, 1, 4, 0.99), read(0, 1, 4, 0.3)].map(([, inference]) => mayBeSeveral(inference))).toEqual([
    false,
    true,
  ])
})
