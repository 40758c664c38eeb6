import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { expect, test } from 'vitest'
import { openEmbedded } from '../../src/db/embedded.ts'
import { base } from '../../src/representation.ts'
import { randomFrom } from '../../src/seed/demo/random.ts'
import { damage } from '../support/intact.ts'
import { again, sceneOf, writeAll, type Write } from '../support/mixed-load.ts'
import { start } from '../support/register-process.ts'

const rounds = Number(process.env.KILL_ROUNDS ?? 3)
const seed = process.env.KILL_SEED ?? String(Date.now() % 1_000_000)
const writers = 8
const readyWithinMs = 60_000
/** Rows that a write of each kind leaves in the log, all or none. */
const logged = { organisations: 3, contacts: 1, contributions: 1, allocations: 1 }

test(`a register, its server, or both are killed ${rounds} times while everybody writes, and nothing is lost (KILL_SEED=${seed})`, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'register-kills-'))
  const environment = {
    DATA_DIR: join(directory, 'data'),
    DATABASE_URL: '',
    PORT: '0',
    SEED: 'facts',
    RATE_LIMIT: 'off',
  }
  const random = randomFrom(seed)
  let register = await start(environment)
  try {
    const scene = await sceneOf(register.url, register.firstKey)
    const before: Write[] = []
    const tally: Record<string, number> = {}
    const back: number[] = []
    for (let round = 0; round < rounds; round++) {
      const victims = (['register', 'server', 'both'] as const)[round % 3]!
      const stopping = new AbortController()
      const moment = Promise.withResolvers<void>()
      let left = random.between(5, 120)
      const onAnswer = () => --left === 0 && moment.resolve()
      const writing = writeAll(register.url, scene, random, { writers, stopped: stopping.signal, onAnswer })
      await moment.promise
      await sleep(random.between(0, 50))
      const gone = once(register.child, 'exit')
      if (victims !== 'register') process.kill(serverOf(environment.DATA_DIR), 'SIGKILL')
      if (victims !== 'server') register.child.kill('SIGKILL')
      if (victims === 'server') await sleep(random.between(0, 1_000))
      const killed = Date.now()
      stopping.abort()
      const writes = await writing
      if (victims !== 'server') {
        await gone
        register = await start(environment)
      }
      await ready(register.url)
      back.push(Date.now() - killed)
      for (const { status } of writes) tally[status] = (tally[status] ?? 0) + 1

      expect(new Set(writes.map(({ status }) => status)), victims).toSatisfy(isExpected)
      const shared = await openEmbedded(environment.DATA_DIR, { use: 'shared' })
      const pool = new pg.Pool({ connectionString: shared.ownerUrl, max: 2 })
      try {
        await keptAll(pool, register.url, writes)
        // What was kept at an earlier death is kept still.
        await keptAll(pool, register.url, before.splice(0))
        before.push(...writes.filter(({ status }) => status === 201).slice(-20))
        expect(await damage(pool)).toEqual([])
      } finally {
        await pool.end()
        await shared.stop()
      }
    }
    const [least, most] = [Math.min(...back), Math.max(...back)]
    summary(
      `kill: ${rounds} rounds, writes by status ${JSON.stringify(tally)}, ready again after ${least} to ${most} ms`,
    )
  } finally {
    const gone = once(register.child, 'exit')
    if (register.child.kill('SIGTERM')) await gone
    rmSync(directory, { recursive: true, force: true })
  }
}, 3_600_000)

const summary = (text: string) => process.stdout.write(`${text}\n`)

const isExpected = (statuses: Set<number>) => [...statuses].every((status) => [0, 200, 201, 409, 503].includes(status))

function serverOf(dataDir: string): number {
  return Number(readFileSync(join(dataDir, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n')[0])
}

async function ready(url: string): Promise<void> {
  for (const until = Date.now() + readyWithinMs; ;) {
    const { status } = await fetch(`${url}/health/ready`)
    if (status === 200) return
    if (Date.now() > until) throw new Error(`the register is not ready ${readyWithinMs} ms after the kill`)
    await sleep(50)
  }
}

/** What was answered is there; what was not is there whole or not at all; and a repeated key tells the first answer. */
async function keptAll(pool: pg.Pool, url: string, writes: Write[]): Promise<void> {
  for (const write of writes) {
    const wrote = await logOf(pool, write.requestId)
    const told = JSON.stringify(write)
    if (write.status === 200 || write.status === 201) {
      expect(wrote, told).toContainEqual({ id: write.id, version: write.version })
      const path = write.method === 'PATCH' ? write.path : `${write.path.replace(/^.*(?=\/)/, '')}/${write.id}`
      const found = await fetch(url + base + path, { headers: { authorization: `Bearer ${write.key}` } })
      expect(found.status, told).toBe(200)
      expect(((await found.json()) as Write).version, told).toBeGreaterThanOrEqual(write.version!)
    }
    if (write.method === 'PATCH') continue
    const resource = write.path.split('/').at(-1) as keyof typeof logged
    // A place that fills an offer also changes its state.
    const whole = resource === 'allocations' ? [1, 2] : [logged[resource]]
    if (write.status === 409) expect(wrote, told).toEqual([])
    else expect([0, ...whole], told).toContain(wrote.length)

    const repeated = await again(url, write)
    const known = wrote.length > 0
    expect([repeated.status === 201, repeated.replayed], told).toEqual([known || repeated.status === 201, known])
    if (write.status === 201) expect(repeated.text, told).toBe(write.text)
    if (known) expect(repeated.id, told).toBe(wrote[0]!.id)
    if (known) expect(await logOf(pool, repeated.requestId), told).toEqual([])
  }
}

async function logOf(pool: pg.Pool, requestId: string): Promise<{ id: string; version: number }[]> {
  const { rows } = await pool.query<{ id: string; version: number }>(
    'select row_id as id, row_version as version from changes where request_id = $1 order by seq',
    [requestId],
  )
  return rows
}
