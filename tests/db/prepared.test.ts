import { setTimeout } from 'node:timers/promises'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { transact } from '../../src/db/connect.ts'
import { prepared } from '../../src/db/statements/prepared.ts'
import { hasAnyOf, isAnyOf } from '../../src/db/statements/conditions.ts'
import { organisations } from '../../src/registry/organisations/table.ts'
import { areas } from '../../src/registry/areas/table.ts'
import { sectors } from '../../src/registry/vocabularies/table.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

let t: TestApp

beforeAll(async () => {
  t = await testApp()
})
afterAll(() => t[Symbol.asyncDispose]())

let built = 0
const byCode = prepared((db, { code }: { code: string; q?: string }) => {
  built++
  return db.select({ code: sectors.code }).from(sectors).where(eq(sectors.code, code))
})
const codes = async (rows: PromiseLike<{ code: string }[]>) => (await rows).map(({ code }) => code)

describe('a query that is kept', () => {
  test('is built for its shape, once, and run with the values of each caller', async () => {
    const { db } = t.service
    expect(await codes(byCode(db, { code: 'faith' }))).toEqual(['faith'])
    const before = built
    expect(await codes(byCode(db, { code: 'housing' }))).toEqual(['housing'])
    expect(await codes(byCode(db, { code: `'; drop table sectors; --` }))).toEqual([])
    expect(built).toBe(before)
  })

  test('sees in a transaction what that has written, and nobody else does', async () => {
    await transact(t.connection.db.writers, async (tx) => {
      await tx.execute(sql`insert into sectors (code, label_sv, label_en) values ('brand-new', 'Ny', 'New')`)
      expect(await codes(byCode(tx, { code: 'brand-new' }))).toEqual(['brand-new'])
      expect(await codes(byCode(t.service.db, { code: 'brand-new' }))).toEqual([])
    })
    expect(await codes(byCode(t.service.db, { code: 'brand-new' }))).toEqual(['brand-new'])
  })

  test('is run as it comes for a search', async () => {
    const before = built
    expect(await codes(byCode(t.service.db, { code: 'faith', q: 'kyrka' }))).toEqual(['faith'])
    expect(built).toBe(before + 1)
  })

  test('is refused when a value decides what the statement says', async () => {
    const cunning = prepared((db, { code }: { code: string }) => {
      const rows = db.select({ code: sectors.code }).from(sectors)
      return code === 'faith' ? rows.where(eq(sectors.position, 1)) : rows
    })
    await expect(async () => cunning(t.service.db, { code: 'faith' })).rejects.toThrow('A value decides')
  })

  test('takes lists as one value, and words of a vocabulary into its text', async () => {
    const of = prepared((db, { tag, kind }: { tag?: string[]; kind?: string[] }) =>
      db
        .select({ name: organisations.name })
        .from(organisations)
        .where(
          sql`${isAnyOf(organisations.kind, kind) ?? sql`true`} and ${hasAnyOf(organisations.tags, tag) ?? sql`true`}`,
        ),
    )
    const all = await of(t.service.db, { kind: ['legal_entity'] })
    expect(all.length).toBeGreaterThan(1)
    expect(await of(t.service.db, { kind: ['legal_entity'], tag: ['påhittad, "så"', 'b'] })).toEqual([])
    expect(await of(t.service.db, { kind: [`legal_entity' or true --`] })).toEqual([])
  })

  test('gives null for what a left join does not find, and dates and lists as any query does', async () => {
    const joined = prepared((db, { none }: { none: boolean }) =>
      db
        .select({ id: organisations.id, tags: organisations.tags, at: organisations.createdAt, sector: sectors })
        .from(organisations)
        .leftJoin(sectors, none ? sql`false` : eq(sectors.code, organisations.sector))
        .orderBy(organisations.id),
    )
    const { db } = t.service
    for (const none of [true, false]) {
      const unkept = await joined(t.service.patient, { none })
      expect(await joined(db, { none })).toEqual(unkept)
      expect(unkept.some(({ sector }) => sector !== null)).toBe(!none)
    }
  })
})

describe('short reads', () => {
  const ofReads = `from pg_stat_activity where datname = current_database() and application_name like '%-reads'`

  test('share a few connections, and one that is lost is followed by another', async () => {
    const read = () => byCode(t.service.db, { code: 'faith' })
    await Promise.all(Array.from({ length: 100 }, read))
    const { rows } = await t.connection.pool.query(`select count(*)::int ${ofReads}`)
    expect(rows[0].count).toBeGreaterThan(0)
    expect(rows[0].count).toBeLessThanOrEqual(4)
    await t.connection.pool.query(`select pg_terminate_backend(pid) ${ofReads}`)
    await expect.poll(() => codes(read()).catch(() => 'lost')).toEqual(['faith'])
  })

  test('of more shapes than a connection is to keep are answered by another, and that one alone is left', async () => {
    const limited = prepared((db, { limit }: { limit: number }) =>
      db
        .select({ code: sectors.code, pid: sql<number>`pg_backend_pid()` })
        .from(sectors)
        .limit(sql.raw(String(limit)) as unknown as number),
    )
    const pids = new Set<number>()
    for (let limit = 1; limit <= 1_100; limit++) {
      // From the second time on it has a name.
      for (let time = 0; time < 2; time++) for (const { pid } of await limited(t.service.db, { limit })) pids.add(pid)
    }
    expect(pids.size).toBeGreaterThan(1)
    await expect
      .poll(async () =>
        (await t.connection.pool.query(`select pid ${ofReads}`)).rows.filter(({ pid }) => pids.has(pid)),
      )
      .toHaveLength(1)
    expect(await limited(t.service.db, { limit: 1 })).toHaveLength(1)
  })

  test('that wait for a lock keep nobody waiting, neither behind them nor for a connection', async () => {
    const slow = prepared((db, { code }: { code: string }) =>
      db.select({ code: areas.code }).from(areas).where(eq(areas.code, code)).limit(1),
    )
    const locking = await t.connection.pool.connect()
    try {
      await locking.query('begin; lock table areas in access exclusive mode')
      const held = Array.from({ length: 12 }, async () => slow(t.service.db, { code: 'x' }))
      const settled = Promise.allSettled(held)
      await setTimeout(150)
      const first = await Promise.race([codes(byCode(t.service.db, { code: 'faith' })), settled])
      expect(first).toEqual(['faith'])
      await locking.query('commit')
      await settled
    } finally {
      locking.release()
    }
  })

  test('that filter by a value are planned for it, and leave nothing on a connection', async () => {
    const named: (string | undefined)[] = []
    const filtered = prepared((db, { query }: { query: { code?: string; kind?: string[] }; window: object }) =>
      db.select({ code: sectors.code }).from(sectors)
        .where(sql`${query.code === undefined ? sql`true` : eq(sectors.code, query.code)}
          and ${isAnyOf(sectors.code, query.kind) ?? sql`true`}`),
    )
    const spy = (runner: { query: (...asked: never[]) => unknown }) => ({
      ...runner,
      query: (statement: { name?: string }, values: unknown[]) => {
        named.push(statement.name)
        return (runner.query as (...asked: unknown[]) => unknown).call(runner, statement, values)
      },
    })
    const { db } = t.service
    const watched = Object.assign(Object.create(db), { pipeline: spy(db.pipeline!) })
    for (let time = 0; time < 3; time++) await filtered(watched, { query: { kind: ['faith'] }, window: {} })
    expect(named).toEqual([undefined, expect.any(String), expect.any(String)])
    named.length = 0
    const byPool = Object.assign(Object.create(db), { $client: spy(db.$client as never) })
    for (let time = 0; time < 3; time++) await filtered(byPool, { query: { code: 'faith' }, window: {} })
    expect(named).toEqual([undefined, undefined, undefined])
  })

  test('fail each by itself', async () => {
    const divided = prepared((db, { by }: { by: number }) =>
      db
        .select({ n: sql<number>`10 / ${by}::int` })
        .from(sectors)
        .limit(1),
    )
    const answers = await Promise.allSettled([1, 0, 2, 0, 5].map(async (by) => divided(t.service.db, { by })))
    expect(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value[0]!.n : 'failed'))).toEqual([
      10,
      'failed',
      5,
      'failed',
      2,
    ])
  })
})

describe('rows that come packed', () => {
  const kinds = sql<Record<string, unknown>>`null::int`
  const wide = prepared((db, { at }: { at: number }) =>
    db
      .select({
        text: sql<string>`case ${at}::int when 1 then '' when 2 then E'a\x1fb' when 3 then E'\x1f' else 'å "ö", {}' end`,
        none: kinds,
        yes: sql<boolean>`true`,
        no: sql<boolean>`false`,
        number: sql<number>`${at}::int`,
        real: sql<number>`57.87::float8`,
        count: sql<number>`9007199254740991::bigint`,
        bytes: sql<Buffer>`'\\x00ff1f'::bytea`,
        words: sql<string[]>`array['a', 'b c', 'ä']`,
        hard: sql<unknown[]>`array['a,b', '"', E'\\\\', null, 'NULL', '{}', '']::text[]`,
        empty: sql<string[]>`'{}'::text[]`,
        day: sql<string>`date '2025-02-03'`,
        json: sql<object>`'{"a": [1, null, "x"]}'::jsonb`,
      })
      .from(sectors)
      .limit(1),
  )

  test.each([1, 2, 3, 4])(
    'say the same as rows that do not, also where a text holds what stands between values (%i)',
    async (at) => {
      const [unpacked] = await wide(t.service.patient, { at })
      for (let time = 0; time < 3; time++) expect(await wide(t.service.db, { at })).toEqual([unpacked])
      expect(unpacked).toMatchObject({ none: null, yes: true, words: ['a', 'b c', 'ä'], number: at })
    },
  )

  test('are packed: Postgres is asked for one text', async () => {
    const asked: string[] = []
    const { pipeline } = t.service
    const watched: typeof pipeline = {
      ...pipeline,
      query: (statement, values) => {
        asked.push(statement.text)
        return pipeline.query(statement, values)
      },
    }
    await wide(Object.assign(Object.create(t.service.db), { pipeline: watched }), { at: 4 })
    expect(asked).toEqual([expect.stringContaining('array_to_string')])
  })
})
