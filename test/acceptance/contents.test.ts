import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, inject, it } from 'vitest'
import { fixture } from '../helpers/fixtures.js'
import { filesIn } from '../helpers/folders.js'
import { repository } from '../helpers/run.js'

const { tarball, contents, registry } = inject('packed')
const files = filesIn(contents)
const read = (path: string) => readFileSync(join(contents, path))
const readJson = (path: string) => JSON.parse(read(path).toString())
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

describe('the model in the tarball', () => {
  it.each(['mnist.onnx', 'manifest.json', 'README.md'])('has %s byte for byte as model/ has it', (file) => {
    expect(read(`model/${file}`).equals(readFileSync(join(repository, 'model', file)))).toBe(true)
  })

  it('has the hash in its manifest', () => {
    const { file, sha256: expected, bytes } = readJson('model/manifest.json')
    const model = read(`model/${file}`)
    expect({ sha256: sha256(model), bytes: model.length }).toEqual({ sha256: expected, bytes })
  })
})

describe('the contents list', () => {
  const rows = [
    ...read('MANIFEST.md')
      .toString()
      .matchAll(/^\| `?([^|`]+?)`? \|(?: [^|]*\|)? *(\d*) *\| *`?([0-9a-f]*)`? *\|$/gm),
  ]

  it('lists exactly the files of the tarball', () => {
    expect(rows.map(([, path]) => path).sort()).toEqual([...files].sort())
  })

  it('gives the size and SHA-256 of the model, the sample and the licence', () => {
    const stated = rows.filter(([, , bytes]) => bytes).map(([, path, bytes, hash]) => [path, Number(bytes), hash])
    const stable = files.filter((path) => /^(?:model\/|samples\/|LICENSE$)/.test(path))
    expect(stated).toEqual(stable.map((path) => [path, read(path).length, sha256(read(path))]))
  })
})

describe('the tarball', () => {
  it('is at most 400 kB', () => {
    expect(statSync(tarball).size).toBeLessThanOrEqual(400_000)
  })

  it('contains the package, its instructions and its licences, and nothing else', () => {
    const plots = files.filter((path) => /^model\/[a-z]+\.svg$/.test(path))
    expect(files.filter((path) => !plots.includes(path))).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'MANIFEST.md',
      'README.md',
      'bin/mnist-predict.cjs',
      'dist/THIRD-PARTY-LICENSES.txt',
      'dist/cli-evaluate.cjs',
      'dist/cli-yargs.cjs',
      'dist/cli.cjs',
      'dist/embedded-model.cjs',
      'dist/embedded.cjs',
      'dist/embedded.js',
      'dist/index.cjs',
      'dist/index.d.cts',
      'dist/index.d.ts',
      'dist/index.js',
      'dist/kernels.cjs',
      'dist/kernels.wasm',
      'dist/kernels.workerd.js',
      'docs/terminal.svg',
      'model/README.md',
      'model/manifest.json',
      'model/mnist.onnx',
      'package.json',
      'samples/7.png',
    ])
  })

  it('has a sample of at most 2 KB that is the drawn fixture, pixel by pixel', async () => {
    const pixels = (image: string) => sharp(image).toColourspace('b-w').raw().toBuffer()
    const sample = await pixels(join(contents, 'samples/7.png'))
    expect(sample.equals(await pixels(fixture('digits', '7', 'upright-plain-pen.png')))).toBe(true)
    expect(read('samples/7.png').length).toBeLessThanOrEqual(2048)
  })

  it('contains no part of ONNX Runtime', () => {
    const text = (path: string) => read(path).toString('latin1')
    expect(files.filter((path) => path.startsWith('dist/') && /onnxruntime-web|ort-wasm/.test(text(path)))).toEqual([])
  })

  it('contains every plot that the model card shows', () => {
    const shown = [
      ...read('model/README.md')
        .toString()
        .matchAll(/!\[[^\]]*\]\(([^)]+)\)/g),
    ].map(([, file]) => `model/${file}`)
    expect(shown.length).toBeGreaterThan(0)
    expect(files).toEqual(expect.arrayContaining(shown))
  })

  it('refers to no source map that it does not contain', () => {
    const named = files
      .filter((path) => /\.[cm]?js$/.test(path))
      .flatMap((path) => {
        const map = /\/\/# sourceMappingURL=(\S+)\s*$/.exec(read(path).toString())?.[1]
        return map === undefined || map.startsWith('data:') ? [] : [join(path, '..', map)]
      })
    expect(named.filter((map) => !existsSync(join(contents, map)))).toEqual([])
  })

  it('contains no path of the machine that built it', () => {
    const traces = [repository, homedir(), new URL(registry).hostname]
    // Folders in which builds run, the home of somebody, a host that answers nowhere else.
    const suspect =
      /\/(?:home|Users|root|work|builds|workspace)\/\w|\/tmp\/\w|\/var\/folders\/|\b(?:localhost|127\.0\.0\.1):\d/
    const found = files.filter((path) => {
      const text = read(path).toString('latin1')
      return suspect.test(text) || traces.some((trace) => text.includes(`${trace}/`) || text.includes(`//${trace}`))
    })
    expect(found).toEqual([])
  })
})

describe('its package.json', () => {
  const packageJson = readJson('package.json')

  it('has no scripts, and no other field that only a clone uses', () => {
    const fields = ['scripts', 'devDependencies', 'overrides']
    expect(fields.filter((field) => field in packageJson)).toEqual([])
  })

  it('has the addresses of the project', () => {
    const project = expect.stringContaining('https://gitlab.com/team/mnist-model')
    expect(packageJson).toMatchObject({ homepage: project, repository: { url: project }, bugs: { url: project } })
    expect(packageJson.author).not.toBe('')
  })

  it('does not mention onnxruntime-node in a dependency field', () => {
    const fields = Object.keys(packageJson).filter((field) => /dependenc/i.test(field))
    const mentions = fields.filter((field) => JSON.stringify(packageJson[field]).includes('onnxruntime-node'))
    expect(mentions).toEqual([])
  })

  it('needs no field that a registry may drop', () => {
    const dropped = ['optionalDependencies', 'peerDependenciesMeta', 'peerDependencies', 'os', 'cpu', 'libc']
    expect(dropped.filter((field) => field in packageJson)).toEqual([])
  })

  it('fits into the 20,000 characters that GitLab keeps', () => {
    expect(read('package.json').toString().length).toBeLessThanOrEqual(20_000)
  })
})
