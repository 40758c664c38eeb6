import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { expect, test } from 'vitest'
import { openEmbedded } from '../../src/db/embedded/embedded.ts'
import { randomFrom } from '../../src/seed/demo/random.ts'
import { damage } from '../support/intact.ts'
import { keptAll } from '../support/kept.ts'
import { sceneOf, writeAll, type Write } from '../support/mixed-load.ts'
import { start } from '../support/register-process.ts'

const rounds = Number(process.env.KILL_ROUNDS ?? 3)
const seed = process.env.KILL_SEED ?? String(Date.now() % 1_000_000)
const writers = 8
const readyWithinMs = 60_000

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
