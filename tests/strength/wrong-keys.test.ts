import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { newKey } from '../../src/identity/api-keys/key.ts'
import { base } from '../../src/representation.ts'
import { registerProcess } from '../support/register-process.ts'

const guesses = 10_000
const guessers = 20
const honestEveryMs = 20

interface Answer {
  status: number
  ms: number
}

test(`${guesses} wrong keys from one address: an honest client at the same address notices nothing`, async () => {
  await using register = await registerProcess({ SEED: 'facts' })
  const honest = caller(register.url)
  const guesser = caller(register.url)
  const key = register.firstKey
  const linesBefore = linesOf(register.output()).length
  // The key is known to the register from here on.
  expect((await honest('/organisations', key)).status).toBe(200)

  const keys = Array.from({ length: guesses }, newKey)
  const guessed: Answer[] = []
  const began = performance.now()
  const guessing = new AbortController()
  const flood = Promise.all(
    Array.from({ length: guessers }, async (_, first) => {
      for (let n = first; n < guesses; n += guessers) guessed.push(await guesser('/organisations', keys[n]!))
    }),
  ).then(() => guessing.abort())
  const served: Answer[] = []
  while (!guessing.signal.aborted) {
    served.push(await honest('/organisations', key))
    await sleep(honestEveryMs)
  }
  await flood
  const took = performance.now() - began

  const { text: metrics } = await honest('/metrics', key)
  register.child.kill('SIGTERM')
  await new Promise((resolve) => register.child.once('exit', resolve))
  const output = register.output()
  const lines = linesOf(output).slice(linesBefore)

  const refused = counted(metrics, /^requests_limited_total\{policy="sign-in"\} (\d+)/m)
  const failed = counted(
    metrics,
    /http_request_duration_seconds_count\{[^}]*route="[^"]*\/organisations",status="401"\} (\d+)/,
  )
  print(`${guesses} wrong keys in ${Math.round(took)} ms`, tally(guessed), guessed)
  print(`an honest client beside them, ${served.length} calls`, tally(served), served)
  process.stdout.write(
    `the log: ${lines.length} lines, ${lines.join('\n').length} bytes; the metrics: ${failed} failed sign-ins, ${refused} refused\n`,
  )

  expect(tally(served)).toEqual({ 200: served.length })
  expect(served.length).toBeGreaterThan(5)
  // However many are under way at once, no more fail than the budget has points; it is anew each minute.
  expect(Object.keys(tally(guessed)).toSorted()).toEqual(['401', '429'])
  expect(failed).toBeLessThanOrEqual(20 * Math.ceil(took / 60_000 + 1))
  expect({ failed, refused }).toEqual({ failed: tally(guessed)[401], refused: tally(guessed)[429] })
  // Each served request is a line, each failed one as well; the refused ones are a line a minute together, and the first.
  const others = lines.filter((line) => !line.includes('"msg":"request"'))
  expect(others.length).toBeLessThanOrEqual(20)
  expect(lines.length - others.length).toBeLessThanOrEqual(served.length + failed + 3)
  const summed = others
    .map((line) => JSON.parse(line) as { refused?: number })
    .reduce((sum, line) => sum + (line.refused ?? 0), 0)
  expect(summed).toBe(refused)
  for (const secret of keys) expect(output).not.toContain(secret.slice(3, 20))
  expect(lines.join('\n')).not.toContain(key.slice(3, 20))
}, 360_000)

/** Calls over connections that are kept, as a client does. */
function caller(url: string) {
  const agent = new Agent({ keepAlive: true })
  return (path: string, key: string): Promise<Answer & { text: string }> => {
    const began = performance.now()
    const target = path.startsWith('/metrics') ? path : base + path
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${key}` }
      request(url + target, { agent, headers }, (response) => {
        let text = ''
        response.on('data', (part: Buffer) => (text += part.toString()))
        response.on('end', () => resolve({ status: response.statusCode!, ms: performance.now() - began, text }))
      })
        .on('error', reject)
        .end()
    })
  }
}

function linesOf(output: string): string[] {
  return output.split('\n').filter((line) => line.startsWith('{'))
}

function counted(metrics: string, form: RegExp): number {
  return Number(form.exec(metrics)?.[1] ?? 0)
}

function tally(answers: Answer[]): Record<string, number> {
  return Object.fromEntries(
    Object.entries(Object.groupBy(answers, ({ status }) => status)).map(([status, some]) => [status, some!.length]),
  )
}

function print(what: string, statuses: object, answers: Answer[]): void {
  const times = answers.map(({ ms }) => ms).toSorted((a, b) => a - b)
  const percentile = (part: number) => times[Math.min(times.length - 1, Math.floor(times.length * part))]!.toFixed(1)
  process.stdout.write(`${what}: ${JSON.stringify(statuses)}, p50 ${percentile(0.5)} ms, p99 ${percentile(0.99)} ms\n`)
}
