/**
 * The second half of the build: writes into dist/ the model for the entry `embedded`, the types of the ES modules, and the
 * licences of everything that was bundled. Run after tsup.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { base64 as kernels } from '../../src/engine/kernels.generated.js'
import { bundledPackages } from '../shipped-packages.js'

const root = join(import.meta.dirname, '../..')
const dist = join(root, 'dist')

/** Writes the entry `embedded`: the model's bytes, and an ES module with the names of its CommonJS build. */
async function writeEmbedded(): Promise<void> {
  // A character for each byte, where base64 would cut across bytes: it compresses to a tenth less. Weights are around 0, and
  // 64 more is a letter.
  const shifted = readFileSync(join(root, 'model/mnist.onnx')).map((byte) => byte + 64)
  const text = JSON.stringify(Buffer.from(shifted).toString('latin1'))
  writeFileSync(join(dist, 'embedded-model.cjs'), `module.exports = ${text}\n`)
  writeFileSync(join(dist, 'kernels.wasm'), Buffer.from(kernels, 'base64'))
  const names = Object.keys(await import(pathToFileURL(join(dist, 'index.js')).href))
  writeFileSync(join(dist, 'embedded.js'), `export { ${names.join(', ')} } from './embedded.cjs'\n`)
}

/** Returns the licence of a package, with the notice that the Apache licence requires. */
function licenceOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
  const files = readdirSync(join(root, folder)).filter((entry) => /^(?:licen[cs]e|notice)/i.test(entry))
  if (files.length === 0) throw new Error(`Expected a licence file in ${folder} but found none.`)
  const texts = files.sort().map((file) => `${readFileSync(join(root, folder, file), 'utf8').trim()}\n`)
  return [`${name} ${version} (${license})\n`, ...texts].join('\n')
}

await writeEmbedded()
// A second copy of the declarations would add 6 KB to the tarball.
writeFileSync(join(dist, 'index.d.ts'), "export * from './index.cjs'\n")
const licences = bundledPackages(root).map(licenceOf)
const heading = 'The JavaScript files in this folder contain code of these packages.\n'
writeFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), [heading, ...licences].join(`\n${'-'.repeat(80)}\n\n`))
