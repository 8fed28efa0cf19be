import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Packed, writePacked } from '../../scripts/release/packed.js'
import { removeFolder } from '../helpers/folders.js'
import { type GitLabApi, type GitLabApiOptions, startGitLabApi } from '../helpers/gitlab-api.js'
import { execOrThrow, type Result } from '../helpers/run.js'
import { type Registry, startRegistry } from '../registry/registry.js'
import { jobAt, runScript } from './scripts.js'
import { COMMIT, NAME, packStandIn, publishStandIn } from './stand-in.js'

const OTHER = 'beef'.padEnd(40, '0')
const FILES = ['release.json', 'team-mnist-model-0.1.0.tgz.sha256', 'sbom.cdx.json']

let registry: Registry
let gitlab: GitLabApi
let out: string
let packed: Packed
let folder: string

beforeAll(async () => {
  registry = await startRegistry()
  const standIn = await packStandIn({ version: '0.1.0' })
  out = standIn.out
  packed = standIn.packed
  folder = standIn.folder
  await publishStandIn(standIn, registry)
})
beforeEach(() => start())
afterEach(async () => {
  await gitlab.close()
  writePacked(out, packed)
})
afterAll(async () => {
  await registry.close()
  removeFolder(folder)
})

async function start(options?: GitLabApiOptions): Promise<void> {
  gitlab = await startGitLabApi(registry.url, registry.tokens.write, options)
}

function release(changes: Record<string, string | undefined> = {}, ...flags: string[]): Promise<Result> {
  const env = jobAt(registry, { CI_API_V4_URL: `${gitlab.url}/api/v4`, ...changes })
  return runScript('release', ['--out', out, ...flags], env)
}

/** As if a later commit, which changes nothing of what ships, had packed these bytes. */
function packedFrom(commit: string): void {
  writePacked(out, { ...packed, commit })
}

const outcome = () => readFileSync(join(out, 'released.env'), 'utf8')
const written = () => gitlab.requests.filter(({ method }) => method !== 'GET').length

describe('a release', () => {
  it('tags the commit, describes the model and links the files', async () => {
    const result = await release()
    expect(result, result.stderr).toMatchObject({ code: 0 })
    const { description, assets } = gitlab.releases.get('v0.1.0')!
    expect(gitlab.tags.get('v0.1.0')).toBe(COMMIT)
    expect(description).toContain('- 433c23c: The first version.')
    expect(description).toContain('| MNIST test | 10000 | 99.61 % |')
    expect(description).toContain(`SHA-256 \`${packed.sha256}\``)
    expect(assets.links.map(({ name }) => name)).toEqual(FILES)
    expect(outcome()).toBe('RELEASED=created\n')
  })

  it('has a checksum file that sha256sum accepts', async () => {
    await release()
    const checksums = gitlab.files.get('mnist-model/0.1.0/team-mnist-model-0.1.0.tgz.sha256')!
    const { stdout } = await execOrThrow('sha256sum', ['--check', '-'], { cwd: out, input: new Uint8Array(checksums) })
    expect(stdout).toBe('team-mnist-model-0.1.0.tgz: OK\n')
  })

  it('has nothing to do the second time', async () => {
    await release()
    const before = written()
    const again = await release()
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing to do') })
    expect(written()).toBe(before)
    expect(outcome()).toBe('RELEASED=existing\n')
  })

  it('is not changed by a later commit that packs the same bytes', async () => {
    await release()
    packedFrom(OTHER)
    const again = await release()
    expect(again, again.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing to do') })
    expect(gitlab.tags.get('v0.1.0')).toBe(COMMIT)
  })

  it('is completed if a run was stopped after the uploads', async () => {
    gitlab.failNext('POST', false)
    const stopped = await release({ RETRIES: '0' })
    packedFrom(OTHER)
    const again = await release()
    expect(stopped).toMatchObject({ code: 1, stderr: expect.stringContaining('last with status 502') })
    expect(again, again.stderr).toMatchObject({ code: 0 })
    expect(gitlab.tags.get('v0.1.0')).toBe(COMMIT)
  })

  it('is found if the response to its creation was lost', async () => {
    gitlab.failNext('POST', true)
    const result = await release()
    expect(result, result.stderr).toMatchObject({ code: 0 })
    expect(gitlab.releases.size).toBe(1)
  })

  it('gets the links that are missing', async () => {
    await release()
    gitlab.releases.get('v0.1.0')!.assets.links.pop()
    const again = await release()
    expect(again, again.stderr).toMatchObject({ code: 0 })
    expect(gitlab.releases.get('v0.1.0')!.assets.links.map(({ name }) => name)).toEqual(FILES)
  })
})

describe('a tag at another commit', () => {
  it('fails, and is not moved', async () => {
    gitlab.tags.set('v0.1.0', OTHER)
    const result = await release()
    expect(result).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`Expected the tag v0.1.0 at ${COMMIT}, from which this version was published`),
    })
    expect([written(), gitlab.tags.get('v0.1.0')]).toEqual([0, OTHER])
  })

  it('fails even if the job may not read tags', async () => {
    await gitlab.close()
    await start({ tagsReadable: false })
    gitlab.tags.set('v0.1.0', OTHER)
    const result = await release()
    expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining(`but it points to ${OTHER}`) })
  })
})

it('needs no permission to read tags if there is none', async () => {
  await gitlab.close()
  await start({ tagsReadable: false })
  const result = await release()
  expect(result, result.stderr).toMatchObject({ code: 0 })
})

it('gives a remedy for a wrong token, without the token', async () => {
  const result = await release({ CI_JOB_TOKEN: 'guessed' })
  expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining('The token is wrong, expired or revoked') })
  expect(result.stderr).not.toContain('guessed')
})

it('does not release a version that the registry does not have', async () => {
  const other = await packStandIn({ version: '0.2.0' })
  const env = jobAt(registry, { CI_API_V4_URL: `${gitlab.url}/api/v4` })
  const result = await runScript('release', ['--out', other.out], env)
  removeFolder(other.folder)
  expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining(`Expected ${NAME}@0.2.0 in the registry`) })
  expect(written()).toBe(0)
})

it('writes nothing on a dry run', async () => {
  const result = await release({}, '--dry-run')
  expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining('would release v0.1.0') })
  expect(written()).toBe(0)
})
