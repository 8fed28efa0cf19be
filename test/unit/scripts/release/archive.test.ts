import { join } from 'node:path'
import { expect, it } from 'vitest'
import { differences, type Entry, readTarball } from '../../../../scripts/release/archive.js'
import { removeFolder, temporaryFolder } from '../../../helpers/folders.js'

const file = (text: string, mode = 0o644, type = 'File'): Entry => ({ bytes: Buffer.from(text), mode, type })

it('the differences of two packages name each file and how it differs', () => {
  const published = new Map([
    ['same', file('a')],
    ['bytes', file('a')],
    ['mode', file('a')],
    ['kind', file('')],
    ['extra', file('a')],
  ])
  const rebuilt = new Map([
    ['same', file('a')],
    ['bytes', file('b')],
    ['mode', file('a', 0o755)],
    ['kind', file('', 0o644, 'SymbolicLink /etc/passwd')],
    ['lacking', file('a')],
  ])
  expect(differences(published, rebuilt)).toEqual([
    'other bytes: bytes',
    'only in the tarball: extra',
    'other kind of file: kind',
    'only in the commit: lacking',
    'other file mode: mode',
  ])
})

it('a file that is not a tarball is refused, with its name', async () => {
  const folder = temporaryFolder({ 'x.tgz': 'no tarball' })
  const file = join(folder, 'x.tgz')
  await expect(readTarball(file)).rejects.toThrow(`Expected a tarball at ${file} but could not read it: `)
  removeFolder(folder)
})
