import type { BuildOptions, Plugin } from 'esbuild'
import { defineConfig, type Options } from 'tsup'
import manifest from './model/manifest.json'
import { schemaErrors } from './scripts/build/manifest-schema.js'

// The manifest is compiled in, so it is validated here and never at run time.
const errors = schemaErrors(manifest)
if (errors.length > 0)
  throw new Error(`Expected a valid model/manifest.json but ${errors.join('; ')}. Export it again.`)

/**
 * CommonJS has no `import.meta.url`. What replaces it is evaluated only when it is used, and written out in each place, so
 * that file tracers follow it. tsup's own shim breaks in a folder whose name holds `#` or `%`.
 */
const moduleUrlForCommonJs = 'require("node:url").pathToFileURL(__filename).href'

/** For the entry `embedded`, which is bundled for browsers and edge runtimes too: bundlers know no `node:url` for them. */
const moduleUrlForEmbedded = 'process.getBuiltinModule("node:url").pathToFileURL(__filename).href'

/** Comments that bundlers obey. Minified code has lost them. */
const importsThatStay: Options['plugins'] = [
  {
    name: 'imports-that-stay',
    renderChunk: (code) => ({
      // The name may be a short one by now; an import of a file has quotes.
      code: code.replace(
        /\bimport\((?=\w+\))/,
        'import(/* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ ',
      ),
    }),
  },
]

/** The command finds the library beside it, and those of its own parts that most calls do not need. */
const beside: Plugin = {
  name: 'beside',
  setup(build) {
    const external = (filter: RegExp, name: string) =>
      build.onResolve({ filter }, ({ kind }) =>
        kind === 'dynamic-import' ? { path: `./${name}.cjs`, external: true } : null,
      )
    external(/^\.\.\/index\.js$/, 'index')
    external(/\/yargs\.js$/, 'cli-yargs')
    external(/\/evaluate\.js$/, 'cli-evaluate')
  },
}

/** The entry `embedded` is the library with its model inside, in a file that its two builds share. */
const embeddedModel: Plugin = {
  name: 'embedded-model',
  setup(build) {
    build.onResolve({ filter: /\/model-source\.js$/ }, ({ resolveDir }) =>
      build.resolve('./model-source.embedded.js', {
        resolveDir: resolveDir.replace(/[\\/]model$/, ''),
        kind: 'import-statement',
      }),
    )
    // The conditions of package.json's `imports` choose between two builds.
    build.onResolve({ filter: /\/compile-kernels\.js$/ }, () => ({ path: '#kernels', external: true }))
    build.onResolve({ filter: /\/mnist\.onnx$/ }, () => ({ path: './embedded-model.cjs', external: true }))
  },
}

/** Node prints the line that threw an uncaught error: it must not be the whole library. */
function shortLines(options: BuildOptions): void {
  options.lineLimit = 400
}

const shared: Options = {
  platform: 'node',
  target: 'node20.19',
  outDir: 'dist',
  shims: false,
  // One file for each entry, so that what ships has names that stay.
  splitting: false,
  // Less to parse at the start, and to download.
  minify: true,
  esbuildOptions: shortLines,
  noExternal: ['yargs'],
  external: ['sharp', 'onnxruntime-node'],
}

const commonJsWith = (moduleUrl: string): Options => ({
  ...shared,
  format: 'cjs',
  esbuildOptions(options) {
    shortLines(options)
    options.define = { ...options.define, 'import.meta.url': '__moduleUrl' }
  },
  plugins: [
    { name: 'module-url', renderChunk: (code) => ({ code: code.replaceAll('__moduleUrl', moduleUrl) }) },
    ...importsThatStay,
  ],
})

const commonJs = commonJsWith(moduleUrlForCommonJs)

/** The types of the CommonJS build; scripts/build/assemble.ts writes those of the ES module, which only refer to these. */
const types: Options = {
  dts: { entry: { index: 'src/index.ts' }, banner: '/// <reference lib="esnext.disposable" />' },
}

export default defineConfig([
  { ...shared, entry: { index: 'src/index.ts' }, format: 'esm', plugins: importsThatStay },
  { ...commonJs, ...types, entry: { index: 'src/index.ts' } },
  {
    ...commonJsWith(moduleUrlForEmbedded),
    entry: { embedded: 'src/index.ts' },
    esbuildPlugins: [embeddedModel],
  },
  { ...commonJs, entry: { kernels: 'src/engine/compile-kernels.ts' } },
  {
    ...shared,
    entry: { 'kernels.workerd': 'src/engine/compile-kernels.workerd.ts' },
    format: 'esm',
    external: [/\.wasm$/],
  },
  {
    ...commonJs,
    entry: { cli: 'src/cli/main.ts', 'cli-evaluate': 'src/cli/commands/evaluate.ts' },
    esbuildPlugins: [beside],
    esbuildOptions(options) {
      commonJs.esbuildOptions?.(options, { format: 'cjs' })
      // `require` instead: an `import()` starts the loader of ES modules, which takes as long as an answer.
      options.supported = { 'dynamic-import': false }
    },
  },
  // Other people's code; the metafile tells scripts/shipped-packages.ts whose.
  {
    ...commonJs,
    entry: { 'cli-yargs': 'src/cli/yargs.ts' },
    metafile: true,
  },
])
