import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { meaningOf } from '../../src/db/faults.ts'
import type { Actor } from '../../src/actor.ts'
import { areas } from '../../src/registry/areas/table.ts'
import { inTransaction, type Work } from '../../src/work.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

let t: TestApp
let requestId: string

beforeAll(async () => {
  t = await testApp()
})
beforeEach(() => {
  requestId = randomUUID()
})
afterAll(() => t[Symbol.asyncDispose]())

const now = new Date('2025-02-03T09:30:00.123Z')
const run = <T>(command: (work: Work) => Promise<T>, actor: Actor = { kind: 'system', name: 'tests' }) =>
  inTransaction(t.connection.db, { actor, now, requestId }, command)

async function logged() {
  const { rows } = await t.connection.pool.query('select * from changes where request_id = $1 order by seq', [
    requestId,
  ])
  return rows
}

/** Ends a transaction as Postgres does when it gives one up for another's sake. */
const giveUp = (code: string) => sql.raw(`do $$ begin raise exception using errcode = '${code}'; end $$`)

describe('a transaction', () => {
  test('tells Postgres who works, for whom, on which request and at which moment', async () => {
    const [key] = (
      await t.connection.pool.query(`select id from api_keys where organisation_id = $1`, [t.organisations.partner])
    ).rows
    const actors: [Actor, object][] = [
      [
        { kind: 'system', name: 'seed facts' },
        {
          actor_kind: 'system',
          actor_id: null,
          actor_name: 'seed facts',
          actor_role: 'coordinator',
          actor_organisation_id: null,
        },
      ],
      [
        { kind: 'api_key', id: key.id, role: 'coordinator', scopes: ['read', 'write'] },
        {
          actor_kind: 'api_key',
          actor_id: key.id,
          actor_name: null,
          actor_role: 'coordinator',
          actor_organisation_id: null,
        },
      ],
      [
        { kind: 'account', id: key.id, role: 'partner', organisationId: t.organisations.partner, scopes: ['write'] },
        {
          actor_kind: 'account',
          actor_id: key.id,
          actor_name: null,
          actor_role: 'partner',
          actor_organisation_id: t.organisations.partner,
        },
      ],
    ]
    for (const [actor, wanted] of actors) {
      await run(({ tx }) => tx.update(areas).set({ descriptionSv: randomUUID() }).where(eq(areas.number, 1)), actor)
      expect((await logged()).at(-1)).toMatchObject({ ...wanted, request_id: requestId, at: now })
    }
    const [row] = await t.connection.db.select().from(areas).where(eq(areas.number, 1))
    expect(row!.updatedAt).toBe('2025-02-03T09:30:00.123Z')
  })

  test('has what follows from it done once, when it is committed, and not at all when it is not', async () => {
    const seen: string[] = []
    let attempts = 0
    await run(async ({ tx, afterCommit }) => {
      afterCommit((db) => void seen.push(db === t.connection.db ? 'with the database' : 'without'))
      if (++attempts === 1) await tx.execute(giveUp('40001'))
    })
    expect(seen).toEqual(['with the database'])
    const failing = run(async ({ afterCommit }) => {
      afterCommit(() => void seen.push('after all'))
      throw new Error('a rule is broken')
    })
    await expect(failing).rejects.toThrow('a rule is broken')
    expect(seen).toHaveLength(1)
  })

  test('leaves nothing of that in the connection for who comes next', async () => {
    await run(async () => {})
    const { rows } = await t.connection.pool.query(
      `select coalesce(current_setting('app.actor_kind', true), '') || coalesce(current_setting('app.request_id', true), '') || coalesce(current_setting('app.now', true), '') as left_over`,
    )
    expect(rows).toEqual([{ left_over: '' }])
  })

  test('answers what the command answers, and keeps what it wrote', async () => {
    expect(
      await run(
        async ({ tx }) =>
          (
            await tx
              .update(areas)
              .set({ descriptionSv: 'Prov' })
              .where(eq(areas.number, 2))
              .returning({ number: areas.number })
          )[0],
      ),
    ).toEqual({ number: 2 })
    expect(await logged()).toHaveLength(1)
  })

  test('that throws leaves nothing, and is not tried again', async () => {
    let attempts = 0
    const failing = run(async ({ tx }) => {
      attempts++
      await tx.update(areas).set({ descriptionSv: 'Aldrig' }).where(eq(areas.number, 3))
      throw new Error('a rule is broken')
    })
    await expect(failing).rejects.toThrow('a rule is broken')
    expect(attempts).toBe(1)
    expect(await logged()).toEqual([])
    expect(await t.connection.db.$count(areas, eq(areas.descriptionSv, 'Aldrig'))).toBe(0)
  })

  test.each(['40P01', '40001'])('that Postgres gives up with %s is tried again from the start', async (code) => {
    let attempts = 0
    await run(async ({ tx }) => {
      attempts++
      await tx
        .update(areas)
        .set({ descriptionSv: `Försök ${attempts} ${code}` })
        .where(eq(areas.number, 4))
      if (attempts < 3) await tx.execute(giveUp(code))
    })
    expect(attempts).toBe(3)
    expect((await logged()).map(({ new_values }) => new_values.description_sv)).toEqual([`Försök 3 ${code}`])
  })

  test('that is given up every time says so after three attempts', async () => {
    let attempts = 0
    const failing = run(async ({ tx }) => {
      attempts++
      await tx.execute(giveUp('40P01'))
    })
    await expect(failing).rejects.toMatchObject({ cause: { code: '40P01' } })
    expect(attempts).toBe(3)
  })

  test('is tried again after another failure of Postgres only when that was a deadlock', async () => {
    let attempts = 0
    const failing = run(async ({ tx }) => {
      attempts++
      await tx.execute(sql`select 1 / 0`)
    })
    await expect(failing).rejects.toMatchObject({ cause: { code: '22012' } })
    expect(attempts).toBe(1)
  })

  test('whose connection is lost says so, and the register goes on', async () => {
    const failing = run(async ({ tx }) => {
      await tx.execute(sql`select pg_terminate_backend(pg_backend_pid())`)
    })
    expect(meaningOf(await failing.catch((error: unknown) => error), {})).toMatchObject({ code: 'unavailable' })
    await run(async () => {})
  })

  test('that cannot begin keeps no connection from those who come after it', async () => {
    const pool = t.connection.db.writers
    const cut = (client: object) => (client as { connection: { stream: Socket } }).connection.stream.destroy()
    pool.on('acquire', cut)
    for (let n = 0; n < 25; n++) {
      const failure: unknown = await run(async () => {}).catch((error: unknown) => error)
      expect(meaningOf(failure, {})).toMatchObject({ code: 'unavailable' })
    }
    pool.off('acquire', cut)
    await run(async () => {})
    expect(pool.totalCount).toBe(pool.idleCount)
  })

  test('and another that wait for one another both succeed', async () => {
    let waiting = 2
    const met = Promise.withResolvers<void>()
    const attempts = [0, 0]
    const crossing = (mine: number, first: number, second: number) =>
      run(async ({ tx }) => {
        attempts[mine]!++
        await tx
          .update(areas)
          .set({ descriptionEn: `by ${mine}` })
          .where(eq(areas.number, first))
        if (--waiting === 0) met.resolve()
        await met.promise
        await tx
          .update(areas)
          .set({ descriptionEn: `by ${mine}` })
          .where(eq(areas.number, second))
      })
    await Promise.all([crossing(0, 5, 6), crossing(1, 6, 5)])
    expect(attempts.toSorted((a, b) => a - b)).toEqual([1, 2])
    expect(await logged()).toHaveLength(4)
  })
})
