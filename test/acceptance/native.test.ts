import { cpSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { digitFixtures, fixture } from '../helpers/fixtures.js'
import { filesIn, removeFolder, temporaryFolder, writeFiles } from '../helpers/folders.js'
import { contacts, guarded } from '../helpers/network.js'
import { repository, run, succeed } from '../helpers/run.js'

const packed = inject('packed')
const { dependencies } = JSON.parse(readFileSync(join(repository, 'test/native-runtime/package.json'), 'utf8'))

// A part of them: most of the time goes into the pictures, and it is the engines that are compared.
const pictures = digitFixtures()
  .filter((_, index) => index % 8 === 0)
  .map(({ path }) => path)

/** Probabilities and scores of the pictures that are named, on the engine that is named. */
const script = `import { createPredictor, engines } from '@team/mnist-model'
const predictor = await createPredictor({ engine: process.argv[2] })
const predictions = await predictor.predict(process.argv.slice(3))
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

beforeAll(async () => {
  root = temporaryFolder()
  app = join(root, 'app')
  home = join(root, 'home')
  cpSync(packed.app, app, { recursive: true, verbatimSymlinks: true })
  await succeed('npm', ['install', `onnxruntime-node@${dependencies['onnxruntime-node']}`, '--prefer-offline'], {
    cwd: app,
    env: { ONNXRUNTIME_NODE_INSTALL: 'skip' },
  })
  writeFiles(app, { 'read.mjs': script })
  mkdirSync(home)
})

afterAll(() => removeFolder(root))

async function read(engine: string, paths: readonly string[], env: Record<string, string> = {}): Promise<Report> {
  const { stdout } = await succeed('node', ['read.mjs', engine, ...paths], { cwd: app, env })
  return JSON.parse(stdout)
}

describe('with onnxruntime-node installed by the app', () => {
  it('takes the native engine without being asked', async () => {
    const { engine, engines } = await read('auto', [])
    expect(engine).toBe('native')
    expect(engines).toMatchObject([
      { name: 'native', available: true, version: dependencies['onnxruntime-node'] },
      { name: 'wasm', available: true },
    ])
  })

  it('gives the answers that WebAssembly gives', async () => {
    const native = (await read('native', pictures)).outputs.flat()
    const wasm = (await read('wasm', pictures)).outputs.flat()
    const worst = Math.max(...native.map((value, index) => Math.abs(value - (wasm[index] as number))))
    expect(native.length).toBe(pictures.length * 11)
    expect(worst).toBeLessThanOrEqual(1e-4)
  })

  it('finds every engine well', async () => {
    const { code, stdout } = await run(join(app, 'node_modules/.bin/mnist-predict'), ['selftest'], { cwd: app })
    expect(code).toBe(0)
    expect(stdout).toMatch(/native/)
    expect(stdout).toMatch(/wasm/)
  })

  it('sends no telemetry: nothing is written to the home folder, no host is asked for', async () => {
    const record = join(root, 'network.jsonl')
    await read('native', pictures.slice(0, 1), {
      HOME: home,
      XDG_CACHE_HOME: join(home, '.cache'),
      ...guarded([], record),
    })
    expect(filesIn(home)).toEqual([])
    expect(contacts(record)).toEqual([])
  })
})

describe('without onnxruntime-node', () => {
  it('answers ENGINE_UNAVAILABLE to the native engine, with what to do', async () => {
    const command = join(packed.app, 'node_modules/.bin/mnist-predict')
    const args = [fixture('digits', '7', 'upright-plain-pen.png'), '--engine', 'native']
    const { code, stdout, stderr } = await run(command, args, { cwd: root })
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain('ENGINE_UNAVAILABLE')
    expect(stderr).toContain('npm install onnxruntime-node')
    expect(stderr).toContain('wasm')
  })
})
