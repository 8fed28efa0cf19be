/**
 * The second half of the build: puts ONNX Runtime's WebAssembly build into dist/, and the licences of everything that
 * was bundled. Run after tsup.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')

/** The two files that Node needs of the 139 MB of onnxruntime-web. */
const wasmLoader = 'ort.wasm.bundle.min.mjs'
const wasmBinary = 'ort-wasm-simd-threaded.wasm'

function copyWasm(): void {
  mkdirSync(join(dist, 'wasm'), { recursive: true })
  const source = join(root, 'node_modules/onnxruntime-web/dist')
  copy(join(source, wasmBinary), join(dist, 'wasm', wasmBinary))
  // Its source map stays behind, and bundlers would complain of the reference to it.
  const loader = readFileSync(join(source, wasmLoader), 'utf8').replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n')
  writeFileSync(join(dist, 'wasm', wasmLoader), loader)
  copy(join(root, 'scripts/licences/onnxruntime.txt'), join(dist, 'wasm', 'LICENSE'))
}

/** The bytes only: with a file's mode the tarball would differ from machine to machine. */
function copy(from: string, to: string): void {
  writeFileSync(to, readFileSync(from))
}

/** Folders of the packages whose code is in the bundles: esbuild writes above each module where it comes from. */
function bundledPackages(): string[] {
  const bundles = readdirSync(dist).filter((name) => /\.c?js$/.test(name))
  const text = bundles.map((name) => readFileSync(join(dist, name), 'utf8')).join('\n')
  const folders = [...text.matchAll(/^ *\/\/ ((?:.*\/)?node_modules\/(?:@[^/\n]+\/)?[^/\n]+)\//gm)].map(
    ([, folder]) => folder!,
  )
  if (folders.length === 0)
    throw new Error('Expected packages in the bundles of dist/ but found none. Run `npm run build`.')
  return [...new Set(folders)].sort()
}

function licenceOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
  const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry))
  if (!file || !existsSync(join(root, folder, file)))
    throw new Error(`Expected a licence file in ${folder} but found none.`)
  return `${name} ${version} (${license})\n\n${readFileSync(join(root, folder, file), 'utf8').trim()}\n`
}

copyWasm()
const licences = bundledPackages().map(licenceOf)
const heading = 'The JavaScript files in this folder contain code of these packages.\n'
writeFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), [heading, ...licences].join(`\n${'-'.repeat(80)}\n\n`))
