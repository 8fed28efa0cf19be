import { defineConfig } from 'vitest/config'

/**
 * The unit tests as Stryker runs them: in one project, and only those that concern the files under mutation, because a
 * mutant of what a module computes when it is loaded is tried against all of them.
 */
export default defineConfig({
  test: {
    include: (process.env.MUTATION_TESTS ?? 'test/unit/**/*.test.ts').split(' '),
    globalSetup: 'test/unit/setup.ts',
    testTimeout: 60_000,
  },
})
