import { expect, it } from 'vitest'
import { labelOf } from '../../../src/evaluate/labels.js'

it.each([
  ['0', 0],
  ['9', 9],
  ['10', null],
  ['07', null],
  ['letters', null],
  ['', null],
])('The label of a folder named "%s" is %s', (folder, label) => {
  expect(labelOf(folder)).toBe(label)
})
