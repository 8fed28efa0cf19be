import { defineConfig } from 'vitest/config'

/** The unit tests as Stryker runs them: in one project, and only those that concern the files under mutation. */
export default defineConfig({
  test: {
    include: [process.env.MUTATION_TESTS ?? 'test/unit/**/*.test.ts'],
    globalSetup: 'test/unit/setup.ts',
    testTimeout: 60_000,
  },
})
