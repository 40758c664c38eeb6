import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, type TestContext } from 'vitest'
import { base } from '../../src/representation.ts'
import { flood, type Flood, type Flooded } from '../support/flood.ts'
import { honestCalls } from '../support/honest.ts'
import { manyRows } from '../support/many-rows.ts'
import { registerProcess, start, type RegisterProcess } from '../support/register-process.ts'

const hasProc = existsSync('/proc/self/status')
/** How long each flood lasts; OVERLOAD_SECONDS makes it longer. */
const seconds = Number(process.env.OVERLOAD_SECONDS ?? 3)
/** Longer than the headers of a request may take. */
const slowSeconds = Math.max(seconds, 14)
const p99Ms = 1_000
/** On a machine that is busy with something else: so many times the p99 without a flood. */
const timesCalm = 10
const settledWithinMs = 15_000
const grownAtMost = 1.2
const mostConnections = 2_000
/** What a process opens beside its connections. */
const otherFiles = 200
const idle = Math.min(10_000, filesAllowed() - otherFiles)
const list = `${base}/contributions?limit=200`
/** A machine that was busy with something else gets another chance. */
const again = { retry: 2, timeout: 120_000 + 2_000 * seconds }

type Running = Pick<RegisterProcess, 'url' | 'child' | 'output'>
let register: RegisterProcess
/** On the same database, with limits that keep nobody back. */
let unlimited: Running

beforeAll(async () => {
  // A short flood would else end before the limit.
  const limit = Math.min(1_200, 200 * seconds)
  register = await registerProcess({ SEED: 'facts', RATE_LIMIT: String(limit) })
  const high = { RATE_LIMIT: '1000000', RATE_LIMIT_PUBLIC: '1000000' }
  unlimited = await start({ DATABASE_URL: register.databaseUrl, PORT: '0', ...high })
  const pool = new pg.Pool({ connectionString: register.databaseUrl })
  await manyRows(pool, 1_000)
  await pool.end()
  // What a process that has worked needs is what it is held against.
  const keys = await Promise.all([newKey(), newKey(), newKey(), newKey()])
  const warm = { kind: 'asks' as const, headers: keys.map(authorized), connections: 500, seconds: 2 }
  await Promise.all([register, unlimited].map(({ url }) => flood({ ...warm, url: url + list })))
}, 180_000)
afterAll(async () => {
  const gone = once(unlimited.child, 'exit')
  unlimited.child.kill('SIGTERM')
  await gone
  await register[Symbol.asyncDispose]()
})

test(
  '700 connections ask without a pause where 16 keep the register busy: what is too much is refused, and each caller has its turn',
  again,
  async (context) => {
    const floods = await Promise.all([newKey(), newKey(), newKey()])
    const wanted = { kind: 'asks', url: unlimited.url + list, headers: floods.map(authorized), seconds } as const
    const usual = await flood({ ...wanted, connections: 16, seconds: 1.5 })
    const came = await withstand(context, unlimited, { ...wanted, connections: 700 })
    const perSecond = ({ statuses }: Flooded, of: number) => sum(statuses) / of
    summary(
      `  ${Math.round(perSecond(usual, 1.5))} a second can be served, ${Math.round(perSecond(came, seconds))} were answered`,
    )
    expect(Object.keys(came.statuses)).toEqual(['200', '503'])
  },
)

test('one key asks without end: it is told of its limit, and others notice nothing', again, async (context) => {
  const headers = [authorized(await newKey())]
  const came = await withstand(context, register, {
    kind: 'asks',
    url: `${register.url}${base}/organisations?limit=1`,
    headers,
    connections: 500,
    seconds,
  })
  expect(came.statuses).toHaveProperty('429')
  expect(Object.keys(came.statuses)).toSatisfy(onlyOf(200, 429, 503))
})

test('answers and exports that nobody reads', again, async (context) => {
  const given = authorized(await newKey())
  const headers = [given, given, { ...given, accept: 'application/x-ndjson' }]
  const url = `${register.url}${base}/contributions?sort=createdAt`
  const came = await withstand(context, register, { kind: 'deaf', url, headers, connections: 600, seconds })
  expect(came.statuses).toHaveProperty('200')
  expect(Object.keys(came.statuses)).toSatisfy(onlyOf(200, 429, 503))
})

test(
  'requests that come a byte a second: headers are waited for 10 seconds, bodies hold nobody up',
  again,
  async (context) => {
    const headers = [authorized(await newKey('coordinator'))]
    const url = `${register.url}${base}/organisations`
    const slow = { kind: 'slow', url, headers, connections: 300, seconds: slowSeconds } as const
    const bodies = flood({ ...slow, body: JSON.stringify({ name: 'Långsam (påhittad)'.repeat(100) }) })
    const came = await withstand(context, register, slow)
    expect(came).toEqual({ statuses: { 408: 300 }, opened: 300, cut: 300 })
    expect(Object.keys((await bodies).statuses)).toSatisfy(onlyOf(408))
  },
)

test(
  `${idle} connections on which nothing is sent: the ${mostConnections} latest are kept, the others make room`,
  again,
  async (context) => {
    let most = 0
    const looking = setInterval(() => (most = Math.max(most, filesOf(register.child.pid!))), 100)
    const came = await withstand(context, register, {
      kind: 'idle',
      url: register.url,
      headers: [{}],
      connections: idle,
      seconds,
    }).finally(() => clearInterval(looking))
    // Whom nothing has come from for ten seconds is told so.
    expect(Object.keys(came.statuses)).toSatisfy(onlyOf(408))
    expect(came.opened).toBeGreaterThan(mostConnections)
    expect(came.cut).toBeGreaterThan(0)
    expect(most).toBeLessThan(mostConnections + otherFiles)
  },
)

/** A flood, and an honest caller beside it who must be served in time; what it takes in memory is given back. */
async function withstand(context: TestContext, { url, child, output }: Running, wanted: Flood): Promise<Flooded> {
  const before = memoryOf(child.pid!)
  const key = await newKey('coordinator')
  const calm = await honestCalls(url, key, sleep(300))
  const flooding = flood(wanted)
  const { statuses, calls, p99, slowest } = await honestCalls(url, key, flooding)
  const came = await flooding
  const after = await memoryBelow(child.pid!, before * grownAtMost)
  summary(
    `${context.task.name.split(':')[0]}: ${JSON.stringify(came)}; an honest caller's ${calls} calls: p99 ${p99} ms (${calm.p99} without), ` +
      `slowest ${JSON.stringify(slowest)}; memory ${Math.round(before)} MB, then ${Math.round(after)}`,
  )
  expect(statuses).toEqual(new Set([200, 201]))
  expect(p99).toBeLessThan(Math.max(p99Ms, timesCalm * calm.p99))
  expect(child.exitCode).toBeNull()
  expect(output()).not.toContain('unexpected error')
  if (hasProc) expect(after).toBeLessThanOrEqual(before * grownAtMost)
  return came
}

async function newKey(role = 'reader'): Promise<string> {
  const response = await fetch(`${register.url}${base}/api-keys`, {
    method: 'POST',
    headers: { ...authorized(register.firstKey), 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Prov (påhittad)', role }),
  })
  return ((await response.json()) as { key: string }).key
}

function authorized(key: string) {
  return { authorization: `Bearer ${key}` }
}

/** Waits until it is that little, or for a while. */
async function memoryBelow(pid: number, wanted: number): Promise<number> {
  for (const until = Date.now() + settledWithinMs; ;) {
    const now = memoryOf(pid)
    if (!(now > wanted) || Date.now() > until) return now
    await sleep(200)
  }
}

/** Resident memory in megabytes; NaN where there is no /proc. */
function memoryOf(pid: number): number {
  if (!hasProc) return Number.NaN
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
}

function filesOf(pid: number): number {
  return hasProc ? readdirSync(`/proc/${pid}/fd`).length : 0
}

/** How many files a process may have open, connections among them; Node takes all that it may. */
function filesAllowed(): number {
  if (!hasProc) return 1_000
  return Number(/Max open files\s+\d+\s+(\d+)/.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1])
}

function sum(statuses: Record<number, number>): number {
  return Object.values(statuses).reduce((total, count) => total + count, 0)
}

function onlyOf(...allowed: number[]) {
  return (statuses: string[]) => statuses.every((status) => allowed.includes(Number(status)))
}

function summary(text: string): void {
  process.stdout.write(`${text}\n`)
}
