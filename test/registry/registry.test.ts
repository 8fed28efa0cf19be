import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { removeFolder, temporaryFolder } from '../helpers/folders.js'
import { type Result, run } from '../helpers/run.js'
import { type Registry, type RegistryOptions, startRegistry } from './registry.js'
import { closeServer, listen } from './server.js'

const NAME = '@team/greeting'
let registry: Registry
let folders: string[] = []

afterEach(async () => {
  await registry.close()
  folders.forEach(removeFolder)
  folders = []
})

async function start(options?: RegistryOptions): Promise<void> {
  registry = await startRegistry(options)
}

/** The request with which npm publishes, for a package of one file. */
function put(
  version: string,
  { token = registry.tokens.write, url = registry.projectUrl, extra = {}, text = 'hello' } = {},
) {
  const bytes = Buffer.from(text)
  const versionMetadata = {
    name: NAME,
    version,
    ...extra,
    dist: {
      shasum: createHash('sha1').update(bytes).digest('hex'),
      integrity: 'sha512-x',
      tarball: `${registry.url}/${NAME}/-/${NAME}-${version}.tgz`,
    },
  }
  return fetch(`${url}${NAME.replace('/', '%2f')}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({
      _id: NAME,
      name: NAME,
      'dist-tags': { latest: version },
      versions: { [version]: versionMetadata },
      _attachments: {
        [`${NAME}-${version}.tgz`]: {
          content_type: 'application/octet-stream',
          data: bytes.toString('base64'),
          length: bytes.length,
        },
      },
    }),
  })
}

function get(url: string, token: string | null = registry.tokens.read): Promise<Response> {
  return fetch(url, { headers: token === null ? {} : { authorization: `Bearer ${token}` } })
}

describe('publishing', () => {
  it('accepts a package at the project', async () => {
    await start()
    const { status } = await put('1.0.0')
    expect(status).toBe(200)
    expect(registry.uploads).toEqual([{ name: NAME, version: '1.0.0', status: 'published', reason: null }])
  })

  it.each(['groupUrl', 'instanceUrl'] as const)('answers 404 to an upload at the %s', async (level) => {
    await start()
    const { status } = await put('1.0.0', { url: registry[level] })
    expect(status).toBe(404)
  })

  it.each([
    ['of a reader', 'deploy-token', 403],
    ['of a stranger', 'token-of-a-stranger', 404],
    ['that was never issued', 'guessed', 401],
    ['that is missing', '', 401],
  ])('refuses a token %s', async (_, token, expected) => {
    await start()
    const { status } = await put('1.0.0', { token })
    expect(status).toBe(expected)
  })

  it('answers 403 to an existing version and keeps the first bytes', async () => {
    await start()
    await put('1.0.0')
    const second = await put('1.0.0', { text: 'other bytes' })
    const { message } = (await second.json()) as { message: string }
    const tarball = await get(`${registry.projectUrl}${NAME}/-/${NAME}-1.0.0.tgz`)
    const kept = await tarball.text()
    expect({ status: second.status, message, kept }).toEqual({
      status: 403,
      message: 'Package already exists.',
      kept: 'hello',
    })
  })

  it('reports the failure of an asynchronous upload only later', async () => {
    await start({ upload: 'asynchronous', uploadDelay: 50 })
    await put('1.0.0')
    const duplicate = await put('1.0.0', { text: 'other bytes' })
    const atOnce = registry.uploads.map(({ status }) => status)
    await registry.settled()
    expect(duplicate.status).toBe(200)
    expect(atOnce).toEqual(['processing', 'processing'])
    expect(registry.uploads.map(({ status, reason }) => [status, reason])).toEqual([
      ['published', null],
      ['error', 'Package already exists.'],
    ])
  })

  it('does not serve an asynchronous upload before it is processed', async () => {
    await start({ upload: 'asynchronous', uploadDelay: 50 })
    await put('1.0.0')
    const before = await get(`${registry.projectUrl}${NAME}`)
    await registry.settled()
    const after = await get(`${registry.projectUrl}${NAME}`)
    expect([before.status, after.status]).toEqual([404, 200])
  })

  it('can lose an upload after a response of 200', async () => {
    await start({ upload: 'swallowed' })
    const { status } = await put('1.0.0')
    const after = await get(`${registry.projectUrl}${NAME}`)
    expect([status, after.status]).toEqual([200, 404])
  })
})

describe('reading', () => {
  it.each(['projectUrl', 'groupUrl', 'instanceUrl'] as const)('serves the package at the %s', async (level) => {
    await start()
    await put('1.0.0')
    const { status } = await get(`${registry[level]}${NAME.replace('/', '%2f')}`)
    expect(status).toBe(200)
  })

  it.each([
    ['nobody', null, 404],
    ['a stranger', 'token-of-a-stranger', 404],
    ['a token that was never issued', 'guessed', 401],
  ])('hides the package and its tarball from %s', async (_, token, expected) => {
    await start()
    await put('1.0.0')
    const metadata = await get(`${registry.groupUrl}${NAME}`, token)
    const tarball = await get(`${registry.projectUrl}${NAME}/-/${NAME}-1.0.0.tgz`, token)
    expect([metadata.status, tarball.status]).toEqual([expected, expected])
  })

  it('answers 404 to a path that GitLab does not have', async () => {
    await start()
    const paths = ['/', '/api/v4/projects/41/packages/npm/ms', '/api/v4/projects/42/packages/npm/-/whoami']
    const statuses = await Promise.all(paths.map(async (path) => (await get(registry.url + path)).status))
    expect(statuses).toEqual([404, 404, 404])
  })

  it('drops every field that GitLab drops', async () => {
    await start()
    const kept = {
      bin: { greet: 'greet.js' },
      dependencies: { a: '1' },
      peerDependencies: { b: '1' },
      engines: { node: '>=20' },
    }
    const dropped = {
      description: 'x',
      optionalDependencies: { c: '1' },
      peerDependenciesMeta: { b: { optional: true } },
      os: ['linux'],
      cpu: ['x64'],
      libc: ['glibc'],
      hasInstallScript: true,
      scripts: { test: 'x' },
    }
    await put('1.0.0', { extra: { ...kept, ...dropped } })
    const packument = (await (await get(`${registry.instanceUrl}${NAME}`)).json()) as object
    expect(packument).toEqual({
      name: NAME,
      'dist-tags': { latest: '1.0.0' },
      versions: {
        '1.0.0': {
          ...kept,
          name: NAME,
          version: '1.0.0',
          dist: {
            shasum: 'aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d',
            tarball: `${registry.projectUrl}${NAME}/-/${NAME}-1.0.0.tgz`,
          },
        },
      },
    })
  })

  it('finds no package of another scope if there is no upstream', async () => {
    await start()
    const { status } = await get(`${registry.instanceUrl}ms`)
    expect(status).toBe(404)
  })

  it('proxies other packages from upstream, with tarballs at its own address', async () => {
    const upstream = createServer((_, response) => {
      const dist = { shasum: 'x', tarball: 'http://upstream.invalid/ms/-/ms-2.0.0.tgz' }
      const versions = { '2.0.0': { name: 'ms', version: '2.0.0', os: ['linux'], dist } }
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ name: 'ms', 'dist-tags': { latest: '2.0.0' }, versions }))
    })
    await start({ upstream: await listen(upstream) })
    const reply = await get(`${registry.groupUrl}ms`, null)
    const { versions } = (await reply.json()) as { versions: Record<string, { os: string[]; dist: object }> }
    await closeServer(upstream)
    expect(versions['2.0.0']).toMatchObject({
      os: ['linux'],
      dist: { tarball: `${registry.groupUrl}ms/-/ms-2.0.0.tgz` },
    })
  })
})

describe('dist-tags', () => {
  it('moves a tag at the project', async () => {
    await start()
    await put('1.0.0')
    await put('1.1.0')
    const tags = `${registry.projectUrl}-/package/${NAME.replace('/', '%2f')}/dist-tags`
    const headers = { authorization: `Bearer ${registry.tokens.write}`, 'content-type': 'application/json' }
    const moved = await fetch(`${tags}/latest`, { method: 'PUT', headers, body: '"1.0.0"' })
    const after = (await (await get(tags)).json()) as object
    expect(moved.status).toBe(204)
    expect(after).toEqual({ latest: '1.0.0' })
  })

  it('answers 403 to a reader who moves a tag', async () => {
    await start()
    await put('1.0.0')
    const tag = `${registry.projectUrl}-/package/${NAME.replace('/', '%2f')}/dist-tags/latest`
    const headers = { authorization: `Bearer ${registry.tokens.read}` }
    const { status } = await fetch(tag, { method: 'PUT', headers, body: '"1.0.0"' })
    expect(status).toBe(403)
  })
})

describe('faults', () => {
  it('answers 502 as often as configured, and stores nothing', async () => {
    await start()
    registry.inject({ method: 'PUT', answer: 502, times: 2 })
    const statuses = []
    for (let i = 0; i < 3; i++) statuses.push((await put('1.0.0')).status)
    expect(statuses).toEqual([502, 502, 200])
  })

  it('can lose the response to an upload that was stored', async () => {
    await start()
    registry.inject({ method: 'PUT', answer: 502, carriedOut: true })
    const lost = await put('1.0.0')
    const again = await put('1.0.0')
    expect([lost.status, again.status]).toEqual([502, 403])
  })

  it('can leave a request without a response', async () => {
    await start()
    registry.inject({ method: 'GET', answer: 'silence' })
    await expect(fetch(registry.projectUrl, { signal: AbortSignal.timeout(100) })).rejects.toThrow(/timeout/)
    expect(registry.requests.at(-1)?.status).toBe(0)
  })
})

describe('the record of requests', () => {
  it('has the name of the caller, not the token', async () => {
    await start()
    await put('1.0.0')
    await get(`${registry.groupUrl}${NAME}`, 'guessed')
    expect(registry.requests).toEqual([
      { method: 'PUT', path: `/api/v4/projects/42/packages/npm/${NAME}`, caller: 'write', status: 200 },
      { method: 'GET', path: `/api/v4/groups/7/-/packages/npm/${NAME}`, caller: 'wrong', status: 401 },
    ])
  })
})

describe('npm', () => {
  async function publish(version: string): Promise<Result> {
    return npm(['publish'], {
      'package.json': JSON.stringify({ name: NAME, version, main: 'index.js' }),
      'index.js': `module.exports = 'hello from ${version}'`,
      '.npmrc': registry.npmrc('project', registry.tokens.write),
    })
  }

  /** Runs npm in a folder of its own that holds these files. */
  function npm(args: string[], files: Record<string, string>): Promise<Result> {
    const cwd = temporaryFolder(files)
    folders.push(cwd)
    return run('npm', [...args, '--cache', join(cwd, 'cache'), '--no-audit'], { cwd })
  }

  it.each(['project', 'group', 'instance'] as const)('publishes, then installs from the %s', async (level) => {
    await start()
    const published = await publish('1.0.0')
    const npmrc = registry.npmrc(level, registry.tokens.read)
    const installed = await npm(['install', NAME], { 'package.json': '{"private":true}', '.npmrc': npmrc })
    const greeting = await run('node', ['-p', `require('${NAME}')`], { cwd: folders.at(-1) as string })
    expect(published).toMatchObject({ code: 0 })
    expect(installed).toMatchObject({ code: 0 })
    expect(greeting.stdout.trim()).toBe('hello from 1.0.0')
  })

  it('deprecates a version', async () => {
    await start()
    await publish('1.0.0')
    const files = { '.npmrc': registry.npmrc('project', registry.tokens.write), 'package.json': '{"private":true}' }
    const deprecated = await npm(['deprecate', `${NAME}@1.0.0`, 'gone'], files)
    const view = await npm(['view', NAME, 'deprecated'], files)
    expect(deprecated).toMatchObject({ code: 0 })
    expect(view.stdout.trim()).toBe('gone')
  })

  it('does not move `latest` when a prerelease gets another tag', async () => {
    await start()
    await publish('1.0.0')
    await npm(['publish', '--tag', 'next'], {
      'package.json': JSON.stringify({ name: NAME, version: '1.1.0-rc.0' }),
      '.npmrc': registry.npmrc('project', registry.tokens.write),
    })
    const packument = await get(`${registry.projectUrl}${NAME}`)
    const { 'dist-tags': tags } = (await packument.json()) as { 'dist-tags': object }
    expect(tags).toEqual({ latest: '1.0.0', next: '1.1.0-rc.0' })
  })
})
