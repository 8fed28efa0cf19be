import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { removeFolder, writeFiles } from '../helpers/folders.js'
import { type Result, repository } from '../helpers/run.js'
import { type Registry, type RegistryOptions, startRegistry } from '../registry/registry.js'
import { jobAt, runScript } from './scripts.js'
import { NAME, packStandIn, type StandIn } from './stand-in.js'

let registry: Registry
const folders: string[] = []

beforeEach(() => start())
afterEach(() => registry.close())
afterAll(() => folders.forEach(removeFolder))

async function start(options?: RegistryOptions): Promise<void> {
  registry = await startRegistry(options)
}

/** Restarts the registry of this test with other faults. */
async function restart(options: RegistryOptions): Promise<void> {
  await registry.close()
  await start(options)
}

async function pack(standIn: StandIn): Promise<string> {
  const { out, folder } = await packStandIn(standIn)
  folders.push(folder)
  return out
}

function publish(out: string, changes: Record<string, string | undefined> = {}, ...flags: string[]): Promise<Result> {
  return runScript('publish', ['--out', out, ...flags], jobAt(registry, changes))
}

/** What everybody can see of the package: its tags, and which bytes each version has. */
async function state(): Promise<{ tags: object; versions: object }> {
  const reply = await fetch(`${registry.projectUrl}${NAME}`, {
    headers: { authorization: `Bearer ${registry.tokens.read}` },
  })
  if (reply.status === 404) return { tags: {}, versions: {} }
  const packument = (await reply.json()) as {
    'dist-tags': object
    versions: Record<string, { dist: { shasum: string } }>
  }
  const versions = Object.entries(packument.versions).map(([version, { dist }]) => [version, dist.shasum])
  return { tags: packument['dist-tags'], versions: Object.fromEntries(versions) }
}

const uploads = () => registry.requests.filter(({ method }) => method === 'PUT').length

describe('publishing', () => {
  it('uploads, verifies the bytes, installs them and moves latest', async () => {
    const result = await publish(await pack({ version: '0.1.0' }))
    expect(result, result.stderr).toMatchObject({ code: 0 })
    expect(result.stdout).toContain('verified: it installs in an empty folder, and mnist-predict reads 7')
    expect((await state()).tags).toEqual({ latest: '0.1.0' })
  })

  it('has nothing to do the second time', async () => {
    const out = await pack({ version: '0.1.0' })
    await publish(out)
    const before = await state()
    const again = await publish(out)
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing to do') })
    expect(uploads()).toBe(1)
    expect(await state()).toEqual(before)
  })

  it('reads the token from NPM_TOKEN outside of a job', async () => {
    const out = await pack({ version: '0.1.0' })
    const result = await publish(out, { CI_JOB_TOKEN: undefined, NPM_TOKEN: registry.tokens.write })
    expect(result, result.stderr).toMatchObject({ code: 0 })
  })

  it('waits for an upload that is processed later', async () => {
    await restart({ upload: 'asynchronous', uploadDelay: 2000 })
    const result = await publish(await pack({ version: '0.1.0' }))
    expect(result, result.stderr).toMatchObject({ code: 0 })
    expect((await state()).tags).toEqual({ latest: '0.1.0' })
  })

  it('fails if the installed command reads another digit', async () => {
    const result = await publish(await pack({ version: '0.1.0', answer: '3' }))
    expect(result).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Expected the installed mnist-predict to read 7 from upright-plain-pen.png'),
    })
  })
})

describe('a version that exists with other bytes', () => {
  it('fails, and leaves the registry as it was', async () => {
    await publish(await pack({ version: '0.1.0' }))
    const before = await state()
    const second = await publish(await pack({ version: '0.1.0', words: 'second' }))
    expect(second).toMatchObject({ code: 1, stderr: expect.stringContaining('the version is taken by other bytes') })
    expect(uploads()).toBe(1)
    expect(await state()).toEqual(before)
  })

  it('is detected even if the upload was accepted and processed later', async () => {
    const first = await pack({ version: '0.1.0' })
    const second = await pack({ version: '0.1.0', words: 'second' })
    // Long enough for both to look before either is judged, also on a slow machine.
    await restart({ upload: 'asynchronous', uploadDelay: 8000 })
    const results = await Promise.all([publish(first), publish(second)])
    expect(results.map(({ code }) => code).sort()).toEqual([0, 1])
    expect(registry.uploads.map(({ status }) => status)).toEqual(['published', 'error'])
  })
})

describe('a refusal has a remedy', () => {
  it.each([
    ['a wrong token', { CI_JOB_TOKEN: 'guessed' }, 'answered 401', 'The token is wrong, expired or revoked'],
    [
      'a token that may only read',
      { CI_JOB_TOKEN: 'deploy-token' },
      'answered 403',
      'Publishing needs the Developer role',
    ],
    ['a token of a stranger', { CI_JOB_TOKEN: 'token-of-a-stranger' }, 'answered 404', 'may not see it'],
    ['an unknown project', { CI_PROJECT_ID: '41' }, 'answered 404', 'Check CI_API_V4_URL and CI_PROJECT_ID'],
    ['no token', { CI_JOB_TOKEN: undefined }, 'Expected a token in CI_JOB_TOKEN', 'but found neither'],
    ['no project', { CI_PROJECT_ID: undefined }, 'in CI_PROJECT_ID', 'but found nothing'],
  ])('of %s', async (_, changes, reason, remedy) => {
    const result = await publish(await pack({ version: '0.1.0' }), changes)
    expect(result.code).toBe(1)
    expect(result.stderr).toContain(reason)
    expect(result.stderr).toContain(remedy)
    expect(await state()).toEqual({ tags: {}, versions: {} })
  })

  it('and does not contain the token', async () => {
    const results = await Promise.all(
      ['guessed', 'deploy-token', 'job-token'].map(async (token) => {
        const { stdout, stderr } = await publish(await pack({ version: '0.1.0' }), { CI_JOB_TOKEN: token })
        return { token, seen: (stdout + stderr).includes(token) }
      }),
    )
    expect(results.filter(({ seen }) => seen)).toEqual([])
  })
})

describe('a failing network', () => {
  it('retries after gateway errors of reads and uploads', async () => {
    registry.inject({ method: 'GET', answer: 502, times: 2 })
    registry.inject({ method: 'PUT', answer: 503, times: 2 })
    const result = await publish(await pack({ version: '0.1.0' }))
    expect(result, result.stderr).toMatchObject({ code: 0 })
    expect((await state()).tags).toEqual({ latest: '0.1.0' })
  })

  it('retries after a timeout', async () => {
    registry.inject({ method: 'GET', answer: 'silence' })
    registry.inject({ method: 'PUT', answer: 'silence' })
    const result = await publish(await pack({ version: '0.1.0' }), { REQUEST_SECONDS: '5' })
    expect(result, result.stderr).toMatchObject({ code: 0 })
  })

  it('gives up if the errors do not end', async () => {
    registry.inject({ method: 'GET', answer: 502, times: 100 })
    const result = await publish(await pack({ version: '0.1.0' }), { RETRIES: '2' })
    expect(result).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('failed 3 times, last with status 502'),
    })
    expect(uploads()).toBe(0)
  })

  it('gives up if no upload arrives', async () => {
    registry.inject({ method: 'PUT', answer: 502, times: 100 })
    const result = await publish(await pack({ version: '0.1.0' }), { RETRIES: '1' })
    expect(result).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('npm publish failed and the registry is as before'),
    })
    expect(await state()).toEqual({ tags: {}, versions: {} })
  })

  it('finds an upload whose response was lost', async () => {
    registry.inject({ method: 'PUT', answer: 502, carriedOut: true })
    const result = await publish(await pack({ version: '0.1.0' }))
    expect(result, result.stderr).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('the registry has this very tarball'),
    })
    expect(uploads()).toBe(1)
  })

  it('fails if the registry loses the upload', async () => {
    await restart({ upload: 'swallowed' })
    const result = await publish(await pack({ version: '0.1.0' }), { VERIFY_SECONDS: '1' })
    expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining('within 1 seconds (VERIFY_SECONDS)') })
    expect(await state()).toEqual({ tags: {}, versions: {} })
  })

  it('continues after it was killed between upload and verification', async () => {
    const out = await pack({ version: '0.1.0' })
    await restart({ upload: 'asynchronous', uploadDelay: 3000 })
    const args = ['--import', 'tsx', join(repository, 'scripts/publish.ts'), '--out', out]
    const job = spawn(process.execPath, args, { cwd: repository, env: { ...process.env, ...jobAt(registry) } })
    await vi.waitUntil(() => registry.uploads.length === 1, { timeout: 60_000 })
    job.kill('SIGKILL')
    await registry.settled()
    const again = await publish(out)
    expect(again, again.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing to do') })
    expect(registry.uploads.map(({ status }) => status)).toEqual(['published'])
  })

  it('succeeds if the run after a killed one does not wait for the processing', async () => {
    const out = await pack({ version: '0.1.0' })
    await restart({ upload: 'asynchronous', uploadDelay: 8000 })
    const stopped = await publish(out, { VERIFY_SECONDS: '0' })
    const again = await publish(out)
    await registry.settled()
    expect(stopped.code).toBe(1)
    expect(again, again.stderr).toMatchObject({ code: 0 })
    expect(registry.uploads.filter(({ status }) => status === 'published')).toHaveLength(1)
  })
})

describe('dist-tags', () => {
  it('give a prerelease its own tag and do not move latest', async () => {
    await publish(await pack({ version: '0.1.0' }))
    const result = await publish(await pack({ version: '0.2.0-beta.0' }))
    expect(result, result.stderr).toMatchObject({ code: 0 })
    expect((await state()).tags).toEqual({ latest: '0.1.0', beta: '0.2.0-beta.0' })
  })

  it('do not move latest to a lower version', async () => {
    await publish(await pack({ version: '0.2.0' }))
    const result = await publish(await pack({ version: '0.1.1' }))
    expect(result, result.stderr).toMatchObject({ code: 0 })
    expect((await state()).tags).toEqual({ latest: '0.2.0', 'release-0.1.x': '0.1.1' })
  })
})

describe('two runs at once', () => {
  it('both succeed with the same tarball', async () => {
    const out = await pack({ version: '0.1.0' })
    const results = await Promise.all([publish(out), publish(out)])
    expect(results.map(({ code, stderr }) => ({ code, stderr }))).toMatchObject([{ code: 0 }, { code: 0 }])
    expect(registry.uploads.filter(({ status }) => status === 'published')).toHaveLength(1)
  })

  it('publish only one of two different tarballs', async () => {
    const outs = [await pack({ version: '0.1.0' }), await pack({ version: '0.1.0', words: 'second' })]
    const results = await Promise.all(outs.map((out) => publish(out)))
    expect(results.map(({ code }) => code).sort()).toEqual([0, 1])
    expect(registry.uploads.filter(({ status }) => status === 'published')).toHaveLength(1)
  })
})

it('writes nothing on a dry run', async () => {
  const result = await publish(await pack({ version: '0.1.0' }), {}, '--dry-run')
  expect(result).toMatchObject({ code: 0, stdout: expect.stringMatching(/^would publish @team\/mnist-model@0\.1\.0 /) })
  expect(registry.requests.map(({ method }) => method)).toEqual(['GET'])
})

it('refuses a tarball that is not the packed one', async () => {
  const out = await pack({ version: '0.1.0' })
  writeFiles(out, { 'team-mnist-model-0.1.0.tgz': 'tampered' })
  const result = await publish(out)
  expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining('One of the two is not of this packing') })
  expect(registry.requests).toEqual([])
})
