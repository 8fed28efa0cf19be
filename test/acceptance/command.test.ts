import { spawn } from 'node:child_process'
import { linkSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { misread } from '../helpers/answers.js'
import { fixture } from '../helpers/fixtures.js'
import { linkTree, removeFolder, temporaryFolder, writeFiles } from '../helpers/folders.js'
import { type Result, run } from '../helpers/run.js'

const { app, contents } = inject('packed')
const command = join(app, 'node_modules/.bin/mnist-predict')
const seven = fixture('digits', '7', 'upright-plain-pen.png')
const manifest = JSON.parse(readFileSync(join(contents, 'model/manifest.json'), 'utf8'))
const { version } = JSON.parse(readFileSync(join(contents, 'package.json'), 'utf8'))

let folder: string
beforeAll(() => {
  folder = temporaryFolder()
})
afterAll(() => removeFolder(folder))

function predict(...args: string[]): Promise<Result> {
  return run(command, args, { cwd: folder })
}

describe('mnist-predict', () => {
  it('reads every fixture right', async () => {
    const { code, stdout } = await predict(fixture('digits'), '--jsonl')
    expect({ code, misread: misread(stdout) }).toEqual({ code: 0, misread: [] })
  })

  it('writes path, digit and confidence into a pipe, with tabs between', async () => {
    const { code, stdout } = await predict(seven)
    const [path, digit, confidence] = stdout.trimEnd().split('\t')
    expect({ code, path, digit }).toEqual({ code: 0, path: seven, digit: '7' })
    expect(Number(confidence)).toBeGreaterThan(0.5)
  })

  it('reads a picture from stdin', async () => {
    const { code, stdout } = await run(command, ['-', '--quiet'], { cwd: folder, input: readFileSync(seven) })
    expect({ code, stdout }).toEqual({ code: 0, stdout: '7\n' })
  })

  it('answers to npx', async () => {
    const { code, stdout } = await run('npx', ['--no-install', 'mnist-predict', seven, '--quiet'], { cwd: app })
    expect({ code, stdout }).toEqual({ code: 0, stdout: '7\n' })
  })

  it('reports a bad file by its code, goes on with the rest and exits 1', async () => {
    const { code, stdout, stderr } = await predict(fixture('malformed', 'text.png'), 'nowhere.png', seven)
    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringMatching(/^\S+\t7\t[\d.]+\n$/) })
    expect(stderr).toMatch(/text\.png.*IMAGE_UNREADABLE|IMAGE_UNREADABLE.*text\.png/)
    expect(stderr).toMatch(/nowhere\.png.*IMAGE_NOT_FOUND|IMAGE_NOT_FOUND.*nowhere\.png/)
  })

  it.each([['--no-such-option'], ['--engine=abacus'], ['--top=eleven']])('exits 2 for %s', async (option) => {
    const { code, stdout } = await predict(seven, option)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })

  it('takes a closed pipe for a success', async () => {
    const child = spawn(command, [fixture('digits')], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.once('data', () => child.stdout.destroy())
    const stderr = text(child.stderr)
    const code = await new Promise((resolve) => child.on('close', resolve))
    expect({ code, stderr: await stderr }).toEqual({ code: 0, stderr: '' })
  })

  it('stops at ctrl-C with 130', async () => {
    const many = join(folder, 'many')
    writeFiles(many, { 'a.txt': '' })
    for (let i = 0; i < 5000; i++) linkSync(seven, join(many, `${i}.png`))
    const child = spawn(command, [many], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.once('data', () => child.kill('SIGINT'))
    const stdout = text(child.stdout)
    const stderr = text(child.stderr)
    const code = await new Promise((resolve) => child.on('close', resolve))
    expect(code).toBe(130)
    expect((await stdout).split('\n').length).toBeLessThan(5000)
    expect(await stderr).not.toMatch(/\bat .*:\d+:\d+/)
  })

  it('names the version of the package and of the model', async () => {
    const { code, stdout } = await predict('--version')
    expect(code).toBe(0)
    expect(stdout).toContain(version)
    expect(stdout).toContain(manifest.version)
  })

  it('explains itself', async () => {
    const { code, stdout } = await predict('--help')
    expect(code).toBe(0)
    expect(stdout).toContain('mnist-predict')
  })

  it('shows the model card in short, and the engine in use', async () => {
    const { code, stdout } = await predict('info')
    expect(code).toBe(0)
    expect(stdout).toContain(manifest.version)
    expect(stdout).toMatch(/wasm/)
  })

  it('finds itself well', async () => {
    const { code } = await predict('selftest')
    expect(code).toBe(0)
  })
})

describe('mnist-predict, when its files are damaged', () => {
  const inPackage = 'node_modules/@team/mnist-model'

  it('answers a changed byte of the model with MODEL_CORRUPT, never with a digit', async () => {
    const copy = join(folder, 'changed')
    linkTree(app, copy)
    const model = readFileSync(join(contents, 'model/mnist.onnx'))
    const middle = model.length >> 1
    model.writeUInt8(model.readUInt8(middle) ^ 1, middle)
    writeFiles(copy, { [`${inPackage}/model/mnist.onnx`]: model })
    const answer = await run(join(copy, 'node_modules/.bin/mnist-predict'), [seven], { cwd: folder })
    const selftest = await run(join(copy, 'node_modules/.bin/mnist-predict'), ['selftest'], { cwd: folder })
    expect(answer).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('MODEL_CORRUPT') })
    expect(selftest.code).toBe(1)
  })

  it('answers a missing WebAssembly file with ENGINE_UNAVAILABLE', async () => {
    const copy = join(folder, 'missing')
    linkTree(app, copy)
    rmSync(join(copy, inPackage, 'dist/wasm/ort-wasm-simd-threaded.wasm'))
    const answer = await run(join(copy, 'node_modules/.bin/mnist-predict'), [seven], { cwd: folder })
    expect(answer).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('ENGINE_UNAVAILABLE') })
  })
})

async function text(stream: NodeJS.ReadableStream): Promise<string> {
  const parts: Buffer[] = []
  stream.on('data', (part: Buffer) => parts.push(part))
  await new Promise((resolve) => stream.on('close', resolve))
  return Buffer.concat(parts).toString()
}
