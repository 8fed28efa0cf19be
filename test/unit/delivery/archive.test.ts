import { expect, it } from 'vitest'
import { differences } from '../../../scripts/delivery/archive.js'

it('the differences of two packages name each file and how it differs', () => {
  const published = new Map([
    ['same', 'aa 644'],
    ['bytes', 'aa 644'],
    ['mode', 'aa 644'],
    ['extra', 'aa 644'],
  ])
  const rebuilt = new Map([
    ['same', 'aa 644'],
    ['bytes', 'bb 644'],
    ['mode', 'aa 755'],
    ['lacking', 'aa 644'],
  ])
  expect(differences(published, rebuilt)).toEqual([
    'other bytes: bytes',
    'only in the tarball: extra',
    'only in the commit: lacking',
    'other file mode: mode',
  ])
})
