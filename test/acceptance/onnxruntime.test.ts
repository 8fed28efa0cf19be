import { cpSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { digitFixtures, fixture } from '../helpers/fixtures.js'
import { filesIn, linkTree, removeFolder, temporaryFolder, writeFiles } from '../helpers/folders.js'
import { contacts, guarded } from '../helpers/network.js'
import { execOrThrow, repository, run } from '../helpers/run.js'

const packed = inject('packed')
const tool = (name: string) => join(repository, 'node_modules', name)
const { version } = JSON.parse(readFileSync(join(tool('onnxruntime-node'), 'package.json'), 'utf8'))

// A part of them: most of the time goes into the pictures, and it is the engines that are compared.
const pictures = digitFixtures()
  .filter((_, index) => index % 8 === 0)
  .map(({ path }) => path)

/** Probabilities and scores of the named pictures, on the named engine or on the default one. */
const script = `import { createPredictor, engines } from '@team/mnist-model'
const [engine, ...pictures] = process.argv.slice(2)
const predictor = await createPredictor(engine === 'default' ? {} : { engine })
const predictions = await predictor.predict(pictures)
const outputs = predictions.map(({ probabilities, score }) => [...probabilities, score])
console.log(JSON.stringify({ engine: predictor.engine, engines: await engines(), outputs }))
await predictor.close()
`

interface Report {
  readonly engine: string
  readonly engines: readonly { readonly name: string; readonly available: boolean; readonly version: string | null }[]
  readonly outputs: readonly (readonly number[])[]
}

let root: string
let app: string
let home: string

beforeAll(() => {
  root = temporaryFolder()
  app = join(root, 'app')
  home = join(root, 'home')
  cpSync(packed.app, app, { recursive: true, verbatimSymlinks: true })
  for (const name of ['onnxruntime-common', 'onnxruntime-node']) {
    linkTree(tool(name), join(app, 'node_modules', name))
  }
  writeFiles(app, { 'read.mjs': script })
  mkdirSync(home)
})

afterAll(() => removeFolder(root))

async function read(engine: string, paths: readonly string[], env: Record<string, string> = {}): Promise<Report> {
  const { stdout } = await execOrThrow('node', ['read.mjs', engine, ...paths], { cwd: app, env })
  return JSON.parse(stdout)
}

describe('with onnxruntime-node installed by the app', () => {
  it('the built-in engine is still the default', async () => {
    const { engine, engines } = await read('default', [])
    expect(engine).toBe('builtin')
    expect(engines).toMatchObject([
      { name: 'builtin', available: true },
      { name: 'onnxruntime', available: true, version },
    ])
  })

  it('both engines give the same outputs, to within 1e-5', async () => {
    const expected = (await read('onnxruntime', pictures)).outputs.flat()
    const actual = (await read('builtin', pictures)).outputs.flat()
    const worst = Math.max(...expected.map((value, index) => Math.abs(value - actual[index]!)))
    expect(actual).toHaveLength(pictures.length * 11)
    expect(worst).toBeLessThanOrEqual(1e-5)
  })

  it('the command runs on it on request', async () => {
    const args = [fixture('digits', '7', 'upright-plain-pen.png'), '--quiet', '--engine', 'onnxruntime']
    const result = await run(join(app, 'node_modules/.bin/mnist-predict'), args, { cwd: app })
    expect(result).toMatchObject({ code: 0, stdout: '7\n', stderr: '' })
  })

  it('the self-test checks both engines', async () => {
    const { code, stdout } = await run(join(app, 'node_modules/.bin/mnist-predict'), ['selftest'], { cwd: app })
    expect({ code, checks: stdout.match(/^\S+ +(?:model|\w+ \w+)/gm)?.map((line) => line.split(/ {2,}/)) }).toEqual({
      code: 0,
      checks: [
        ['ok', 'model'],
        ['ok', 'engine builtin'],
        ['ok', 'engine onnxruntime'],
        ['ok', 'decoder builtin'],
        ['ok', 'decoder sharp'],
      ],
    })
  })

  it('its telemetry is off: it writes nothing to the home folder and connects to no host', async () => {
    const record = join(root, 'network.jsonl')
    await read('onnxruntime', pictures.slice(0, 1), {
      HOME: home,
      XDG_CACHE_HOME: join(home, '.cache'),
      ...guarded([], record),
    })
    expect(filesIn(home)).toEqual([])
    expect(contacts(record)).toEqual([])
  })

  it('its native addon is not loaded with --no-addons, and the error has a remedy', async () => {
    const args = ['--no-addons', 'read.mjs', 'onnxruntime', ...pictures.slice(0, 1)]
    const { code, stderr } = await run('node', args, { cwd: app })
    expect(code).toBe(1)
    expect(stderr).toContain('native addons are switched off. Start Node without --no-addons.')
  })
})

describe('without onnxruntime-node', () => {
  it('requesting it fails with ENGINE_UNAVAILABLE, and the error has a remedy', async () => {
    const command = join(packed.app, 'node_modules/.bin/mnist-predict')
    const args = [fixture('digits', '7', 'upright-plain-pen.png'), '--engine', 'onnxruntime']
    const { code, stdout, stderr } = await run(command, args, { cwd: root })
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain('ENGINE_UNAVAILABLE')
    expect(stderr).toContain('npm install onnxruntime-node')
    expect(stderr).toContain("'builtin' needs nothing")
  })
})
