import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    globalSetup: 'tests/support/global-setup.ts',
    include: ['client/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
