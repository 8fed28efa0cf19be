import { expect, test } from 'vitest'
import { distanceTransform } from '../../../src/preprocess/distance-transform.js'
import { mask } from '../../helpers/images.js'

test('the distance to a single pixel is Euclidean', () => {
  const { data } = distanceTransform(mask('....', '....', '..#.'), 1)
  const expected = [0, 1, 2].flatMap((y) => [0, 1, 2, 3].map((x) => Math.fround(Math.hypot(x - 2, y - 2))))
  expect([...data]).toEqual(expected)
})

test('the distance to the nearest of several pixels agrees with a search of all', () => {
  const image = mask('#......', '.......', '.....#.', '.#.....', '......#')
  const ink = [...image.data].flatMap((value, i) => (value ? [[i % 7, Math.floor(i / 7)] as const] : []))
  const expected = Array.from(image.data, (_, i) =>
    Math.fround(Math.min(...ink.map(([x, y]) => Math.hypot((i % 7) - x, Math.floor(i / 7) - y)))),
  )
  expect([...distanceTransform(image, 1).data]).toEqual(expected)
})

test('inside a stroke the distance is that to the background', () => {
  expect([...distanceTransform(mask('.#####.'), 0).data]).toEqual([0, 1, 2, 3, 2, 1, 0])
})

test('if there is no such pixel the distance is at least the sum of both sides', () => {
  expect(Math.min(...distanceTransform(mask('...', '...'), 1).data)).toBeGreaterThanOrEqual(5)
})
