import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { connect } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { prepareOccurrences, rollOccurrences } from '../../src/registry/collaborations/occurrences.commands.ts'
import { horizonDays } from '../../src/registry/collaborations/schedule.rules.ts'
import { databaseBefore } from '../support/earlier-schema.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

const thursdays = { rule: 'FREQ=WEEKLY;BYDAY=TH', time: '18:00' }
const dayInMs = 86_400_000
let t: TestApp

beforeAll(async () => {
  t = await testApp()
})
beforeEach(async () => {
  t.clock.now = new Date('2025-02-03T09:30:00.000Z')
  await t.connection.pool.query('delete from collaborations')
})
afterAll(() => t[Symbol.asyncDispose]())

async function registered(fields: object = {}) {
  const { body } = await t.as.coordinator
    .post('/collaborations', { name: 'Kaféet (påhittat)', kind: 'meeting_place', schedule: thursdays, ...fields })
    .expect(201)
  return { ...body, path: `/collaborations/${body.id}` }
}
const query = async (text: string, values: unknown[] = []) => (await t.connection.pool.query(text, values)).rows
/** However slow the machine is: parts are told by their steps. */
const roll = () => rollOccurrences(t.service.db, t.clock.now, Infinity)
const rollAll = async () => {
  while ((await roll()) > 0);
}
/** Somebody has just said that they meet: else nothing is told after a year. */
const confirm = () => query('update collaborations set confirmed_on = $1', [t.clock.now])
const startsOf = async (path: string): Promise<string[]> => {
  await confirm()
  return (await t.as.public.get(path).expect(200)).body.nextOccurrences
}
const count = async (table: string) => (await query(`select count(*)::int as count from ${table}`))[0].count as number
/** As somebody in psql writes so many, past the register. */
const insert = (many: number, rule = thursdays.rule) =>
  query(
    `insert into collaborations (name, kind, schedule_rule, schedule_time, schedule_time_zone)
     select 'Serie ' || n, 'network', $2, '18:00', 'Europe/Stockholm' from generate_series(1, $1::int) n`,
    [many, rule],
  )

describe('the occurrences of a schedule', () => {
  test('are rows from the moment that it is written, up to the horizon, and no more than that', async () => {
    await registered()
    const rows = await query('select original_start, start, state from occurrences order by start')
    expect(rows[0]).toMatchObject({ state: 'planned' })
    expect(rows.every(({ original_start: original, start }) => +original === +start)).toBe(true)
    const [{ reaches }] = await query('select reaches from schedules')
    const days = (reaches - t.clock.now.getTime()) / dayInMs
    expect(days).toBeGreaterThanOrEqual(horizonDays)
    const [first, last] = [rows.at(0).start, rows.at(-1).start]
    expect(reaches - last).toBeLessThan(7 * dayInMs)
    expect(rows).toHaveLength(1 + Math.round((last - first) / (7 * dayInMs)))
  })

  test('follow its rule, its dates and its state, and go with it', async () => {
    const { id, path } = await registered()
    const change = async (patch: object) =>
      (await t.as.coordinator.patch(path, patch, '*').expect(200)).body.nextOccurrences as string[]
    expect((await change({ schedule: { time: '17:30' } }))[0]).toBe('2025-02-06T16:30:00.000Z')
    expect(await change({ endedOn: '2025-02-13' })).toHaveLength(2)
    expect(await count('occurrences')).toBe(2)
    expect((await change({ endedOn: null, startedOn: '2025-02-20' }))[0]).toBe('2025-02-20T16:30:00.000Z')
    const [{ id: schedule }] = await query('select id from schedules')
    expect(await change({ status: 'paused' })).toEqual([])
    expect(await count('occurrences')).toBe(0)
    expect(await change({ status: 'active' })).toHaveLength(5)
    expect(await query('select id from schedules')).toEqual([{ id: schedule }])
    const before = await query('select xmin::text from occurrences order by start')
    expect(await change({ purpose: 'Fika.' })).toHaveLength(5)
    expect(await query('select xmin::text from occurrences order by start')).toEqual(before)
    await change({ startedOn: null })
    await t.as.coordinator.post(`${path}/ending`, { endedOn: '2025-02-03' }).expect(200)
    expect([await count('occurrences'), await roll()]).toEqual([0, 0])
    await t.as.coordinator.post(`${path}/correction`, { status: 'active', reason: 'Togs upp igen.' }).expect(200)
    expect(await change({ schedule: null })).toEqual([])
    expect(await count('schedules')).toBe(0)
    await change({ schedule: thursdays })
    await query('delete from collaborations where id = $1', [id])
    expect([await count('schedules'), await count('occurrences')]).toEqual([0, 0])
  })

  test('that is refused are not written', async () => {
    const rule = 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30'
    const { path } = await registered()
    const before = await startsOf(path)
    await t.as.coordinator.patch(path, { schedule: { rule } }, '*').expect(422)
    expect(await startsOf(path)).toEqual(before)
  })

  test('that is cancelled is not shown, and one that is moved is shown when it will be', async () => {
    const { path } = await registered()
    await query(`update occurrences set state = 'cancelled' where start = '2025-02-06T17:00:00Z'`)
    await query(
      `update occurrences set state = 'moved', start = '2025-02-12T17:00:00Z' where start = '2025-02-13T17:00:00Z'`,
    )
    expect((await startsOf(path)).slice(0, 2)).toEqual(['2025-02-12T17:00:00.000Z', '2025-02-20T17:00:00.000Z'])
  })
})

describe('as time goes on', () => {
  const endOfDay = (day: string) => new Date(`${day}T23:30:00.000Z`)

  test('the job keeps them over the horizon, by the clock of Stockholm', async () => {
    const { path } = await registered({ schedule: { rule: 'FREQ=DAILY', time: '00:15' } })
    for (const [day, first, second] of [
      ['2025-03-28', '2025-03-29T23:15', '2025-03-30T22:15'],
      ['2025-10-24', '2025-10-25T22:15', '2025-10-26T23:15'],
      ['2025-12-31', '2026-01-01T23:15', '2026-01-02T23:15'],
      ['2027-12-31', '2028-01-01T23:15', '2028-01-02T23:15'],
    ] as const) {
      t.clock.now = endOfDay(day)
      await rollAll()
      const starts = await startsOf(path)
      expect(starts.map((start) => start.slice(0, 16)).slice(0, 2)).toEqual([first, second])
      expect(starts).toHaveLength(5)
      const [{ reaches, past, gaps }] = await query(
        `select reaches, (select count(*)::int from occurrences where start < $1) as past,
           (select count(*)::int from (select start - lag(start) over (order by start) as gap from occurrences) g
            where gap not between interval '23 hours' and interval '25 hours') as gaps
         from schedules`,
        [t.clock.now],
      )
      expect([past, gaps]).toEqual([expect.any(Number), 0])
      expect((reaches - t.clock.now.getTime()) / dayInMs).toBeGreaterThanOrEqual(horizonDays)
    }
  })

  test('one that comes seldom always shows five, and passes none over', async () => {
    const { path } = await registered({
      startedOn: '2025-01-01',
      schedule: { rule: 'FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31;COUNT=12', time: '23:45' },
    })
    const shown: string[][] = []
    for (let year = 2025; year <= 2037; year++) {
      t.clock.now = endOfDay(`${year}-12-31`)
      expect(await startsOf(path)).toHaveLength(Math.max(0, Math.min(5, 2036 - year)))
      await rollAll()
      shown.push((await startsOf(path)).map((start) => start.slice(0, 16)))
    }
    expect(shown[0]![0]).toBe('2026-12-31T22:45')
    expect(shown.map((starts) => starts.length)).toEqual([5, 5, 5, 5, 5, 5, 5, 4, 3, 2, 1, 0, 0])
  })

  test('what has passed goes when the schedule is gone on with', async () => {
    await registered()
    t.clock.now = new Date('2026-06-01T00:00:00Z')
    expect(await roll()).toBe(1)
    expect(await query('select 1 from occurrences where start < $1', [t.clock.now])).toEqual([])
  })
})

describe('what is written past the register', () => {
  test('is never told wrongly, and right after the next run of the job, without an entry in the log', async () => {
    const { id, path } = await registered()
    await query(`update collaborations set schedule_time = '19:00' where id = $1`, [id])
    expect(await startsOf(path)).toEqual([])
    const logged = await count('changes')
    await rollAll()
    expect((await startsOf(path))[0]).toBe('2025-02-06T18:00:00.000Z')
    expect(await count('changes')).toBe(logged)
    await query(`update collaborations set status = 'ended' where id = $1`, [id])
    expect(await startsOf(path)).toEqual([])
  })

  test('and is no rule at all stops no other', async () => {
    await insert(1, 'EVERY=THURSDAY')
    await insert(1)
    await rollAll()
    expect(await query('select count(*)::int as count from occurrences group by schedule_id')).toHaveLength(1)
    expect(await roll()).toBe(0)
  })
})

describe('the job', () => {
  const seldom = 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29'

  test.each([
    ['a hundred steps', thursdays.rule, [12, 12, 12, 4]],
    ['twenty schedules', `${thursdays.rule};UNTIL=20250227`, [20, 20]],
    ['one that takes a hundred steps by itself and another', seldom, Array.from({ length: 20 }, () => 2)],
  ])('takes %s in one part, and is done when none is due', async (_, rule, parts) => {
    await insert(40, rule)
    const taken: number[] = []
    for (let some; (some = await roll()) > 0;) taken.push(some)
    expect(taken).toEqual(parts)
    expect(await query('select count(*)::int as count from occurrences group by schedule_id')).toHaveLength(40)
  })

  test('lets no schedule wait for one that takes very long', async () => {
    await insert(1, 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=500')
    await query(`update collaborations set started_on = '0001-01-01', started_on_precision = 'day'`)
    const { id } = (await query('select id from schedules'))[0]
    await roll()
    await insert(1)
    t.clock.now = new Date(t.clock.now.getTime() + 1)
    expect(await roll()).toBe(2)
    expect(await query('select schedule_id from occurrences where schedule_id <> $1 limit 1', [id])).toHaveLength(1)
    const [{ reaches }] = await query('select reaches from schedules where id = $1', [id])
    expect(reaches < new Date('0030-01-01T00:00:00Z')).toBe(true)
  })

  test('of several registers takes each schedule once, also while it is being written', async () => {
    await insert(60)
    const { path } = await registered()
    const other = connect(t.databaseUrl, () => {})
    const parts = [t.service.db, other.db, t.service.db, other.db].map((db) =>
      rollOccurrences(db, t.clock.now, Infinity),
    )
    const writes = ['17:00', '18:30', '19:00'].map((time) => t.as.coordinator.patch(path, { schedule: { time } }, '*'))
    const [taken] = await Promise.all([Promise.all(parts), Promise.all(writes)])
    await other.close()
    await rollAll()
    expect(taken.reduce((sum, some) => sum + some)).toBeLessThanOrEqual(60)
    const kept = await query('select count(*)::int as count from occurrences group by schedule_id')
    expect(kept).toHaveLength(61)
    const { body } = await t.as.public.get(path).expect(200)
    expect(new Set(body.nextOccurrences.map((start: string) => local(start)))).toEqual(new Set([body.schedule.time]))
  })

  test('leaves none behind of a collaboration that is paused while it expands it', async () => {
    const { path } = await registered()
    const job = await t.connection.pool.connect()
    await job.query('begin')
    await job.query('select id from schedules for update')
    await job.query('insert into occurrences (schedule_id, original_start, start) select id, $1, $1 from schedules', [
      '2027-02-03T17:00:00Z',
    ])
    const paused = t.as.coordinator.patch(path, { status: 'paused' }, '*').expect(200)
    const isWaiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    const answered = paused.then(({ body }) => body)
    while ((await query(isWaiting)).length === 0) await sleep(5)
    await job.query('commit')
    job.release()
    expect((await answered).nextOccurrences).toEqual([])
    expect(await count('occurrences')).toBe(0)
  })

  test('makes them again when the time zone data is newer, and not when another register knows newer ones', async () => {
    const { path } = await registered()
    const right = await startsOf(path)
    await query(
      `update occurrences set start = start + interval '1 hour', original_start = original_start + interval '1 hour'`,
    )
    await query(`update schedules set zone_data = '9999z'`)
    expect(await roll()).toBe(0)
    await query(`update schedules set zone_data = '2000a'`)
    expect([await roll(), await roll()]).toEqual([1, 0])
    expect(await startsOf(path)).toEqual(right)
    expect(await query('select zone_data from schedules')).toEqual([{ zone_data: process.versions.tz }])
  })

  test('is measured by the days that every schedule reaches ahead', async () => {
    const metric = async () =>
      /^occurrence_horizon_days (\S+)$/m.exec((await t.as.reader.get('/metrics').expect(200)).text)?.[1]
    expect(await metric()).toBe('Nan')
    await registered()
    expect(Number(await metric())).toBeGreaterThanOrEqual(horizonDays)
    t.clock.now = new Date('2026-02-03T09:30:00Z')
    expect(Number(await metric())).toBeLessThan(horizonDays)
    await insert(1)
    expect(Number(await metric())).toBe(0)
  })
})

describe('a start', () => {
  test('of a register of before makes what answers show, and the job the rest', async () => {
    await using before = await databaseBefore('"schedules"')
    await before.client.query(`
      insert into collaborations (name, kind, schedule_rule, schedule_time, schedule_time_zone, status)
      select 'Före ' || status, 'network', 'FREQ=DAILY', '18:00', 'Europe/Stockholm', status
      from unnest(array['active', 'planned', 'paused', 'idea']) status;
      insert into collaborations (name, kind) values ('Utan tider', 'network')`)
    const { db, close } = connect(before.url, () => {})
    const starts = async () => {
      const { rows } = await before.client.query(`
        select name, count(start)::int as starts from schedules join collaborations c on c.id = collaboration_id
          left join occurrences on schedule_id = schedules.id group by 1 order by 1`)
      return Object.fromEntries(rows.map(({ name, starts: many }) => [name.slice(5), many]))
    }
    const now = new Date()
    await migrate(before.url, { asService: () => prepareOccurrences(db, now) })
    expect(await starts()).toEqual({ active: 46, idea: 0, paused: 0, planned: 46 })
    const rows = 'select xmin::text from occurrences order by schedule_id, start'
    const made = await before.client.query(rows)
    await prepareOccurrences(db, now)
    expect((await before.client.query(rows)).rows).toEqual(made.rows)
    expect([await rollOccurrences(db, now, Infinity), await rollOccurrences(db, now, Infinity)]).toEqual([2, 0])
    expect((await starts()).active).toBeGreaterThanOrEqual(horizonDays)
    await close()
  })

  test('after a long time makes what has passed meanwhile good, for all', async () => {
    await insert(60)
    await rollAll()
    t.clock.now = new Date('2028-02-03T09:30:00Z')
    await prepareOccurrences(t.service.db, t.clock.now)
    await confirm()
    const { body } = await t.as.public.get('/collaborations?limit=200').expect(200)
    expect(new Set(body.items.map((item: any) => item.nextOccurrences.length))).toEqual(new Set([5]))
    expect(body.items[59].nextOccurrences[0]).toBe('2028-02-03T17:00:00.000Z')
  })
})

test('no read can expand a rule: what it is made of does not know how', () => {
  const seen = new Set<string>()
  const packages = new Set<string>()
  const walk = (file: string) => {
    if (seen.has(file)) return
    seen.add(file)
    for (const [, from] of readFileSync(file, 'utf8').matchAll(/^import (?!type )[^']*'([^']+)'/gm)) {
      if (from!.startsWith('.')) walk(resolve(dirname(file), from!))
      else packages.add(from!)
    }
  }
  walk(resolve('src/registry/collaborations/queries.ts'))
  expect(existsSync('src/registry/collaborations/schedule.ts')).toBe(true)
  expect(seen.size).toBeGreaterThan(10)
  expect([...packages]).not.toContain('rrule-temporal')
  expect([...seen].filter((file) => file.endsWith('/schedule.ts'))).toEqual([])
})

const local = (start: string) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm', timeStyle: 'short' }).format(new Date(start))
