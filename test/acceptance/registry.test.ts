import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { fixture } from '../helpers/fixtures.js'
import { removeFolder, temporaryFolder } from '../helpers/folders.js'
import { execOrThrow, type Result, run } from '../helpers/run.js'
import { type Registry, startRegistry } from '../registry/registry.js'

const { tarball, contents } = inject('packed')
const { name, version } = JSON.parse(readFileSync(join(contents, 'package.json'), 'utf8'))
const seven = fixture('digits', '7', 'upright-plain-pen.png')

let registry: Registry
let cache: string
const folders: string[] = []

beforeAll(async () => {
  cache = temporaryFolder()
  registry = await startRegistry()
  const cwd = folder({ '.npmrc': registry.npmrc('project', registry.tokens.write) })
  await execOrThrow('npm', ['publish', tarball], { cwd })
})

afterAll(async () => {
  await registry.close()
  for (const each of [...folders, cache]) removeFolder(each)
})

function folder(files: Record<string, string>): string {
  const created = temporaryFolder({ 'package.json': '{ "private": true }', ...files })
  folders.push(created)
  return created
}

function install(cwd: string): Promise<Result> {
  return run('npm', ['install', name], { cwd, env: { npm_config_cache: cache } })
}

describe('the package in a GitLab registry', () => {
  it('is the tarball that was packed', async () => {
    const cwd = folder({ '.npmrc': registry.npmrc('project', registry.tokens.read) })
    const { stdout } = await execOrThrow('npm', ['view', `${name}@${version}`, 'dist.shasum'], { cwd })
    expect(stdout.trim()).toBe(createHash('sha1').update(readFileSync(tarball)).digest('hex'))
  })

  it.each(['project', 'group', 'instance'] as const)(
    'installs with the lines for the %s in .npmrc, and reads a digit',
    async (level) => {
      const cwd = folder({ '.npmrc': registry.npmrc(level, registry.tokens.read) })
      const installed = await install(cwd)
      const answer = await run('npx', ['--no-install', 'mnist-predict', seven, '--quiet'], { cwd })
      expect(installed).toMatchObject({ code: 0 })
      expect(answer).toMatchObject({ code: 0, stdout: '7\n' })
    },
  )

  it.each([
    ['a wrong token', 'guessed', 'E401'],
    ['no token', null, 'E404'],
  ])('does not install with %s', async (_, token, code) => {
    const installed = await install(folder({ '.npmrc': registry.npmrc('project', token) }))
    expect(installed).toMatchObject({ code: 1, stderr: expect.stringContaining(code) })
  })

  it('is not published a second time', async () => {
    const cwd = folder({ '.npmrc': registry.npmrc('project', registry.tokens.write) })
    const before = registry.uploads.length
    const again = await run('npm', ['publish', tarball], { cwd })
    expect(again.code).toBe(1)
    expect(registry.uploads.slice(before).filter(({ status }) => status === 'published')).toEqual([])
  })
})
