import type { Plugin } from 'esbuild'
import { defineConfig, type Options } from 'tsup'

/** Node resolves `new URL('file:' + path)` wrongly where the path holds `#` or `%`, so the usual shim is not used. */
const moduleUrlForCommonJs = "'use strict'; const __moduleUrl = require('node:url').pathToFileURL(__filename).href;"

/** The command finds the library beside it, where apps find it too, and does not hold a second copy. */
const libraryBeside: Plugin = {
  name: 'library-beside',
  setup(build) {
    build.onResolve({ filter: /^\.\.\/(\.\.\/)?index\.js$/ }, () => ({ path: './index.js', external: true }))
  },
}

const shared: Options = {
  platform: 'node',
  target: 'node20.19',
  outDir: 'dist',
  shims: false,
  // One file for each entry, so that what ships has names that stay.
  splitting: false,
  noExternal: ['yargs', 'tinyglobby'],
  external: ['sharp', 'onnxruntime-node'],
}

const types: Options = {
  dts: { entry: { index: 'src/index.ts' }, banner: '/// <reference lib="esnext.disposable" />' },
}

export default defineConfig([
  { ...shared, ...types, entry: { index: 'src/index.ts' }, format: 'esm' },
  {
    ...shared,
    ...types,
    entry: { index: 'src/index.ts' },
    format: 'cjs',
    banner: { js: moduleUrlForCommonJs },
    esbuildOptions(options) {
      options.define = { ...options.define, 'import.meta.url': '__moduleUrl' }
    },
  },
  { ...shared, entry: { cli: 'src/cli/main.ts' }, format: 'esm', esbuildPlugins: [libraryBeside] },
])
