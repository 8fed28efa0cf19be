import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { removeFolder } from '../helpers/folders.js'
import type { Result } from '../helpers/run.js'
import { type Registry, startRegistry } from '../registry/registry.js'
import { jobAt, runScript } from './scripts.js'
import { NAME, type Out, packStandIn, publishStandIn } from './stand-in.js'

let registry: Registry
let first: Out
let other: Out
let second: Out

beforeAll(async () => {
  first = await packStandIn({ version: '0.1.0' })
  other = await packStandIn({ version: '0.1.0', words: 'other' })
  second = await packStandIn({ version: '0.2.0' })
})
beforeEach(async () => {
  registry = await startRegistry()
})
afterEach(() => registry.close())
afterAll(() => {
  for (const { folder } of [first, other, second]) removeFolder(folder)
})

/** With the token of a reader: nothing is written. */
function verify({ out }: Out, ...flags: string[]): Promise<Result> {
  const env = jobAt(registry, { CI_JOB_TOKEN: registry.tokens.read, VERIFY_SECONDS: '1' })
  return runScript('verify', ['--out', out, ...flags], env)
}

async function tag(name: string, version: string): Promise<void> {
  await fetch(`${registry.projectUrl}-/package/${NAME.replace('/', '%2f')}/dist-tags/${name}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${registry.tokens.write}`, 'content-type': 'application/json' },
    body: JSON.stringify(version),
  })
}

it('verifies a published version, and only reads', async () => {
  await publishStandIn(first, registry)
  const before = registry.requests.length
  const result = await verify(first)
  expect(result, result.stderr).toMatchObject({ code: 0, stderr: '' })
  expect(result.stdout).toContain(`the registry hands back ${NAME}@0.1.0 with SHA-256 ${first.packed.sha256}`)
  expect(registry.requests.slice(before).filter(({ method }) => method !== 'GET')).toEqual([])
})

it('fails if the version is not there', async () => {
  const result = await verify(first)
  expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining(`Expected ${NAME}@0.1.0 in the registry`) })
})

it('fails immediately if the version has other bytes', async () => {
  await publishStandIn(other, registry)
  const result = await verify(first)
  expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining('the version is taken by other bytes') })
})

it('fails if a prerelease is latest', async () => {
  await publishStandIn(first, registry)
  const beta = await packStandIn({ version: '0.2.0-beta.0' })
  await publishStandIn(beta, registry, 'beta')
  removeFolder(beta.folder)
  await tag('latest', '0.2.0-beta.0')
  const result = await verify(first)
  expect(result).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Expected a release under the dist-tag latest but found 0.2.0-beta.0'),
  })
})

it('warns if latest was moved back, which may be intended', async () => {
  for (const each of [first, second]) await publishStandIn(each, registry)
  await tag('latest', '0.1.0')
  const result = await verify(second)
  expect(result).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('Expected the dist-tag latest at 0.2.0 or higher but it is at 0.1.0'),
  })
})

it('sends no request on a dry run', async () => {
  const result = await verify(first, '--dry-run')
  expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining('would verify') })
  expect(registry.requests).toEqual([])
})
