/**
 * Compiles src/kernels/ to WebAssembly and writes the module into src/engine/kernels.generated.ts. As text, it needs no
 * loader in any bundler, test runner or browser.
 */
import { hash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import asc from 'assemblyscript/asc'

const root = join(import.meta.dirname, '../..')

const options = '--outFile kernels.wasm -O3 --runtime stub --enable simd --noAssert --initialMemory 32'
// AS112: vectors cannot be passed to JavaScript. No kernel does that.
const quiet = ['--disableWarning', '112']

let module: Uint8Array | undefined
const { error, stderr } = await asc.main(['src/kernels/index.ts', '--baseDir', root, ...options.split(' '), ...quiet], {
  writeFile(name, contents) {
    if (name.endsWith('.wasm')) module = contents as Uint8Array
  },
})
if (error || !module) throw new Error(`Expected the kernels to compile but they do not:\n${stderr}`, { cause: error })

const sha256 = hash('sha256', module)
const base64 = Buffer.from(module).toString('base64')
writeFileSync(
  join(root, 'src/engine/kernels.generated.ts'),
  `// Written by scripts/build/compile-kernels.ts from src/kernels/. Not committed.\n` +
    `export const sha256 = '${sha256}'\nexport const base64 = '${base64}'\n`,
)
