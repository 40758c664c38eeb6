import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { pino } from 'pino'
import { expect, inject, test, vi } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { jobs as ownJobs } from '../../src/jobs/jobs.ts'
import { prepareQueues } from '../../src/jobs/queue.ts'
import { startJobs, type Job } from '../../src/jobs/runner.ts'
import { administer } from '../support/global-setup.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

/** Runs jobs on a test's database until its end, looking often; the clock is the test's. */
async function running(t: TestApp, jobs: Job[]) {
  const { db, pool } = t.service
  await prepare(t, jobs)
  const logger = pino({ base: null }, { write: (line: string) => void t.log.push(line) })
  const started = await startJobs({ db, pool, now: () => t.clock.now, logger, lookEveryMs: 50 }, jobs)
  return { ...started, [Symbol.asyncDispose]: () => started.stop() }
}

const prepare = (t: TestApp, jobs: Job[]) => migrate(t.databaseUrl, { asOwner: (owner) => prepareQueues(owner, jobs) })

const soon = { timeout: 8_000, interval: 30 }
const statesOf = async (t: TestApp, job: string) =>
  (await t.connection.pool.query('select state, count(*) from pgboss.job where name = $1 group by 1 order by 1', [job]))
    .rows
const offer = {
  type: 'feriejobb',
  title: 'Sommarjobb på lagret (påhittat)',
  startsOn: '2025-06-16',
  endsOn: '2025-07-11',
  capacity: { offered: 8 },
  status: 'published',
}

test('two registers on one database run a job once in each interval between them', async () => {
  await using t = await testApp()
  const runs: number[] = []
  const job = (register: number): Job => ({ name: 'tick', everySeconds: 1, run: async () => void runs.push(register) })
  // Several start for the first time at once.
  await Promise.all([1, 2, 3, 4].map(() => prepare(t, [...ownJobs, job(0)])))
  {
    await using _one = await running(t, [job(1)])
    await using _two = await running(t, [job(2)])
    await vi.waitUntil(() => runs.length >= 2, soon)
  }
  const { rows } = await t.connection.pool.query(
    `select count(*) as runs, count(distinct singleton_on) as intervals
     from pgboss.job where name = 'tick' and state = 'completed'`,
  )
  expect(rows).toEqual([{ runs: runs.length, intervals: runs.length }])
  const after = runs.length
  await sleep(1_100)
  expect(runs).toHaveLength(after)
})

test('a job that throws is logged, counted and tried again, and keeps no other from running', async () => {
  await using t = await testApp()
  let attempts = 0
  let others = 0
  const shaky: Job = {
    name: 'shaky',
    everySeconds: 3600,
    run: async () => {
      if (++attempts === 1) throw new Error('the first goes wrong')
    },
  }
  await using _ = await running(t, [shaky, { name: 'steady', everySeconds: 1, run: async () => void others++ }])
  await vi.waitUntil(async () => (await statesOf(t, 'shaky')).some(({ state }) => state === 'completed'), soon)
  expect(attempts).toBe(2)
  expect(await statesOf(t, 'shaky')).toEqual([{ state: 'completed', count: 1 }])
  expect(others).toBeGreaterThan(1)
  const logged = t.log.map((line) => JSON.parse(line)).filter(({ job }) => job === 'shaky')
  expect(logged).toMatchObject([{ level: 50, err: { message: 'the first goes wrong' } }])
  const { text } = await t.as.reader.get('/metrics').expect(200)
  expect(text).toContain('job_runs_total{job="shaky",result="failed"} 1')
  expect(text).toContain('job_runs_total{job="shaky",result="done"} 1')
  expect(text).toContain('job_queue_size{job="shaky",state="retry"} 0')
  expect(text).toMatch(/job_last_success_timestamp_seconds\{job="shaky"\} \d{10}/)
})

test('a job goes on until nothing is left, and is put down for the next one when the register is stopped', async () => {
  await using t = await testApp()
  let left = 1_000_000
  const parts = { name: 'parts', everySeconds: 3600, run: async () => (await sleep(1), left-- > 0 ? 1 : 0) }
  const started = await running(t, [parts])
  await vi.waitUntil(() => left < 999_990, soon)
  await started.stop()
  const stoppedAt = left
  await sleep(50)
  expect(left).toBe(stoppedAt)
})

test('the jobs of a register that died are given to another', async () => {
  await using t = await testApp()
  let runs = 0
  const job: Job = { name: 'orphan', everySeconds: 3600, run: async () => void runs++ }
  await prepare(t, [job])
  await t.connection.pool.query(
    `insert into pgboss.job (name, state, started_on, expire_in, retry_limit, singleton_on, policy)
     values ('orphan', 'active', now() - interval '10 minutes', interval '5 minutes', 5, date_trunc('hour', now() at time zone 'utc'), 'short')`,
  )
  await using _ = await running(t, [job])
  await vi.waitUntil(() => runs === 1, soon)
  expect(t.log).toEqual([])
})

test('when Postgres goes away the jobs wait, and go on when it is back', async () => {
  await using t = await testApp()
  const database = new URL(t.databaseUrl).pathname.slice(1)
  let runs = 0
  // It is under way when its connection goes: what it would report is lost too.
  const long: Job = { name: 'long', everySeconds: 1, run: async () => (await sleep(200), void runs++) }
  await using _ = await running(t, [long])
  await vi.waitUntil(() => runs > 0, soon)
  const { url } = inject('database')
  await administer(url, `alter database ${database} with allow_connections false`)
  await administer(url, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database}'`)
  await sleep(1_500)
  const before = runs
  await administer(url, `alter database ${database} with allow_connections true`)
  await vi.waitUntil(() => runs > before, soon)
  const said = t.log.map((line) => JSON.parse(line).msg).filter((msg) => /jobs/.test(msg))
  expect(said).toEqual(['the jobs wait for the database', 'the jobs go on'])
})

test('what is open closes by itself when its last day has passed in Kungälv, and nobody waits for it in vain', async () => {
  await using t = await testApp()
  const offered = async (fields: object) =>
    (await t.as.partner.post('/contributions', { ...offer, ...fields }).expect(201)).body.id as string
  const path = (id: string) => `/contributions/${id}`
  const ended = await offered({})
  const paused = await offered({})
  await t.as.partner.post(`${path(paused)}/pause`).expect(200)
  const full = await offered({ capacity: { offered: 1 } })
  const { rows } = await t.connection.db.execute<{ id: string }>(sql`
    insert into allocations (contribution_id, matcher_id, quantity, status, hold_minutes)
    values (${full}, ${t.organisations.matcher}, 1, 'confirmed', 60), (${full}, ${t.organisations.matcher}, 1, 'waiting', 60)
    returning id`)
  const others = [await offered({ status: 'draft' }), await offered({ endsOn: '2025-07-12' })]
  others.push(await offered({ startsOn: undefined, endsOn: undefined }))

  const statuses = async (ids: string[]) =>
    Promise.all(ids.map(async (id) => (await t.as.partner.get(path(id)).expect(200)).body.status))
  // Still the last day in Kungälv ...
  t.clock.now = new Date('2025-07-11T21:59:59Z')
  await using _ = await running(
    t,
    ownJobs.map((job) => ({ ...job, everySeconds: 1 })),
  )
  await vi.waitUntil(async () => (await statesOf(t, 'close-ended-contributions')).length > 0, soon)
  expect(await statuses([ended, paused, full])).toEqual(['published', 'paused', 'full'])
  // ... and no more.
  t.clock.now = new Date('2025-07-11T22:00:01Z')
  await vi.waitUntil(async () => (await statuses([ended, paused, full])).every((status) => status === 'closed'), soon)
  expect(await statuses(others)).toEqual(['draft', 'published', 'published'])
  const { rows: waited } = await t.connection.db.execute(sql`select status from allocations where id = ${rows[1]!.id}`)
  expect(waited).toEqual([{ status: 'cancelled' }])
  const { body: history } = await t.as.coordinator.get(`${path(ended)}/history`).expect(200)
  expect(history.items).toMatchObject([
    {
      operation: 'update',
      actor: { kind: 'system', name: 'jobs' },
      old: { status: 'published' },
      new: { status: 'closed' },
    },
    { operation: 'insert' },
  ])
})

test('a reservation expires by itself, and its place is free again', async () => {
  await using t = await testApp()
  const { body } = await t.as.partner.post('/contributions', { ...offer, capacity: { offered: 1 } }).expect(201)
  await t.connection.db.execute(sql`
    insert into allocations (contribution_id, matcher_id, quantity, status, hold_minutes, expires_at)
    values (${body.id}, ${t.organisations.matcher}, 1, 'reserved', 60, ${t.clock.now.toISOString()}::timestamptz + interval '1 hour')`)
  const read = async () => (await t.as.public.get(`/contributions/${body.id}`).expect(200)).body
  expect(await read()).toMatchObject({ status: 'full', capacity: { reserved: 1 } })
  t.clock.now = new Date(t.clock.now.getTime() + 3_600_001)
  await using _ = await running(t, ownJobs)
  await vi.waitUntil(async () => (await read()).status === 'published', soon)
  expect((await read()).capacity).toMatchObject({ reserved: 0, available: 1 })
  const { text } = await t.as.coordinator.get('/metrics').expect(200)
  for (const { name } of ownJobs) expect(text).toContain(`job_queue_size{job="${name}",state="failed"} 0`)
})

test('no reservation outlives its time by a minute', () => {
  expect(ownJobs.find(({ name }) => name === 'expire-reservations')?.everySeconds).toBeLessThanOrEqual(30)
})
