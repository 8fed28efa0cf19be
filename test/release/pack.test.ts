import { execFileSync } from 'node:child_process'
import { hash } from 'node:crypto'
import { chmodSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Packed } from '../../scripts/release/packed.js'
import type { Sbom } from '../../scripts/release/sbom.js'
import { filesIn, linkTree, removeFolder, temporaryFolder, writeFiles } from '../helpers/folders.js'
import { execOrThrow, type Result, repository, run } from '../helpers/run.js'

const commit = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: repository }).toString().trim()
const base = temporaryFolder()

/** A clone of the commit that is checked out here, with its packages linked. */
async function clone(name: string): Promise<string> {
  const folder = join(base, name)
  await execOrThrow('git', ['clone', '--quiet', repository, folder], { cwd: base })
  await execOrThrow('git', ['checkout', '--quiet', '--detach', commit], { cwd: folder })
  linkTree(join(repository, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

function pack(folder: string, ...flags: string[]): Promise<Result> {
  const env = { CI_COMMIT_SHA: undefined }
  return run(process.execPath, ['--import', 'tsx', 'scripts/pack.ts', ...flags], { cwd: folder, env })
}

const json = <T>(folder: string, file: string) => JSON.parse(readFileSync(join(folder, 'out', file), 'utf8')) as T

afterAll(() => removeFolder(base))

describe('two clones of one commit', () => {
  let first: string
  let second: string

  beforeAll(async () => {
    first = await clone('first')
    // A folder, and a umask, that somebody may have.
    second = await clone('a #b%20')
    for (const path of ['README.md', 'model/mnist.onnx']) chmodSync(join(second, path), 0o600)
    for (const folder of [first, second]) {
      const { code, stderr } = await pack(folder)
      expect({ code, stderr }).toMatchObject({ code: 0 })
    }
  })

  it('give the same bytes in every file', () => {
    const digests = [first, second].map((folder) => {
      const out = join(folder, 'out')
      return readdirSync(out).map((file) => `${file} ${hash('sha256', readFileSync(join(out, file)))}`)
    })
    expect(digests[0]).toHaveLength(5)
    expect(digests[1]).toEqual(digests[0])
  })

  it('change no file that git tracks', async () => {
    const { stdout } = await execOrThrow('git', ['status', '--porcelain'], { cwd: first })
    expect(stdout).toBe('')
  })

  it('record what was packed', async () => {
    const packed = json<Packed>(first, 'release.json')
    const bytes = readFileSync(join(first, 'out', packed.tarball))
    const { sha256, version } = JSON.parse(readFileSync(join(first, 'model/manifest.json'), 'utf8'))
    expect(packed).toMatchObject({ commit, sha256: hash('sha256', bytes), shasum: hash('sha1', bytes) })
    expect(packed.model).toEqual({ version, sha256 })
    await execOrThrow('sha256sum', ['--check', `${packed.tarball}.sha256`], { cwd: join(first, 'out') })
  })

  it('list in the SBOM what users get: dependencies, bundled code and the model', () => {
    const sbom = json<Sbom>(first, 'sbom.cdx.json')
    const names = sbom.components.map(({ name }) => name)
    expect(names).toEqual(
      expect.arrayContaining(['sharp', 'detect-libc', 'semver', 'yargs', 'assemblyscript', 'mnist']),
    )
    expect(names.filter((name) => name === 'vitest' || name.startsWith('onnxruntime'))).toEqual([])
    const refs = new Set([sbom.metadata.component, ...sbom.components].map((each) => each['bom-ref']))
    const unknown = sbom.dependencies.flatMap(({ dependsOn = [] }) => dependsOn).filter((ref) => !refs.has(ref))
    expect(unknown).toEqual([])
  })

  it('contain no path of the machine', async () => {
    const folder = temporaryFolder()
    await execOrThrow('tar', ['-xzf', join(second, 'out', json<Packed>(second, 'release.json').tarball)], {
      cwd: folder,
    })
    const leaky = filesIn(folder).filter((file) => readFileSync(join(folder, file)).includes(base))
    removeFolder(folder)
    expect(leaky).toEqual([])
  })
})

describe('packing', () => {
  let folder: string
  beforeAll(async () => {
    folder = await clone('refused')
  })

  it('refuses a working tree that differs from its commit', async () => {
    writeFiles(folder, { LICENSE: 'none' })
    const { code, stderr } = await pack(folder)
    await execOrThrow('git', ['checkout', '--quiet', 'LICENSE'], { cwd: folder })
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('M LICENSE') })
  })

  it('refuses another commit than that of the job', async () => {
    const other = '0'.repeat(40)
    const args = ['--import', 'tsx', 'scripts/pack.ts']
    const { code, stderr } = await run(process.execPath, args, { cwd: folder, env: { CI_COMMIT_SHA: other } })
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining(`but ${commit} is checked out`) })
  })

  it('writes nothing on a dry run', async () => {
    const { code, stdout } = await pack(folder, '--dry-run')
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('would pack @team/mnist-model@'),
    })
    expect(readdirSync(folder)).not.toContain('out')
  })
})
