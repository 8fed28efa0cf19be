import { describe, expect, it } from 'vitest'
import packageJson from '../../../package.json'
import { main } from '../../../src/cli/main.js'
import { modelInfo } from '../../../src/index.js'
import { fakeHost, fakeLibrary, model, Paper, readName } from './fakes.js'

async function run(argv: readonly string[], library = fakeLibrary(), stdout = new Paper()) {
  const host = fakeHost({ stdout })
  const exitCode = await main(argv, host, async () => library)
  return { exitCode, stdout: host.stdout.text, stderr: host.stderr.text }
}

describe('--version', () => {
  it('names package and model', async () => {
    expect(await run(['--version'])).toEqual({
      exitCode: 0,
      stdout: `mnist-predict ${packageJson.version} (model mnist 1.2.3)\n`,
      stderr: '',
    })
  })
})

describe('By default', () => {
  it('the command loads the library of the package', async () => {
    const host = fakeHost()
    expect(await main(['--version'], host)).toBe(0)
    expect(host.stdout.text).toContain(`(model ${modelInfo().name} ${modelInfo().version})`)
  })
})

describe('--help', () => {
  it('goes to stdout and ends with 0', async () => {
    const { exitCode, stdout } = await run(['--help'])
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/\nExamples:\n/)
  })
})

describe('info', () => {
  it('describes the model, and which engines and decoders can be used', async () => {
    expect((await run(['info'])).stdout).toBe(
      [
        `model     mnist 1.2.3, in package ${packageJson.version}`,
        'file      mnist.onnx, 90.8 kB, 44,075 parameters, opset 13',
        `sha256    ${'ab'.repeat(32)}`,
        'labels    0 1 2 3 4 5 6 7 8 9',
        'accuracy  99.50 % of 10,000, MNIST test',
        '          99.00 % of 200, photographs',
        'data      MNIST, CC BY-SA 3.0',
        'engine    builtin: WebAssembly with SIMD',
        '          onnxruntime: onnxruntime-node: it is not installed',
        'decoder   builtin: small plain PNG files',
        '          sharp: all other files',
        '',
      ].join('\n'),
    )
  })

  it('wraps between words on a terminal of 40 columns, and not in a pipe', async () => {
    const [wide, narrow] = [await run(['info']), await run(['info'], fakeLibrary(), new Paper(true, 40))]
    const words = (text: string) => text.replaceAll('\x1b[2m', '').replaceAll('\x1b[22m', '').split(/\s+/)
    expect(words(narrow.stdout)).toEqual(words(wide.stdout))
    const long = narrow.stdout.split('\n').filter((line) => words(line).join(' ').length > 40)
    expect(long).toEqual([expect.stringContaining(model.sha256)])
  })

  it('names no engine in the JSON if the built-in one cannot be used', async () => {
    const { stdout } = await run(['info', '--json'], fakeLibrary(readName, { engines: async () => [] }))
    expect(JSON.parse(stdout)).toMatchObject({ engine: null, engines: [] })
  })

  it('gives the whole manifest as JSON', async () => {
    const { stdout } = await run(['info', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ package: packageJson.version, engine: 'builtin', model })
  })
})

describe('selftest', () => {
  const broken = {
    ok: false,
    model: { ok: true, expected: model.sha256, problem: null },
    engines: [{ name: 'builtin', ok: false, checked: 10, worstDifference: 0.2, problem: 'an output differs' }],
    decoders: [{ name: 'sharp', ok: false, problem: 'it does not load on this platform' }],
  } as const

  it('prints a line for each check and ends with 0', async () => {
    expect(await run(['selftest'])).toEqual({
      exitCode: 0,
      stdout: [
        'ok    model           SHA-256 as the manifest has it',
        'ok    engine builtin  10 golden pictures, largest difference 1.2e-7',
        'ok    decoder sharp   decodes a picture',
        '',
      ].join('\n'),
      stderr: '',
    })
  })

  it('ends with 1 if a check fails, and names it', async () => {
    const { exitCode, stdout } = await run(['selftest'], fakeLibrary(readName, { selftest: async () => broken }))
    expect(exitCode).toBe(1)
    expect(stdout).toContain('FAIL  engine builtin  an output differs\n')
    expect(stdout).toContain('FAIL  decoder sharp   it does not load on this platform\n')
  })

  it('fails if there is no engine', async () => {
    const selftest = async () => ({ ...broken, engines: [] })
    const { exitCode, stdout } = await run(['selftest'], fakeLibrary(readName, { selftest }))
    expect(exitCode).toBe(1)
    expect(stdout).toContain('FAIL  engine         no engine is present\n')
  })

  it('gives the report as JSON', async () => {
    const library = fakeLibrary(readName, { selftest: async () => broken })
    const { exitCode, stdout } = await run(['selftest', '--json'], library)
    expect(exitCode).toBe(1)
    expect(JSON.parse(stdout)).toEqual(broken)
  })

  it('is coloured on a terminal', async () => {
    expect((await run(['selftest'], fakeLibrary(), new Paper(true))).stdout).toContain('\x1b[32mok  \x1b[39m  model')
  })
})
