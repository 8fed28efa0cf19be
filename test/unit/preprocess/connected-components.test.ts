import { describe, expect, test } from 'vitest'
import { labelComponents } from '../../../src/preprocess/connected-components.js'
import { mask, toFloats } from '../../helpers/images.js'

const picture = mask('.......', '.###...', '.###.#.', '.###...', '......#')
const contrast = toFloats(picture, 0.5)
const { components, labels } = labelComponents(picture, contrast)

test('every component has a label, in the order in which they begin', () => {
  expect(Array.from(labels.data, String).join('').replace(/.{7}/g, '$& ').trim()).toBe(
    '0000000 0111000 0111020 0111000 0000003',
  )
})

test('diagonal neighbours are connected', () => {
  const diagonal = mask('#..', '.#.', '..#')
  expect(labelComponents(diagonal, toFloats(diagonal)).components).toHaveLength(1)
})

test('the end of a row is not connected to the beginning of the next', () => {
  const apart = mask('...#', '#...')
  expect(labelComponents(apart, toFloats(apart)).components).toHaveLength(2)
})

describe('a component is measured', () => {
  test('by box, area, outline, mass, peak and centre', () => {
    expect(components[0]).toEqual({
      label: 1,
      box: { left: 1, top: 1, right: 4, bottom: 4 },
      area: 9,
      outline: 8,
      mass: 4.5,
      peak: 0.5,
      x: 2.5,
      y: 2.5,
      onFrame: 0,
    })
  })

  test('by its pixels on the frame', () => {
    expect(components.map(({ onFrame }) => onFrame)).toEqual([0, 0, 1])
  })

  test('with the centre where its contrast is', () => {
    const line = mask('...', '###', '...')
    const fading = { ...toFloats(line), data: Float32Array.of(0, 0, 0, 0.25, 0.25, 0.5, 0, 0, 0) }
    expect(labelComponents(line, fading).components[0]).toMatchObject({ x: 1.75, y: 1.5, peak: 0.5, mass: 1 })
  })
})

test('an empty mask has no components', () => {
  const empty = mask('...', '...')
  expect(labelComponents(empty, toFloats(empty)).components).toEqual([])
})
