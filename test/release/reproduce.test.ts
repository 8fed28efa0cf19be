import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { linkTree, removeFolder, temporaryFolder, writeFiles } from '../helpers/folders.js'
import { execOrThrow, repository } from '../helpers/run.js'
import { type Registry, startRegistry } from '../registry/registry.js'
import { jobAt, runScript } from './scripts.js'

const base = temporaryFolder()
const clone = join(base, 'clone')
const commit = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: repository }).toString().trim()
let published: string
let registry: Registry

/** Packs the commit that is checked out here. */
beforeAll(async () => {
  await execOrThrow('git', ['clone', '--quiet', repository, clone], { cwd: base })
  await execOrThrow('git', ['checkout', '--quiet', '--detach', commit], { cwd: clone })
  linkTree(join(repository, 'node_modules'), join(clone, 'node_modules'))
  const pack = ['--import', 'tsx', 'scripts/pack.ts', '--out', join(base, 'out')]
  await execOrThrow(process.execPath, pack, { cwd: clone, env: { CI_COMMIT_SHA: undefined } })
  published = join(base, 'out', readdirSync(join(base, 'out')).find((file) => file.endsWith('.tgz'))!)
  registry = await startRegistry()
})
afterAll(async () => {
  await registry.close()
  removeFolder(base)
})

/** The published package with some of its files replaced, in a tarball of its own. */
async function tampered(files: Record<string, string>): Promise<string> {
  const folder = temporaryFolder()
  await execOrThrow('tar', ['-xpzf', published, '-C', folder], { cwd: folder })
  writeFiles(join(folder, 'package'), files)
  const tarball = join(base, 'tampered.tgz')
  await execOrThrow('tar', ['-czf', tarball, '-C', folder, 'package'], { cwd: folder })
  removeFolder(folder)
  return tarball
}

// A commit's own packages are installed for it, which takes its time.
describe('a published version', { timeout: 600_000 }, () => {
  it('is reproduced from its commit, downloaded from the registry', async () => {
    const { version } = JSON.parse(
      (await execOrThrow('tar', ['-xzOf', published, 'package/package.json'], { cwd: base })).stdout,
    )
    const home = temporaryFolder({ '.npmrc': registry.npmrc('project', registry.tokens.write) })
    await execOrThrow('npm', ['publish', published], { cwd: home })
    removeFolder(home)
    const env = jobAt(registry, { CI_JOB_TOKEN: undefined, NPM_TOKEN: registry.tokens.read })
    const result = await runScript('reproduce', [`@team/mnist-model@${version}`, '--commit', commit], env)
    expect(result, result.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining('have the same SHA-256') })
  })

  it('that was tampered with is not reproduced, and the files are named', async () => {
    const tarball = await tampered({ 'bin/mnist-predict.cjs': '// evil', 'dist/extra.js': '// more' })
    const result = await runScript('reproduce', [tarball, '--commit', commit], {})
    expect(result).toMatchObject({ code: 1, stdout: '' })
    expect(result.stderr.trim().split('\n').slice(1)).toEqual([
      'other bytes: package/bin/mnist-predict.cjs',
      'only in the tarball: package/dist/extra.js',
    ])
  })
})

it.each([
  ['no commit', ['x.tgz'], 'Expected NAME@VERSION or a tarball, and --commit REF.'],
  ['an unknown commit', ['x.tgz', '--commit', 'nowhere'], 'git rev-parse --verify nowhere^{commit} ended with 128'],
  ['a missing file', ['x.tgz', '--commit', 'HEAD'], 'Expected NAME@VERSION or a tarball but found no file x.tgz.'],
])('%s is refused', async (_, args, message) => {
  const result = await runScript('reproduce', args, {})
  expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining(message) })
})

it('a dry run compares nothing', async () => {
  const result = await runScript('reproduce', [published, '--commit', 'HEAD', '--dry-run'], {})
  expect(result).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^would pack [0-9a-f]{40} in a temporary folder/),
  })
})
