import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { test } from 'vitest'
import { base } from '../src/representation.ts'
import { testApp } from '../tests/support/test-app.ts'

test.each(['fetch.ts', 'sdk.ts'])('what is made of the contract calls the register: %s', async (file) => {
  await using t = await testApp()
  const env = { ...process.env, REGISTER_URL: t.url + base, API_KEY: t.keys.partner }
  await promisify(execFile)(process.execPath, [`client/${file}`], { env })
})
