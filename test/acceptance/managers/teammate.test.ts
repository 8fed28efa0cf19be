import { copyFileSync, cpSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { inc } from 'semver'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { fixture } from '../../helpers/fixtures.js'
import { removeFolder, temporaryFolder, writeFiles } from '../../helpers/folders.js'
import { execOrThrow, type Result, run } from '../../helpers/run.js'
import type { Level } from '../../registry/paths.js'
import { type Registry, startRegistry } from '../../registry/registry.js'
import { installNpm, npms } from './npms.js'
import { removeTools } from './tools.js'

const { tarball, contents, registry: upstream } = inject('packed')
const { name, version } = JSON.parse(readFileSync(join(contents, 'package.json'), 'utf8'))
const next = inc(version, 'patch') as string
const seven = fixture('digits', '7', 'upright-plain-pen.png')

/** The lines that the README gives for one level, led to the registry of this test. */
function linesOfReadme(level: Level): string {
  const block = /^```ini\n(.*?)^```/ms.exec(readFileSync(join(contents, 'README.md'), 'utf8'))![1]!
  const lines = block.split('\n\n')[['project', 'group', 'instance'].indexOf(level)]!
  const { host } = new URL(registry.url)
  return lines
    .replaceAll('https://gitlab.example.com', registry.url)
    .replaceAll('gitlab.example.com', host)
    .replaceAll('PROJECT_ID', '42')
    .replaceAll('GROUP_ID', '7')
}

/** What the app of a teammate does with the package. */
const app = `import { modelInfo, predict } from '${name}'
const { digit } = await predict('${basename(seven)}')
console.log(digit, (await modelInfo()).name)
`

let registry: Registry
let cache: string
const folders: string[] = []

beforeAll(async () => {
  cache = folder({})
})
afterAll(() => {
  removeTools()
  folders.forEach(removeFolder)
})

function folder(files: Record<string, string>): string {
  const created = temporaryFolder(files)
  folders.push(created)
  return created
}

async function publish(file: string): Promise<void> {
  const cwd = folder({ '.npmrc': registry.npmrc('project', registry.tokens.write) })
  await execOrThrow('npm', ['publish', file], { cwd })
}

/** The same package under the next version, as a fix would bring it. */
async function publishNext(): Promise<void> {
  const cwd = folder({})
  cpSync(contents, cwd, { recursive: true })
  const packageJson = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8'))
  writeFiles(cwd, { 'package.json': JSON.stringify({ ...packageJson, version: next, scripts: {} }) })
  await execOrThrow('npm', ['pack', '--pack-destination', cwd], { cwd })
  await publish(join(cwd, `team-mnist-model-${next}.tgz`))
}

describe.each(npms.map((npm) => [npm.version, npm] as const))('a teammate with npm %s', (_, tool) => {
  let program: [string, string]
  let cwd: string

  beforeAll(async () => {
    program = await installNpm(tool)
    registry = await startRegistry({ upstream })
    await publish(tarball)
    cwd = folder({
      'package.json': '{ "private": true, "type": "module" }',
      '.npmrc': `registry=${registry.instanceUrl}\n${linesOfReadme('project')}`,
      'app.js': app,
    })
    copyFileSync(seven, join(cwd, basename(seven)))
  })
  afterAll(() => registry.close())

  function npm(...args: string[]): Promise<Result> {
    const [command, script] = program
    const env = { npm_config_cache: cache, NPM_TOKEN: registry.tokens.read }
    return run(command, [script, ...args], { cwd, env })
  }

  const installed = () =>
    JSON.parse(readFileSync(join(cwd, 'node_modules', name, 'package.json'), 'utf8')).version as string

  async function expectWorking(expected: string): Promise<void> {
    const command = await npm('exec', '--offline', '--', 'mnist-predict', basename(seven), '--quiet')
    const started = await run(process.execPath, ['app.js'], { cwd })
    expect(installed()).toBe(expected)
    expect(command).toMatchObject({ code: 0, stdout: '7\n' })
    expect(started).toMatchObject({ code: 0, stdout: '7 mnist\n' })
  }

  it('installs it with the lines of the README, runs the command and imports it', async () => {
    const result = await npm('install', name)
    expect(result, result.stderr).toMatchObject({ code: 0 })
    await expectWorking(version)
  })

  it('updates to the next version', async () => {
    await publishNext()
    const outdated = await npm('outdated', '--json')
    const result = await npm('update', name)
    expect(JSON.parse(outdated.stdout)[name]).toMatchObject({ current: version, wanted: next, latest: next })
    expect(result, result.stderr).toMatchObject({ code: 0 })
    await expectWorking(next)
  })

  it.each(['group', 'instance'] as const)('finds it with the lines of the README for the %s', async (level) => {
    const other = folder({ 'package.json': '{ "private": true }', '.npmrc': linesOfReadme(level) })
    const [command, script] = program
    const env = { npm_config_cache: cache, NPM_TOKEN: registry.tokens.read, npm_config_registry: registry.instanceUrl }
    const result = await run(command, [script, 'install', name], { cwd: other, env })
    expect(result, result.stderr).toMatchObject({ code: 0 })
  })

  it.each([
    ['a wrong token', 'guessed', 'E401'],
    ['no token in the environment', undefined, 'E401'],
    ['the token of a stranger', 'token-of-a-stranger', 'E404'],
  ])('gets the error of the README for %s', async (_, token, code) => {
    const other = folder({ 'package.json': '{ "private": true }', '.npmrc': linesOfReadme('project') })
    const [command, script] = program
    const result = await run(command, [script, 'install', name], { cwd: other, env: { NPM_TOKEN: token } })
    expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining(code) })
  })
})
