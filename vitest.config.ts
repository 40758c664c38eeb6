import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** Without a database. */
const pure = ['tests/{rules,repository}/**/*.test.ts']
/** Races, kills, floods and starts: longer than people wait for. */
const strength = ['tests/strength/**/*.test.ts']
/** Wants all of the machine for itself, and would take it from the others. */
const alone = ['tests/strength/overload.test.ts']

// One more than cores, since many of them sleep.
const workers = availableParallelism() + 1

/** One real Postgres for each kind of tests that has it at all. */
const globalSetup = 'tests/support/global-setup.ts'

export default defineConfig({
  test: {
    // Loading the dependencies takes most of a second, far more than most files' tests. Files of one process therefore
    // share the modules: nothing here mocks a module or keeps state in one, each test has a database of its own.
    pool: 'forks',
    isolate: false,
    // For what hangs. A slow machine is none of the tests' business.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ['default'],
    projects: [
      {
        extends: true,
        test: { name: 'rules', include: pure, maxWorkers: workers, sequence: { groupOrder: 1 } },
      },
      {
        extends: true,
        test: {
          name: 'register',
          include: ['tests/**/*.test.ts'],
          exclude: [...pure, ...strength],
          globalSetup,
          maxWorkers: workers,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'strength',
          include: strength,
          exclude: alone,
          globalSetup,
          // By default one core stays idle, which on two cores is half of them.
          maxWorkers: '100%',
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: { name: 'alone', include: alone, globalSetup, maxWorkers: 1, sequence: { groupOrder: 3 } },
      },
    ],
  },
})
