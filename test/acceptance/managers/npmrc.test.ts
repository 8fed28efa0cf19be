import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { removeFolder, temporaryFolder } from '../../helpers/folders.js'
import { execOrThrow, type Result, repository, run } from '../../helpers/run.js'
import { type Registry, startRegistry } from '../../registry/registry.js'
import { installNpm, npms } from './npms.js'
import { removeTools } from './tools.js'

const { tarball, contents } = inject('packed')
const { name, version } = JSON.parse(readFileSync(join(contents, 'package.json'), 'utf8'))

let registry: Registry
/** This project as a clone has it, as far as npm looks. */
let clone: string

beforeAll(async () => {
  registry = await startRegistry()
  const home = temporaryFolder({ '.npmrc': registry.npmrc('project', registry.tokens.write) })
  await execOrThrow('npm', ['publish', tarball], { cwd: home })
  removeFolder(home)
  clone = temporaryFolder()
  for (const file of ['package.json', 'package-lock.json', '.npmrc'])
    copyFileSync(join(repository, file), join(clone, file))
})
afterAll(async () => {
  await registry.close()
  removeTools()
  removeFolder(clone)
})

it('the .npmrc of this project contains no host and no token', () => {
  const settings = readFileSync(join(clone, '.npmrc'), 'utf8')
    .split('\n')
    .filter((line) => !line.startsWith('#'))
  expect(settings.filter((line) => /:\/\/[^$]|^\/\/[^$]|_authToken=[^$]/.test(line))).toEqual([])
  expect(settings.filter((line) => line.includes('_authToken='))).toHaveLength(1)
})

describe.each(npms.map((npm) => [npm.version, npm] as const))('with npm %s it', (_, tool) => {
  let program: [string, string]
  beforeAll(async () => {
    program = await installNpm(tool)
  })

  function npm(args: string[], env: Record<string, string | undefined>): Promise<Result> {
    const absent = ['CI_API_V4_URL', 'CI_PROJECT_ID', 'CI_SERVER_FQDN', 'CI_JOB_TOKEN'].map((key) => [key, undefined])
    const [command, script] = program
    return run(command, [script, ...args], { cwd: clone, env: { ...Object.fromEntries(absent), ...env } })
  }

  it('lets npm ci run without a token', async () => {
    const result = await npm(['ci', '--dry-run', '--ignore-scripts'], {})
    expect(result, result.stderr).toMatchObject({ code: 0, stdout: expect.stringMatching(/added \d+ packages/) })
  })

  it('sends a job to the registry of its project', async () => {
    const job = {
      CI_API_V4_URL: `${registry.url}/api/v4`,
      CI_SERVER_FQDN: new URL(registry.url).host,
      CI_PROJECT_ID: '42',
      CI_JOB_TOKEN: registry.tokens.read,
    }
    const result = await npm(['view', name, 'dist-tags.latest'], job)
    expect(result, result.stderr).toMatchObject({ code: 0, stdout: `${version}\n` })
  })
})
