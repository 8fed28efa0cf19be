/**
 * Compiles src/kernels/ to WebAssembly and writes the module into src/engine/kernels.generated.ts, as text, so that
 * every bundler, test runner and browser finds it without a loader of its own.
 */
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'

const root = fileURLToPath(new URL('../..', import.meta.url))

const options = [
  '--outFile',
  'kernels.wasm',
  '-O3',
  '--runtime',
  'stub',
  '--enable',
  'simd',
  '--noAssert',
  '--initialMemory',
  '32',
]
// AS112: vectors cannot cross into JavaScript, which no kernel does.
const quiet = ['--disableWarning', '112']

let module: Uint8Array | undefined
const { error, stderr } = await asc.main(['src/kernels/index.ts', '--baseDir', root, ...options, ...quiet], {
  writeFile(name, contents) {
    if (name.endsWith('.wasm')) module = contents as Uint8Array
  },
})
if (error || !module) throw new Error(`Expected the kernels to compile but they do not:\n${stderr}`, { cause: error })

const sha256 = createHash('sha256').update(module).digest('hex')
const base64 = Buffer.from(module).toString('base64')
writeFileSync(
  join(root, 'src/engine/kernels.generated.ts'),
  `// Written by scripts/build/compile-kernels.ts from src/kernels/. Not committed.\n` +
    `export const sha256 = '${sha256}'\nexport const base64 = '${base64}'\n`,
)
