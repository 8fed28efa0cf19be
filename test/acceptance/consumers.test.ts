import { cpSync, rmSync } from 'node:fs'
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

/** The entries of the package, which have the same API. */
const entries = ['@team/mnist-model', '@team/mnist-model/embedded']

describe('an app in JavaScript', () => {
  it.each(entries)('imports %s as an ES module', async (entry) => {
    const cwd = consumer(`esm ${entry.length}`, {
      'app.mjs': `import { predict } from '${entry}'
const { digit, isDigit } = await predict(process.argv[2])
console.log(digit, isDigit)`,
    })
    const result = await run('node', ['app.mjs', seven], { cwd })
    expect(result).toMatchObject({ code: 0, stdout: '7 true\n', stderr: '' })
  })

  it.each(entries)('requires %s as CommonJS', async (entry) => {
    const cwd = consumer(`cjs ${entry.length}`, {})
    const code = `require('${entry}').predict(process.argv[1]).then(p => console.log(p.digit))`
    const result = await run('node', ['-e', code, seven], { cwd })
    expect(result).toMatchObject({ code: 0, stdout: '7\n', stderr: '' })
  })

  it('finds the same exports in both entries, as an ES module and as CommonJS', async () => {
    const cwd = consumer('names', {
      'names.mjs': `import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
const names = (api) => Object.keys(api).filter((name) => !['default', 'module.exports'].includes(name)).sort().join()
for (const entry of ${JSON.stringify(entries)}) console.log(names(await import(entry)), names(require(entry)))`,
    })
    const { stdout } = await run('node', ['names.mjs'], { cwd })
    const names = 'MnistModelError,createPredictor,decoders,engines,modelInfo,predict,readNumber,selftest'
    expect(stdout).toBe(`${names} ${names}\n`.repeat(2))
  })

  it('reads the manifest that the package exports', async () => {
    const cwd = consumer('manifest', {})
    const { stdout } = await run('node', ['-p', "require('@team/mnist-model/model/manifest.json').file"], { cwd })
    expect(stdout).toBe('mnist.onnx\n')
  })

  it('finds the model that the package exports, with the hash that the package states', async () => {
    const cwd = consumer('model', {
      'model.mjs': `import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { modelInfo } from '@team/mnist-model'
const model = readFileSync(new URL(import.meta.resolve('@team/mnist-model/model/mnist.onnx')))
console.log(createHash('sha256').update(model).digest('hex') === modelInfo().sha256)`,
    })
    expect(await run('node', ['model.mjs'], { cwd })).toMatchObject({ code: 0, stdout: 'true\n', stderr: '' })
  })

  it('does not need the model file for the embedded entry', async () => {
    const cwd = consumer('embedded', {})
    rmSync(join(cwd, 'node_modules/@team/mnist-model/model'), { recursive: true })
    const code = (entry: string) =>
      `require('${entry}').predict(process.argv[1]).then(p => console.log(p.digit), e => console.log(e.code))`
    const [file, embedded] = await Promise.all(entries.map((entry) => run('node', ['-e', code(entry), seven], { cwd })))
    expect([file!.stdout, embedded!.stdout]).toEqual(['MODEL_NOT_FOUND\n', '7\n'])
  })

  it.each([
    ['loads neither sharp nor onnxruntime-node for a small PNG file', seven, '7 @team/mnist-model\n'],
    ['loads sharp for a JPEG file', fixture('digits', '7', 'leaning-plain-pencil.jpg'), /^7 @team\/mnist-model,sharp,/],
  ])('%s', async (name, picture, expected) => {
    const cwd = consumer(name, {
      'app.cjs': `const { Module } = require('node:module')
const resolve = Module._resolveFilename
const wanted = []
Module._resolveFilename = (...args) => {
  wanted.push(args[0])
  return resolve(...args)
}
require('@team/mnist-model').predict(process.argv[2]).then(({ digit }) => console.log(digit, wanted.join()))`,
    })
    const { stdout } = await run('node', ['app.cjs', picture], { cwd })
    expect(stdout).toMatch(expected)
  })
})

const source = `import {
  createPredictor, modelInfo, MnistModelError, predict, type Digit, type ErrorCode, type ImageInput, type Prediction,
  type Rejection,
} from 'ENTRY'

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
  const predictor = await createPredictor({ engine: 'builtin', signal: new AbortController().signal })
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

describe('an app in TypeScript', () => {
  it.each([
    ['NodeNext with @types/node', { ...nodeNext, ...withNodeTypes }, ['app.mts', 'app.cts']],
    ['NodeNext without @types/node', { ...nodeNext, ...withoutNodeTypes }, ['app.mts', 'app.cts']],
    ['Bundler with @types/node', { ...bundler, ...withNodeTypes }, ['app.mts']],
    ['Bundler without @types/node', { ...bundler, ...withoutNodeTypes }, ['app.mts']],
  ])('compiles and runs under %s', async (name, compilerOptions, files) => {
    const text = source.replace('PATH', JSON.stringify(seven))
    const apps = files.flatMap((file) => [
      [file, text.replace('ENTRY', '@team/mnist-model')],
      [`embedded-${file}`, text.replace('ENTRY', '@team/mnist-model/embedded')],
    ])
    const cwd = consumer(name.replaceAll(/\W+/g, '-'), {
      'package.json': '{ "private": true }',
      'tsconfig.json': JSON.stringify({ compilerOptions, files: apps.map(([file]) => file) }),
      ...Object.fromEntries(apps),
    })
    if (compilerOptions.types.includes('node')) {
      for (const types of ['@types/node', 'undici-types']) {
        cpSync(join(repository, 'node_modules', types), join(cwd, 'node_modules', types), { recursive: true })
      }
    }
    const compiled = await run(tool('tsc'), ['-p', '.'], { cwd })
    expect(compiled).toMatchObject({ code: 0, stdout: '' })
    for (const [file] of apps) {
      const ran = await run('node', [`out/${file!.replace(/ts$/, 'js')}`], { cwd })
      expect(ran).toMatchObject({ code: 0, stdout: '7\n', stderr: '' })
    }
  })
})

describe('the tarball', () => {
  it('passes publint --strict', async () => {
    const result = await run(tool('publint'), ['run', tarball, '--strict'], { cwd: folder })
    expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining('All good!') })
  })

  it('passes attw, which checks its types', async () => {
    // The model is a file and no module, so there is nothing that a type could say of it.
    const options = ['--no-color', '--no-emoji', '--exclude-entrypoints', './model/mnist.onnx']
    const result = await run(tool('attw'), [tarball, ...options], { cwd: folder })
    expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining('No problems found') })
  })
})
