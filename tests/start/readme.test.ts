import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { registerProcess } from '../support/register-process.ts'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const examples = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block).join('\n')

test('the first day of the README works on a register that has just been started', async () => {
  await using register = await registerProcess({ SEED: 'facts' })
  const script = `set -eo pipefail\n${examples.replace('http://127.0.0.1:3000', register.url)}`
  const { code, output } = await bash(script, { FIRST_KEY: register.firstKey })
  expect(output, output).not.toContain('application/problem+json')
  expect(code, output).toBe(0)
  expect(output).toContain('"title":"Sommarjobb på lagret"')
  expect(output).toContain('"status":"confirmed"')
  expect(output).toContain('"website":"https://exempelbygg.example"')
  expect(output).toContain('"name":"Equmeniakyrkan"')
  expect(output).toContain('"nextOccurrences"')
}, 60_000)

test('the README names every variable that the register reads', async () => {
  const { variables } = await import('../../src/config.ts')
  for (const name of Object.keys(variables)) expect(readme).toContain(`\`${name}\``)
})

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
