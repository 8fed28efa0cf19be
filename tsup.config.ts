import { defineConfig, type Options } from 'tsup'

/** Node resolves `new URL('file:' + path)` wrongly where the path holds `#` or `%`, so the usual shim is not used. */
const moduleUrlForCommonJs = "'use strict'; const __moduleUrl = require('node:url').pathToFileURL(__filename).href;"

const shared: Options = {
  platform: 'node',
  target: 'node20.19',
  outDir: 'dist',
  shims: false,
  // scripts/assemble.ts reads from it whose code is inside, and removes it.
  metafile: true,
  // Only what is bundled on purpose: its licences are collected by scripts/licences.ts.
  noExternal: ['fast-png', 'yargs', 'tinyglobby'],
  external: ['sharp', 'onnxruntime-node'],
}

export default defineConfig([
  {
    ...shared,
    entry: { index: 'src/index.ts', cli: 'src/cli/main.ts' },
    format: 'esm',
    splitting: true,
    dts: { entry: { index: 'src/index.ts' }, banner: '/// <reference lib="esnext.disposable" />' },
  },
  {
    ...shared,
    entry: { index: 'src/index.ts' },
    format: 'cjs',
    dts: { entry: { index: 'src/index.ts' }, banner: '/// <reference lib="esnext.disposable" />' },
    banner: { js: moduleUrlForCommonJs },
    esbuildOptions(options) {
      options.define = { ...options.define, 'import.meta.url': '__moduleUrl' }
    },
  },
])
