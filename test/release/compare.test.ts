import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { compare } from '../../scripts/release/archive.js'
import { removeFolder, temporaryFolder, writeFiles } from '../helpers/folders.js'
import { execOrThrow } from '../helpers/run.js'

let folders: string[] = []
afterEach(() => {
  folders.forEach(removeFolder)
  folders = []
})

/** A tarball of these files, with a mode for `package/a` and a strength of compression. */
async function tarball(files: Record<string, string>, mode = 0o644, strength = 9): Promise<string> {
  const folder = temporaryFolder(files)
  folders.push(folder)
  chmodSync(join(folder, 'package/a'), mode)
  writeFiles(folder, { 'list.txt': Object.keys(files).join('\n') })
  const args = ['--mtime=@0', '--owner=0', '--group=0', '-I', `gzip -n${strength}`, '-cf', 'x.tgz', '-T', 'list.txt']
  await execOrThrow('tar', args, { cwd: folder })
  return join(folder, 'x.tgz')
}

const text = 'abcabcabd'.repeat(500)

describe('two tarballs', () => {
  it('are the same if they have the same bytes', async () => {
    const comparison = await compare(await tarball({ 'package/a': text }), await tarball({ 'package/a': text }))
    expect(comparison).toEqual({ kind: 'same', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) })
  })

  it('may have the same files in another compression', async () => {
    const weak = await tarball({ 'package/a': text }, 0o644, 1)
    expect(await compare(weak, await tarball({ 'package/a': text }))).toEqual({ kind: 'recompressed' })
  })

  it.each([
    ['bytes', { 'package/a': 'other' }, 0o644, ['other bytes: package/a']],
    ['a mode', { 'package/a': text }, 0o755, ['other file mode: package/a']],
    ['a file more', { 'package/a': text, 'package/b': '' }, 0o644, ['only in the tarball: package/b']],
    ['a file beside the package', { 'package/a': text, 'other/b': '' }, 0o644, ['only in the tarball: other/b']],
  ])('differ in %s', async (_, files: Record<string, string>, mode, expected) => {
    const comparison = await compare(await tarball(files, mode), await tarball({ 'package/a': text }))
    expect(comparison).toEqual({ kind: 'different', files: expected })
  })
})
