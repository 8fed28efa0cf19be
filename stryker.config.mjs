/**
 * Mutation testing: changes one thing at a time in a group of files, and says which changes no unit test notices.
 * Not part of the pipeline, because a group takes minutes: see test/README.md.
 *
 * MUTATE=input npx stryker run
 */
const unit = (...files) => files.map((file) => `test/unit/${file}.test.ts`).join(' ')

/** The files of each group, and the tests that are to notice. */
const groups = {
  input: { files: 'src/input/*.ts', tests: unit('input/*') },
  engine: { files: 'src/engine/*.ts', tests: unit('engine/{builtin,kernels,onnx-file,onnxruntime,operators,plan}') },
  model: { files: 'src/{model,}/*{metadata,model*,selftest}*.ts', tests: unit('model/*', 'model-source', 'integrity') },
  library: {
    files: 'src/{abortable,arguments,batches,concat,errors,host,infer,pacing,postprocess,predictor,base64,sha256}.ts',
    tests: unit('{abortable,arguments,batches,calls,errors,host,hostile,infer,pacing,postprocess,predictor}'),
  },
  preprocess: { files: 'src/preprocess{,/*}.ts', tests: unit('preprocess', 'preprocess/*') },
  command: { files: 'src/cli/**/*.ts', tests: unit('cli/*') },
}

const name = process.env.MUTATE ?? 'input'
const { files, tests } = groups[name]
process.env.MUTATION_TESTS = tests

export default {
  mutate: [process.env.MUTATE_FILES ?? files, '!src/engine/kernels.generated.ts'],
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutation.config.ts' },
  plugins: ['@stryker-mutator/vitest-runner'],
  coverageAnalysis: 'perTest',
  concurrency: 1,
  // An engine that never returns is stopped after this, in milliseconds and as a multiple of the usual time.
  timeoutMS: 10_000,
  timeoutFactor: 4,
  reporters: ['clear-text', 'json'],
  clearTextReporter: { allowColor: false, logTests: false },
  jsonReporter: { fileName: `reports/mutation/${name}.json` },
  ignorePatterns: ['/training', '/reports', '/dist', '/docs', '/bench', '/demo', '/examples', '/deploy'],
  tempDirName: 'reports/stryker',
}
