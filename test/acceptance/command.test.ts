import { spawn } from 'node:child_process'
import { linkSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { misread } from '../helpers/answers.js'
import { fixture } from '../helpers/fixtures.js'
import { linkTree, removeFolder, temporaryFolder, writeFiles } from '../helpers/folders.js'
import { type Result, run } from '../helpers/run.js'

const { app, contents } = inject('packed')
const command = join(app, 'node_modules/.bin/mnist-predict')
const entry = join(app, 'node_modules/@team/mnist-model/bin/mnist-predict.cjs')
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
  it('reads every fixture correctly', async () => {
    const { code, stdout } = await predict(fixture('digits'), '--jsonl')
    expect({ code, misread: misread(stdout) }).toEqual({ code: 0, misread: [] })
  })

  it('writes path, digit and confidence into a pipe, separated by tabs', async () => {
    const { code, stdout } = await predict(seven)
    const [path, digit, confidence] = stdout.trimEnd().split('\t')
    expect({ code, path, digit }).toEqual({ code: 0, path: seven, digit: '7' })
    expect(Number(confidence)).toBeGreaterThan(0.5)
  })

  it('reads drawn numbers with --number', async () => {
    const { code, stdout } = await predict(
      '--number',
      '--quiet',
      fixture('numbers', '42.png'),
      fixture('numbers', '1740-photo.jpg'),
    )
    expect({ code, stdout }).toEqual({ code: 0, stdout: '42\n1740\n' })
  })

  it('writes the digits of a number and their boxes as JSON', async () => {
    const { code, stdout } = await predict('--number', '--json', fixture('numbers', '42.png'))
    const [number] = JSON.parse(stdout)
    expect({ code, number }).toMatchObject({
      code: 0,
      number: { text: '42', isNumber: true, rejection: null, digits: [{ digit: 4 }, { digit: 2 }] },
    })
    expect(number.digits[0].box.left).toBeLessThan(number.digits[1].box.left)
  })

  it('reads a picture from stdin', async () => {
    const { code, stdout } = await run(command, ['-', '--quiet'], { cwd: folder, input: readFileSync(seven) })
    expect({ code, stdout }).toEqual({ code: 0, stdout: '7\n' })
  })

  it('runs with npx', async () => {
    const { code, stdout } = await run('npx', ['--no-install', 'mnist-predict', seven, '--quiet'], { cwd: app })
    expect({ code, stdout }).toEqual({ code: 0, stdout: '7\n' })
  })

  it('reports a bad file with its code, reads the rest and exits with 1', async () => {
    const { code, stdout, stderr } = await predict(fixture('malformed', 'text.png'), 'nowhere.png', seven)
    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringMatching(/^\S+\t7\t[\d.]+\n$/) })
    expect(stderr).toMatch(/text\.png.*IMAGE_UNREADABLE|IMAGE_UNREADABLE.*text\.png/)
    expect(stderr).toMatch(/nowhere\.png.*IMAGE_NOT_FOUND|IMAGE_NOT_FOUND.*nowhere\.png/)
  })

  it.each([['--no-such-option'], ['--engine=abacus'], ['--top=eleven']])('exits 2 for %s', async (option) => {
    const { code, stdout } = await predict(seven, option)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })

  it('exits with 0 if the pipe is closed', async () => {
    const child = spawn(command, [fixture('digits')], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.once('data', () => child.stdout.destroy())
    const stderr = text(child.stderr)
    const code = await new Promise((resolve) => child.on('close', resolve))
    expect({ code, stderr: await stderr }).toEqual({ code: 0, stderr: '' })
  })

  it('stops at Ctrl-C with 130', async () => {
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

  it('prints the version of the package and of the model', async () => {
    const { code, stdout } = await predict('--version')
    expect(code).toBe(0)
    expect(stdout).toContain(version)
    expect(stdout).toContain(manifest.version)
  })

  it('prints its help', async () => {
    const { code, stdout } = await predict('--help')
    expect(code).toBe(0)
    expect(stdout).toContain('mnist-predict')
  })

  it.runIf(process.platform === 'linux')('completes commands and options in bash (on Linux)', async () => {
    const script = `
      PATH="$1:$PATH"; source <(SHELL=bash mnist-predict completion)
      COMP_WORDS=(mnist-predict evaluate --ht) COMP_CWORD=2
      "$(complete -p mnist-predict | sed 's/.*-F \\([^ ]*\\).*/\\1/')"
      printf '%s\\n' "\${COMPREPLY[@]}"`
    const { code, stdout, stderr } = await run('bash', ['-c', script, 'bash', dirname(command)], { cwd: folder })
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '--html\n', stderr: '' })
  })

  it('describes the model and the engines', async () => {
    const { code, stdout } = await predict('info')
    expect(code).toBe(0)
    expect(stdout).toContain(manifest.version)
    expect(stdout).toMatch(/^engine +builtin: WebAssembly with SIMD$/m)
  })

  it('passes its self-test', async () => {
    const { code } = await predict('selftest')
    expect(code).toBe(0)
  })
})

describe('mnist-predict with damaged files', () => {
  const inPackage = 'node_modules/@team/mnist-model'

  /** A copy of the app in which the files are replaced, or removed if they are null. */
  function damaged(
    name: string,
    files: Record<string, Uint8Array | string | null>,
  ): (...args: string[]) => Promise<Result> {
    const copy = join(folder, name)
    linkTree(app, copy)
    for (const [path, content] of Object.entries(files)) {
      const file = join(inPackage, path)
      if (content === null) rmSync(join(copy, file))
      else writeFiles(copy, { [file]: content })
    }
    return (...args) => run(join(copy, 'node_modules/.bin/mnist-predict'), args, { cwd: folder })
  }

  it('fails with MODEL_CORRUPT if a byte of the model has changed', async () => {
    const model = readFileSync(join(contents, 'model/mnist.onnx'))
    const middle = model.length >> 1
    model.writeUInt8(model.readUInt8(middle) ^ 1, middle)
    const command = damaged('changed', { 'model/mnist.onnx': model })
    expect(await command(seven)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('MODEL_CORRUPT'),
    })
    expect(await command('selftest')).toMatchObject({ code: 1, stdout: expect.stringMatching(/^FAIL +model/) })
  })

  it('fails with MODEL_NOT_FOUND if the model is missing, and says where it looked', async () => {
    const { code, stdout, stderr } = await damaged('missing', { 'model/mnist.onnx': null })(seven)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain('MODEL_NOT_FOUND')
    expect(stderr).toContain(`${inPackage}/model/mnist.onnx`)
    expect(stderr).toContain('@team/mnist-model/embedded')
  })

  it('works with a changed manifest.json, which the library does not read', async () => {
    const command = damaged('other-manifest', { 'model/manifest.json': '{}' })
    const { stdout } = await predict(seven, '--jsonl')
    expect(await command(seven, '--jsonl')).toMatchObject({ code: 0, stdout, stderr: '' })
    expect(await command('info', '--json')).toMatchObject({ stdout: (await predict('info', '--json')).stdout })
  })
})

describe('mnist-predict without WebAssembly', () => {
  it('fails with ENGINE_UNAVAILABLE and a remedy', async () => {
    const { code, stdout, stderr } = await run(process.execPath, ['--jitless', entry, seven], { cwd: folder })
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain('ENGINE_UNAVAILABLE')
    expect(stderr).toContain('Start Node without --jitless')
    expect(stderr).not.toMatch(/\bat .*:\d+:\d+/)
  })

  it('says in info that the built-in engine cannot be used', async () => {
    const { code, stdout } = await run(process.execPath, ['--jitless', entry, 'info', '--json'], { cwd: folder })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ engine: null, engines: [{ name: 'builtin', available: false }, {}] })
  })
})

async function text(stream: NodeJS.ReadableStream): Promise<string> {
  const parts: Buffer[] = []
  stream.on('data', (part: Buffer) => parts.push(part))
  await new Promise((resolve) => stream.on('close', resolve))
  return Buffer.concat(parts).toString()
}
