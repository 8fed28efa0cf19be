import { defineConfig } from 'vitest/config'

/** Three projects: pure stages, the packed tarball, and the tarball under every package manager and Node. */
export default defineConfig({
  test: {
    coverage: {
      provider: 'v8',
      include: ['src/**'],
      reporter: ['text', 'cobertura'],
      reportsDirectory: 'reports/coverage',
      thresholds: { lines: 95 },
    },
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts', 'test/registry/**/*.test.ts'] } },
      {
        test: {
          name: 'acceptance',
          include: ['test/acceptance/*.test.ts'],
          globalSetup: 'test/acceptance/setup.ts',
          testTimeout: 120_000,
          hookTimeout: 180_000,
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
    ],
  },
})
