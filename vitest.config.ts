import { defineConfig } from 'vitest/config'

// Vite takes # and ? in a path for parts of a URL, and would only say that it finds no file.
if (/[#?]/.test(import.meta.dirname)) {
  throw new Error(
    `Expected a folder whose name holds neither # nor ? to run the tests in, but this is ${import.meta.dirname}: ` +
      'Vite cannot read from it. Clone into another folder; the package itself works in this one.',
  )
}

/**
 * - unit: src/ and scripts/
 * - fuzz: generated inputs, and the corpus of those that once failed
 * - parity: ONNX Runtime's answers on MNIST's test set, which MNIST_DIR names
 * - acceptance: the packed tarball, installed
 * - managers: the same with every package manager and Node
 * - bundlers: the same in bundles, browsers and edge runtimes
 * - release: publish, release and notify, and the fault-injecting registry that they are tested against
 * - pipeline: .gitlab-ci.yml, run
 * - service: the service of deploy/ as a process, with the packed tarball installed
 * - deployment: Dockerfiles and Kubernetes manifests, against linters and schemas
 */
export default defineConfig({
  test: {
    // GitLab shows the report in a merge request.
    reporters: process.env.CI ? ['default', ['junit', { outputFile: 'reports/junit.xml' }]] : ['default'],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      // Compiled to WebAssembly, which V8's coverage does not see; test/unit/engine and test/parity run every kernel.
      exclude: ['src/kernels/**', '**/*.d.ts'],
      reporter: ['text', 'cobertura'],
      reportsDirectory: 'reports/coverage',
      thresholds: { lines: 95 },
    },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          globalSetup: 'test/unit/setup.ts',
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'fuzz',
          include: ['test/fuzz/*.test.ts'],
          testTimeout: 600_000,
        },
      },
      {
        test: {
          name: 'parity',
          include: ['test/parity/*.test.ts'],
          globalSetup: 'test/unit/setup.ts',
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'acceptance',
          include: ['test/acceptance/*.test.ts'],
          globalSetup: 'test/acceptance/setup.ts',
          testTimeout: 300_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'release',
          include: ['test/release/*.test.ts', 'test/registry/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'pipeline',
          include: ['test/pipeline/*.test.ts'],
          testTimeout: 1_800_000,
          hookTimeout: 1_800_000,
        },
      },
      {
        test: {
          name: 'managers',
          include: ['test/acceptance/managers/*.test.ts'],
          globalSetup: 'test/acceptance/setup.ts',
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'bundlers',
          include: ['test/acceptance/bundlers/*.test.ts'],
          globalSetup: ['test/acceptance/setup.ts', 'test/acceptance/bundlers/setup.ts'],
          testTimeout: 300_000,
          hookTimeout: 600_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'service',
          include: ['deploy/service/test/*.test.ts'],
          globalSetup: 'deploy/service/test/setup.ts',
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: { name: 'deployment', include: ['deploy/test/*.test.ts'] },
      },
    ],
  },
})
