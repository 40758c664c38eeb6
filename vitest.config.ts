import { defineConfig } from 'vitest/config'

/** Wants all of the machine for itself, and would take it from the others. */
const alone = ['tests/strength/overload.test.ts']

export default defineConfig({
  test: {
    globalSetup: 'tests/support/global-setup.ts',
    // Loading the dependencies takes most of a second, far more than most files' tests. Files of one process therefore
    // share the modules: nothing here mocks a module or keeps state in one, each file has a database of its own.
    pool: 'forks',
    isolate: false,
    testTimeout: 20_000,
    hookTimeout: 20_000,
    reporters: ['default'],
    projects: [
      {
        extends: true,
        test: {
          name: 'register',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/bench/**', ...alone],
          // By default one core stays idle, which on two cores is half of them.
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
        },
      },
      { extends: true, test: { name: 'alone', include: alone, maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
})
