import { describe, expect, it } from 'vitest'
import { runToEnd } from '../../../src/preprocess/index.js'
import { findLine } from '../../../src/preprocess/line-of-digits.js'
import { paint } from '../../helpers/images.js'

type Box = readonly [left: number, top: number, right: number, bottom: number]

/** Black boxes on white paper. */
function boxes(width: number, height: number, ...ink: Box[]) {
  return paint(width, height, (x, y) => {
    return ink.some(([left, top, right, bottom]) => x >= left && x < right && y >= top && y < bottom) ? 10 : 245
  })
}

const find = (...ink: Box[]) => runToEnd(findLine(boxes(240, 120, ...ink)))

describe('the marks on a line', () => {
  it('are found from left to right, each with its box', () => {
    const { marks, candidates, rejection } = find([150, 30, 158, 90], [50, 30, 58, 90], [100, 30, 108, 90])
    expect({ marks, rejection }).toEqual({ marks: 3, rejection: null })
    const lefts = candidates.slice(0, 3).map(({ box }) => box.left)
    for (const [i, left] of [50, 100, 150].entries()) expect(Math.abs(lefts[i]! - left)).toBeLessThanOrEqual(2)
  })

  it('are followed along a line that rises', () => {
    expect(find([40, 50, 48, 100], [100, 35, 108, 85], [160, 20, 168, 70])).toMatchObject({ marks: 3, rejection: null })
  })

  it('include the bar above a mark, as that of a 5', () => {
    const { marks, candidates } = find([50, 40, 58, 90], [52, 28, 80, 34], [140, 30, 148, 90])
    expect(marks).toBe(2)
    expect(candidates[0]!.box.top).toBeLessThan(32)
  })

  it('include those on the frame of a picture that was cropped to its number', () => {
    const cropped = boxes(120, 60, [0, 0, 8, 60], [40, 5, 48, 60], [112, 0, 120, 55])
    expect(runToEnd(findLine(cropped))).toMatchObject({ marks: 3, rejection: null })
  })

  it('do not include a low stroke along the frame', () => {
    expect(find([0, 20, 6, 70], [50, 30, 58, 90], [120, 30, 128, 90]).marks).toBe(2)
  })

  it('do not include a point', () => {
    expect(find([50, 30, 58, 90], [80, 84, 86, 90], [120, 30, 128, 90])).toMatchObject({ marks: 2, rejection: null })
  })

  it('are also joined in pairs that may be a broken 4', () => {
    const near = find([50, 30, 58, 90], [66, 30, 74, 90])
    expect(near.candidates.map(({ from, to, isJoined }) => [from, to, isJoined])).toEqual([
      [0, 1, false],
      [1, 2, false],
      [0, 2, true],
    ])
    expect(find([50, 30, 58, 90], [140, 30, 148, 90]).candidates).toHaveLength(2)
  })
})

describe('a picture is rejected', () => {
  it('as blank if there is no ink', () => {
    expect(find()).toMatchObject({ marks: 0, candidates: [], rejection: 'blank' })
  })

  it('as several marks if there are two lines', () => {
    expect(find([60, 10, 66, 50], [120, 10, 126, 50], [60, 70, 66, 110], [120, 70, 126, 110]).rejection).toBe(
      'several-marks',
    )
  })

  it('as several marks if there are more than 40 of them, and only so many are read', () => {
    const ink = Array.from({ length: 50 }, (_, i): Box => [10 + 14 * i, 20, 14 + 14 * i, 50])
    const { marks, rejection } = runToEnd(findLine(boxes(720, 70, ...ink)))
    expect({ marks, rejection }).toEqual({ marks: 40, rejection: 'several-marks' })
  })
})

describe('a mark that may be several digits', () => {
  const ink: Box[] = [
    [60, 30, 68, 90],
    [68, 56, 110, 62],
    [110, 30, 118, 90],
  ]

  it('is cut into parts that lead from its left end to its right end', () => {
    const parts = runToEnd(find(...ink).cut(0))
    expect(parts.some(({ from }) => from === 0)).toBe(true)
    expect(parts.some(({ to }) => to === 1)).toBe(true)
    expect(parts.every(({ from, to }) => from < to && to - from < 1)).toBe(true)
  })

  it('has ink at each cut', () => {
    const parts = runToEnd(find(...ink).cut(0))
    expect(parts.filter(({ from, cutInk }) => from > 0 !== cutInk > 0)).toEqual([])
  })

  it('is not cut if it is narrow', () => {
    expect(runToEnd(find([60, 30, 70, 90]).cut(0))).toEqual([])
  })
})

it('a blank page has nothing to cut', () => {
  expect(runToEnd(find().cut(0))).toEqual([])
})
