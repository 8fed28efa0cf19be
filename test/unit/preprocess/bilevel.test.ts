import { describe, expect, test } from 'vitest'
import type { Image } from '../../../src/image.js'
import { segmentBilevel } from '../../../src/preprocess/bilevel.js'
import { toWorkingSize } from '../../../src/preprocess/working-size.js'
import { bytes, paint, rowsOf } from '../../helpers/images.js'

/** A picture of two levels from rows of text: `#` is ink. */
const picture = (rows: string[], ink: number, background: number) =>
  bytes(...rows.map((row) => Array.from(row, (cell) => (cell === '#' ? ink : background))))

const found = (image: Image<Uint8Array>) => segmentBilevel(toWorkingSize(image))
const invert = (image: Image<Uint8Array>) => ({ ...image, data: image.data.map((value) => 255 - value) })

const seven = [
  '########',
  '########',
  '.....##.',
  '....##..',
  '....##..',
  '...##...',
  '...##...',
  '..##....',
  '..##....',
  '.##.....',
]
const slantedOne = ['..##', '..##', '.###', '.##.', '.##.', '.##.', '.##.', '###.', '##..', '##..']
const loop = ['..####..', '.##..##.', '##....##', '##....##', '.##..##.', '..####..']
const brokenEight = [...loop, ...loop].flatMap((row) => [row, row]).toSpliced(12, 0, '........')

describe('a digit that is cropped to its ink', () => {
  test.each([
    ['a seven', seven],
    ['a slanted one, on little background', slantedOne],
    ['an eight in two pieces', brokenEight],
  ])('%s is the same in both polarities', (_, rows) => {
    const dark = found(picture(rows, 20, 230))
    const light = found(picture(rows, 235, 25))
    expect(rowsOf(light!.mask)).toEqual(rowsOf(dark!.mask))
    const ink = rows.join('').replaceAll('.', '').length / rows.join('').length
    const { data, width, height } = dark!.mask
    const share = data.reduce((sum, value) => sum + value, 0) / ((width - 4) * (height - 4))
    expect(Math.abs(share - ink)).toBeLessThan(0.12)
  })

  test('with a margin of a pixel is found as well', () => {
    const blank = '.'.repeat(10)
    const rows = [blank, ...seven.map((row) => `.${row}.`), blank]
    expect([found(picture(rows, 0, 255)), found(picture(rows, 255, 0))]).toEqual([expect.anything(), expect.anything()])
  })
})

describe('another picture is left to the other steps', () => {
  const onPage = paint(100, 100, (x, y) => (Math.abs(x - 50) < 4 && Math.abs(y - 50) < 20 ? 20 : 230))
  test.each([
    ['one level', paint(20, 20, () => 200)],
    ['two levels that hardly differ', picture(seven, 200, 210)],
    ['an even slope', paint(100, 100, (x) => 2 * x)],
    ['a digit with a margin', onPage],
    [
      'a page that is half in the soft edge of a shadow',
      paint(200, 200, (x) => 100 + 120 / (1 + Math.exp((x - 100) / 12))),
    ],
    ['squared paper', paint(200, 200, (x, y) => (x % 20 < 2 || y % 20 < 2 ? 120 : 240))],
  ])('%s', (_, image) => {
    expect([found(image), found(invert(image))]).toEqual([null, null])
  })
})
