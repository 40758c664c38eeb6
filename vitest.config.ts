import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/bench/**'],
    globalSetup: 'tests/support/global-setup.ts',
    // Loading the dependencies takes most of a second, far more than most files' tests. Files of one process therefore
    // share the modules: nothing here mocks a module or keeps state in one, each file has a database of its own.
    pool: 'forks',
    isolate: false,
    // By default one core stays idle, which on two cores is half of them.
    maxWorkers: '100%',
    testTimeout: 20_000,
    hookTimeout: 20_000,
    reporters: ['default'],
  },
})
