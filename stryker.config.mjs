/**
 * Mutation testing: changes one thing at a time in a group of files, and says which changes no unit test notices.
 * Not part of `.ci/run`, because all groups together take hours: see docs/mutation-testing.md.
 *
 * MUTATE=load npx stryker run
 */

/** The files of each group in src, and the unit tests that are to notice. */
const groups = {
  load: ['input/load', 'input/load'],
  headers: ['input/{headers,limits}', 'input/{headers,limits}'],
  decode: ['input/{decode,formats,grayscale,sharp}', 'input/{decode,sharp}'],
  png: ['input/png', 'input/png'],
  library: [
    '{abortable,arguments,batches,concat,errors,pacing,postprocess,base64,sha256}',
    '{abortable,arguments,batches,errors,pacing,postprocess}',
  ],
  predictor: ['{predictor,infer,host,model-source}', '{predictor,hostile,infer,host,model-source}'],
  model: ['model/{model-file,model-info,selftest}', 'model/*'],
  onnx: ['engine/{onnx-file,operators}', 'engine/{onnx-file,operators}'],
  engine: ['engine/{plan,builtin,onnxruntime,compile-kernels}', 'engine/{builtin,kernels,onnxruntime,plan}'],
  preprocess: ['{preprocess,preprocess/*}', 'preprocess{,/*}'],
  command: ['cli/**/*', 'cli/*'],
}

const name = process.env.MUTATE ?? 'load'
const [files, tests] = groups[name]
process.env.MUTATION_TESTS = `test/unit/${tests}.test.ts`

export default {
  mutate: [`src/${files}.ts`],
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutation.config.ts' },
  plugins: ['@stryker-mutator/vitest-runner'],
  coverageAnalysis: 'perTest',
  // What a module computes when it is loaded, tables mostly: each would be tried against all tests.
  ignoreStatic: true,
  concurrency: 1,
  reporters: ['clear-text', 'progress-append-only', 'json'],
  clearTextReporter: { allowColor: false, logTests: false },
  jsonReporter: { fileName: `reports/mutation/${name}.json` },
  ignorePatterns: ['/training', '/reports', '/dist', '/docs', '/bench', '/demo', '/examples', '/deploy'],
  tempDirName: 'reports/stryker',
}
