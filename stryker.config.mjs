/**
 * Mutation testing: changes one thing at a time in a group of files, and says which changes no unit test notices.
 * Not part of `.ci/run`, because all groups together take hours: see docs/mutation-testing.md.
 *
 * MUTATE=load npx stryker run
 * MUTATE=load SAMPLE=0.2 SEED=1 npx stryker run   # a fifth of the lines, in random pieces of each file
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** The files of each group in src, and the unit tests that are to notice. */
const groups = {
  load: ['input/load', 'input/load'],
  headers: ['input/{headers,limits}', 'input/{headers,limits}'],
  decode: ['input/{decode,formats,grayscale,sharp}', 'input/{decode,sharp}'],
  png: ['input/{png,inflate}', 'input/{png,inflate}'],
  library: [
    '{abortable,arguments,batches,concat,errors,pacing,postprocess,base64,sha256}',
    '{abortable,arguments,batches,errors,pacing,postprocess}',
  ],
  predictor: ['{predictor,infer,host,model-source}', '{predictor,hostile,infer,host,model-source}'],
  model: ['model/{model-file,model-info,selftest}', 'model/*'],
  onnx: ['engine/{onnx-file,operators}', 'engine/{onnx-file,operators}'],
  engine: ['engine/{plan,builtin,onnxruntime,compile-kernels}', 'engine/{builtin,kernels,onnxruntime,plan}'],
  preprocess: ['preprocess/*', 'preprocess/*'],
  command: ['cli/**/*', 'cli/*'],
}

const name = process.env.MUTATE ?? 'load'
const [files, tests] = groups[name]
process.env.MUTATION_TESTS = `test/unit/${tests}.test.ts`

/** Every piece of eight lines of the group's files that a seeded draw picks, as Stryker writes ranges. */
function sample(part, seed) {
  const list = execFileSync('bash', ['-O', 'globstar', '-c', `ls src/${files}.ts`], { encoding: 'utf8' })
  let state = seed
  return list
    .trim()
    .split('\n')
    .flatMap((file) => {
      const lines = readFileSync(file, 'utf8').split('\n').length
      const starts = Array.from({ length: Math.ceil(lines / 8) }, (_, piece) => 8 * piece + 1)
      const picked = starts.filter(() => {
        // A linear congruential generator, with the constants of Numerical Recipes.
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0
        return state / 2 ** 32 < part
      })
      return picked.map((start) => `${file}:${start}-${start + 7}`)
    })
}

export default {
  mutate: process.env.SAMPLE ? sample(Number(process.env.SAMPLE), Number(process.env.SEED ?? 1)) : [`src/${files}.ts`],
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
