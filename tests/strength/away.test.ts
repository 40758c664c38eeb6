import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openEmbedded } from '../../src/db/embedded/embedded.ts'
import { randomFrom } from '../../src/seed/demo/random.ts'
import { damage } from '../support/intact.ts'
import { sceneOf, writeAll, type Scene, type Write } from '../support/mixed-load.ts'
import { processesOf } from '../support/processes.ts'
import { start } from '../support/register-process.ts'

const directory = mkdtempSync(join(tmpdir(), 'register-away-'))
const dataDir = join(directory, 'data')
const writers = 24
const poolSize = 20
/** So that what a test has stopped is let go again, whatever happens. */
const givenUpAfterMs = 40_000
/** What needs no database. */
const independent = ['/health/live', '/docs/', '/openapi.json']
let register: Awaited<ReturnType<typeof start>>
let scene: Scene

beforeAll(async () => {
  register = await start({ DATA_DIR: dataDir, DATABASE_URL: '', PORT: '0', SEED: 'facts', RATE_LIMIT: 'off' })
  scene = await sceneOf(register.url, register.firstKey)
}, 180_000)
afterAll(async () => {
  const gone = once(register.child, 'exit')
  if (register.child.kill('SIGTERM')) await gone
  rmSync(directory, { recursive: true, force: true })
})

function serverOf(): number {
  return Number(readFileSync(join(dataDir, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n')[0])
}

function signalServer(signal: NodeJS.Signals): void {
  for (const pid of processesOf(serverOf())) {
    try {
      process.kill(pid, signal)
    } catch {
      // A session that has just ended.
    }
  }
}

async function statusesOf(paths: string[]): Promise<number[]> {
  return Promise.all(paths.map(async (path) => (await fetch(register.url + path)).status))
}

/** The register under load while `act` runs, and a while after it, until it serves as before. */
async function underLoad(act: (writes: Write[]) => Promise<void>): Promise<Write[]> {
  const stopping = new AbortController()
  const writes: Write[] = []
  const onAnswer = (write: Write) => writes.push(write)
  const load = writeAll(register.url, scene, randomFrom('away'), { writers, stopped: stopping.signal, onAnswer })
  await until(() => writes.length > 20)
  await act(writes)
  const answered = writes.length
  await until(() => writes.slice(answered).filter(({ status }) => status === 201).length > 20)
  stopping.abort()
  await load
  return writes
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + givenUpAfterMs; !(await holds());) {
    if (Date.now() > end)
      throw new Error(`waited ${givenUpAfterMs} ms in vain; the register said: ${register.output().slice(-2_000)}`)
    await sleep(20)
  }
}

/** Every write was answered, or refused with a time to come back; nothing is lost, in the pool neither. */
async function expectUnharmed(writes: Write[]): Promise<void> {
  expect(new Set(writes.map(({ status }) => status))).toSatisfy((statuses: Set<number>) =>
    [...statuses].every((status) => [200, 201, 409, 503].includes(status)),
  )
  expect(writes.filter(({ status, retryAfter }) => status === 503 && retryAfter === null)).toEqual([])
  expect(register.child.exitCode).toBeNull()
  const headers = { authorization: `Bearer ${register.firstKey}` }
  const pool = async () => {
    const text = await (await fetch(`${register.url}/metrics`, { headers })).text()
    const of = (state: string) =>
      Number(new RegExp(`database_pool_connections\\{state="${state}"\\} (\\d+)`).exec(text)?.[1])
    return { open: of('open'), idle: of('idle'), waiting: of('waiting') }
  }
  // The jobs use one now and then.
  await until(async () => {
    const { open, idle } = await pool()
    return idle >= open - 1
  })
  expect(await pool()).toMatchObject({ waiting: 0 })
  const shared = await openEmbedded(dataDir, { use: 'shared' })
  const own = new pg.Pool({ connectionString: shared.ownerUrl, max: 2 })
  expect(await damage(own)).toEqual([])
  const { rows } = await own.query(
    `select count(*)::int as sessions from pg_stat_activity where application_name like 'samhallskontraktet-register%'`,
  )
  expect(rows[0].sessions).toBeLessThanOrEqual(poolSize)
  await own.end()
  await shared.stop()
}

const summary = (what: string, writes: Write[]) => {
  const slowest = (status: number) =>
    Math.round(Math.max(0, ...writes.filter((one) => one.status === status).map(({ ms }) => ms)))
  process.stdout.write(
    `${what}: ${writes.length} writes, slowest 201 ${slowest(201)} ms, slowest 503 ${slowest(503)} ms\n`,
  )
}

test('while the server is frozen, everybody is told so and to come back; when it goes on, so does the register', async () => {
  const writes = await underLoad(async (soFar) => {
    signalServer('SIGSTOP')
    try {
      // Each of the writers has been told, several times, while it is frozen still.
      const before = soFar.length
      await until(() => soFar.slice(before).filter(({ status }) => status === 503).length > writers * 4)
      expect(await statusesOf([...independent, '/health/ready'])).toEqual([200, 200, 200, 503])
    } finally {
      signalServer('SIGCONT')
    }
  })
  summary('frozen', writes)
  await expectUnharmed(writes)
}, 360_000)

test('when the server is killed, everybody is told so, and it is started again', async () => {
  const writes = await underLoad(async () => {
    process.kill(serverOf(), 'SIGKILL')
    await until(async () => (await statusesOf(['/health/ready']))[0] === 503)
    expect(await statusesOf(independent)).toEqual([200, 200, 200])
  })
  summary('killed', writes)
  await expectUnharmed(writes)
}, 360_000)

test('statements that take seconds hold up those who need them, and nobody else', async () => {
  const shared = await openEmbedded(dataDir, { use: 'shared' })
  const blocker = new pg.Client({ connectionString: shared.ownerUrl })
  await blocker.connect()
  const writes = await underLoad(async () => {
    await blocker.query('begin; lock table contributions in access exclusive mode')
    for (let look = 0; look < 6; look++) {
      expect(await statusesOf(independent)).toEqual([200, 200, 200])
      await sleep(500)
    }
    await blocker.query('commit')
  })
  await blocker.end()
  await shared.stop()
  summary('slow', writes)
  await expectUnharmed(writes)
}, 360_000)
