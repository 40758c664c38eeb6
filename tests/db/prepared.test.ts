import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect, transact } from '../../src/db/connect.ts'
import { prepared } from '../../src/db/statements/prepared.ts'
import { hasAnyOf, isAnyOf } from '../../src/db/statements/conditions.ts'
import { statedNumber } from '../../src/db/statements/keyset.ts'
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
const byCode = prepared((db, { code }: { code: string }) => {
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

  test('is refused when a value decides what the statement says', async () => {
    const cunning = prepared((db, { code }: { code: string }) => {
      const rows = db.select({ code: sectors.code }).from(sectors)
      return code === 'faith' ? rows.where(eq(sectors.position, 1)) : rows
    })
    await expect(async () => cunning(t.service.db, { code: 'faith' })).rejects.toThrow('A value decides')
  })

  test('takes what it says of a list as one value, or into its text', async () => {
    const of = prepared(
      (db, { tag, kind }: { tag?: string[]; kind?: string[] }) =>
        db
          .select({ name: organisations.name })
          .from(organisations)
          .where(
            sql`${isAnyOf(organisations.kind, kind) ?? sql`true`} and ${hasAnyOf(organisations.tags, tag) ?? sql`true`}`,
          ),
      { kind: 'in the text', tag: 'as one value' },
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

  test('writes a row of which each member is one value, whatever it is', async () => {
    const added = prepared(
      (db, { values }: { values: typeof organisations.$inferInsert }) =>
        db.insert(organisations).values(values).returning({ tags: organisations.tags, kind: organisations.kind }),
      { values: 'member by member' },
    )
    const values = { name: 'Prövningen (påhittad)', kind: 'informal', sector: 'other' } as const
    for (const tags of [['a', 'b'], [], ['"å"']]) {
      await transact(t.connection.db.writers, async (tx) => {
        expect(await added(tx, { values: { ...values, tags } })).toEqual([{ tags, kind: 'informal' }])
      })
    }
  })
})

describe('what Postgres keeps', () => {
  test('is the statement, from the second time on, and on a connection no more than two hundred of them', async () => {
    await using one = await oneConnection()
    const limited = prepared(
      (db, { limit }: { limit: number }) => db.select({ code: sectors.code }).from(sectors).limit(statedNumber(limit)),
      { limit: 'in the text' },
    )
    await limited(one.db, { limit: 1 })
    expect(await one.kept()).toHaveLength(0)
    for (let limit = 1; limit <= 250; limit++) for (let time = 0; time < 2; time++) await limited(one.db, { limit })
    expect(await one.kept()).toHaveLength(200)
    // Past that they are planned each time, and answer as before.
    expect(await limited(one.db, { limit: 250 })).toEqual(await limited(t.service.patient, { limit: 250 }))
  })

  test('is no page by the value of a filter, which is planned for it', async () => {
    await using one = await oneConnection()
    const filtered = prepared(
      (db, { query }: { query: { code?: string; kind?: string[] } }) =>
        db
          .select({ code: sectors.code })
          .from(sectors)
          .where(
            sql`${query.code === undefined ? sql`true` : eq(sectors.code, query.code)}
              and ${isAnyOf(sectors.code, query.kind) ?? sql`true`}`,
          ),
      { 'query.kind': 'in the text' },
      { plannedBy: ['query'] },
    )
    for (let time = 0; time < 3; time++) await filtered(one.db, { query: { code: 'faith' } })
    expect(await one.kept()).toHaveLength(0)
    for (let time = 0; time < 3; time++) await filtered(one.db, { query: { kind: ['faith'] } })
    expect(await one.kept()).toHaveLength(1)
  })

  test('is lost with its connection, and kept anew on the next', async () => {
    await using one = await oneConnection()
    for (let time = 0; time < 2; time++) await byCode(one.db, { code: 'faith' })
    await expect(one.db.execute(sql`select pg_terminate_backend(pg_backend_pid())`)).rejects.toThrow()
    expect(await codes(byCode(one.db, { code: 'faith' }))).toEqual(['faith'])
    expect(await one.kept()).toHaveLength(1)
  })

  /** A pool of one, and what is prepared on it. */
  async function oneConnection() {
    const { db, pool, close } = connect(t.databaseUrl, () => {}, 'service', 1)
    const kept = async () =>
      (await pool.query<{ statement: string }>('select statement from pg_prepared_statements')).rows
    return { db, kept, [Symbol.asyncDispose]: close }
  }
})

describe('short reads', () => {
  const pids = prepared((db, { n }: { n: number }) =>
    db
      .select({ pid: sql<number>`pg_backend_pid()` })
      .from(sectors)
      .where(sql`${n}::int > 0`)
      .limit(1),
  )

  test('that are asked for at the same time share a connection, four and four', async () => {
    for (let time = 0; time < 2; time++) await pids(t.service.db, { n: 1 })
    const asked = await Promise.all(Array.from({ length: 8 }, async () => (await pids(t.service.db, { n: 1 }))[0]!.pid))
    expect(new Set(asked.slice(0, 4)).size).toBe(1)
    expect(new Set(asked.slice(4)).size).toBe(1)
    expect(asked[0]).not.toBe(asked[4])
    await expect.poll(() => t.service.pool.idleCount).toBe(t.service.pool.totalCount)
  })

  test('that wait for a lock keep nobody waiting who comes after them', async () => {
    const slow = prepared((db, { code }: { code: string }) =>
      db.select({ code: areas.code }).from(areas).where(eq(areas.code, code)).limit(1),
    )
    const locking = await t.connection.pool.connect()
    try {
      await locking.query('begin; lock table areas in access exclusive mode')
      const settled = Promise.allSettled(Array.from({ length: 12 }, async () => slow(t.service.db, { code: 'x' })))
      await expect
        .poll(
          async () =>
            (await locking.query('select from pg_stat_activity where wait_event_type = $1', ['Lock'])).rowCount,
        )
        .toBeGreaterThan(0)
      expect(await Promise.race([codes(byCode(t.service.db, { code: 'faith' })), settled])).toEqual(['faith'])
      await locking.query('commit')
      await settled
    } finally {
      locking.release()
    }
  })

  test('fail each by itself, and cost no connection', async () => {
    const divided = prepared((db, { by }: { by: number }) =>
      db
        .select({ n: sql<number>`10 / ${by}::int` })
        .from(sectors)
        .limit(1),
    )
    await divided(t.service.db, { by: 1 })
    const before = t.service.pool.totalCount
    const answers = await Promise.allSettled([1, 0, 2, 0, 5].map(async (by) => divided(t.service.db, { by })))
    expect(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value[0]!.n : 'failed'))).toEqual([
      10,
      'failed',
      5,
      'failed',
      2,
    ])
    expect(t.service.pool.totalCount).toBeGreaterThanOrEqual(before)
  })

  test('fail together when their connection is lost, and the next have another', async () => {
    const read = async () => codes(byCode(t.service.db, { code: 'faith' }))
    const ended = prepared((db, { n }: { n: number }) =>
      db
        .select({ gone: sql<boolean>`pg_terminate_backend(pg_backend_pid())` })
        .from(sectors)
        .where(sql`${n}::int > 0`)
        .limit(1),
    )
    const answers = await Promise.allSettled([ended(t.service.db, { n: 1 }), read(), read()])
    expect(answers[0].status).toBe('rejected')
    expect(await read()).toEqual(['faith'])
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
    const { db, pool, close } = connect(t.databaseUrl, () => {}, 'service', 1)
    for (let time = 0; time < 2; time++) await wide(db, { at: 4 })
    const { rows } = await pool.query('select statement from pg_prepared_statements')
    expect(rows).toEqual([{ statement: expect.stringContaining('array_to_string') }])
    await close()
  })
})
