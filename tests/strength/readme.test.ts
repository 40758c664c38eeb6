import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { registerProcess } from '../support/register-process.ts'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const examples = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block).join('\n')

test('the first day of the README works on a register that has just been started', async () => {
  await using register = await registerProcess({ SEED: 'facts' })
  const directory = mkdtempSync(join(tmpdir(), 'register-readme-'))
  const here = examples
    .replace('http://127.0.0.1:3000', register.url)
    .replace('register.backup.gz', join(directory, 'register.backup.gz'))
  const environment = { FIRST_KEY: register.firstKey, DATABASE_URL: register.databaseUrl }
  const { code, output } = await bash(`set -eo pipefail\n${here}`, environment)
  rmSync(directory, { recursive: true })
  expect(output, output).not.toContain('application/problem+json')
  expect(code, output).toBe(0)
  expect(output).toContain('"title":"Sommarjobb på lagret"')
  expect(output).toContain('"status":"confirmed"')
  expect(output).toContain('"website":"https://exempelbygg.example"')
  expect(output).toContain('"name":"Equmeniakyrkan"')
  expect(output).toContain('"nextOccurrences"')
  expect(output).toMatch(/Backed up \d+ rows/)
  expect(output).toMatch(/The log is whole: \d+ entries/)
}, 180_000)

function bash(script: string, environment: Record<string, string>): Promise<{ code: number | null; output: string }> {
  expect(spawnSync('curl', ['--version']).status, 'the examples need curl').toBe(0)
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['-c', script], { env: { ...process.env, ...environment } })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
}
