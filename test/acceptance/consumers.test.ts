import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { fixture } from '../helpers/fixtures.js'
import { linkTree, removeFolder, temporaryFolder, writeFiles } from '../helpers/folders.js'
import { repository, run } from '../helpers/run.js'

const { app, tarball } = inject('packed')
const seven = fixture('digits', '7', 'upright-plain-pen.png')
const tool = (name: string) => join(repository, 'node_modules/.bin', name)

let folder: string
beforeAll(() => {
  folder = temporaryFolder()
})
afterAll(() => removeFolder(folder))

/** A new folder in which the package is installed. */
function consumer(name: string, files: Record<string, string>): string {
  const path = join(folder, name)
  linkTree(join(app, 'node_modules'), join(path, 'node_modules'))
  writeFiles(path, files)
  return path
}

describe('an app in JavaScript', () => {
  it('imports the library as an ES module', async () => {
    const cwd = consumer('esm', {
      'app.mjs': `import { predict } from '@team/mnist-model'
const { digit, isDigit } = await predict(process.argv[2])
console.log(digit, isDigit)`,
    })
    const result = await run('node', ['app.mjs', seven], { cwd })
    expect(result).toMatchObject({ code: 0, stdout: '7 true\n', stderr: '' })
  })

  it('requires the library as CommonJS', async () => {
    const cwd = consumer('cjs', {})
    const code = "require('@team/mnist-model').predict(process.argv[1]).then(p => console.log(p.digit))"
    const result = await run('node', ['-e', code, seven], { cwd })
    expect(result).toMatchObject({ code: 0, stdout: '7\n', stderr: '' })
  })

  it('reads the manifest that the package exports', async () => {
    const cwd = consumer('manifest', {})
    const { stdout } = await run('node', ['-p', "require('@team/mnist-model/model/manifest.json').file"], { cwd })
    expect(stdout).toBe('mnist.onnx\n')
  })
})

const source = `import {
  createPredictor, modelInfo, MnistModelError, predict, type Digit, type ErrorCode, type ImageInput, type Prediction,
  type Rejection,
} from '@team/mnist-model'

const inputs: ImageInput[] = [
  new Uint8Array(784),
  new Uint8Array(784).buffer,
  new URL('file:///x.png'),
  { data: new Uint8ClampedArray(784), width: 28, height: 28, channels: 1 },
]

export async function read(path: string): Promise<Digit> {
  const one: Prediction = await predict(path)
  const many: Prediction[] = await predict([path, path])
  // @ts-expect-error: a digit is one of ten
  const eleven: 11 = one.bestGuess
  const unchecked: Digit | null = one.digit
  // @ts-expect-error: a picture that is not a digit has none
  const careless: Digit = one.digit
  const predictor = await createPredictor({ engine: 'wasm', signal: new AbortController().signal })
  await predictor[Symbol.asyncDispose]()
  try {
    // @ts-expect-error: a number is no picture
    await predict(7)
  } catch (error) {
    if (!(error instanceof MnistModelError)) throw error
    const code: ErrorCode = error.code
    if (code !== 'INVALID_INPUT') throw error
  }
  const labels: readonly string[] = modelInfo().labels
  if (many.length !== 2 || labels.length !== 10 || inputs.length !== 4) throw new Error(String([eleven, careless]))
  if (!one.isDigit) {
    const reason: Rejection = one.rejection
    throw new Error(\`\${reason}: \${one.digit satisfies null}\`)
  }
  one.rejection satisfies null
  one.digit satisfies Digit
  if (unchecked !== one.digit) throw new Error(String(unchecked))
  return one.digit
}

read(PATH).then((digit) => console.log(digit))
`

const strict = {
  target: 'ES2022',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  outDir: 'out',
}
const nodeNext = { ...strict, module: 'NodeNext', moduleResolution: 'NodeNext' }
const bundler = { ...strict, module: 'ESNext', moduleResolution: 'Bundler' }

// Without @types/node the DOM library, which TypeScript adds by default, brings URL, Blob and console.
const withNodeTypes = { lib: ['ES2022'], types: ['node'] as string[] }
const withoutNodeTypes = { types: [] as string[] }

// V8 compiles WebAssembly a second time, better, while it runs: for one prediction that is most of the work.
const compileOnce = ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering']

describe('an app in TypeScript', () => {
  it.each([
    ['NodeNext with @types/node', { ...nodeNext, ...withNodeTypes }, ['app.mts', 'app.cts']],
    ['NodeNext without @types/node', { ...nodeNext, ...withoutNodeTypes }, ['app.mts', 'app.cts']],
    ['Bundler with @types/node', { ...bundler, ...withNodeTypes }, ['app.mts']],
    ['Bundler without @types/node', { ...bundler, ...withoutNodeTypes }, ['app.mts']],
  ])('compiles and runs under %s', async (name, compilerOptions, files) => {
    const text = source.replace('PATH', JSON.stringify(seven))
    const cwd = consumer(name.replaceAll(/\W+/g, '-'), {
      'package.json': '{ "private": true }',
      'tsconfig.json': JSON.stringify({ compilerOptions, files }),
      ...Object.fromEntries(files.map((file) => [file, text])),
    })
    if (compilerOptions.types.includes('node')) {
      for (const types of ['@types/node', 'undici-types']) {
        cpSync(join(repository, 'node_modules', types), join(cwd, 'node_modules', types), { recursive: true })
      }
    }
    const compiled = await run(tool('tsc'), ['-p', '.'], { cwd })
    expect(compiled).toMatchObject({ code: 0, stdout: '' })
    for (const file of files) {
      const ran = await run('node', [...compileOnce, `out/${file.replace('ts', 'js')}`], { cwd })
      expect(ran).toMatchObject({ code: 0, stdout: '7\n', stderr: '' })
    }
  })
})

describe('the tarball, as a tool sees it', () => {
  it('passes publint --strict', async () => {
    const result = await run(tool('publint'), ['run', tarball, '--strict'], { cwd: folder })
    expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining('All good!') })
  })

  it('has types that are not wrong', async () => {
    const result = await run(tool('attw'), [tarball, '--no-color', '--no-emoji'], { cwd: folder })
    expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining('No problems found') })
  })
})
