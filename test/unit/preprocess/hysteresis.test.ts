import { expect, test } from 'vitest'
import { hysteresis } from '../../../src/preprocess/hysteresis.js'
import { bytes, rowsOf } from '../../helpers/images.js'

test('weak pixels remain if they are connected to a strong one', () => {
  const levels = bytes([0, 0, 0, 0, 0, 0], [0, 2, 1, 1, 0, 1], [0, 0, 0, 1, 0, 1], [1, 0, 0, 0, 0, 0])
  expect(rowsOf(hysteresis(levels))).toEqual(['......', '.###..', '...#..', '......'])
})

test('the end of a row is not connected to the beginning of the next', () => {
  expect(rowsOf(hysteresis(bytes([0, 0, 2], [1, 0, 0])))).toEqual(['..#', '...'])
})

test('a diagonal neighbour is not connected', () => {
  expect(rowsOf(hysteresis(bytes([2, 0], [0, 1])))).toEqual(['#.', '..'])
})
