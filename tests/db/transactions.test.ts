import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { inSavepoint, transact, type Database, type Transaction } from '../../src/db/connect.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

let t: TestApp

beforeAll(async () => {
  t = await testApp()
  await t.connection.pool.query('create table marks (mark text primary key)')
})
afterAll(() => t[Symbol.asyncDispose]())
beforeEach(() => t.connection.pool.query('truncate marks'))

const put = (tx: Transaction, mark: string) => tx.execute(sql`insert into marks values (${mark})`)
const marks = async () =>
  (await t.connection.pool.query('select mark from marks order by mark')).rows.map((row) => row.mark)
const write = (work: (tx: Transaction) => Promise<void>) => transact(t.connection.db.writers, work)
const failure = new Error('on purpose')

test('what has a savepoint of its own is undone with all else when the transaction fails later', async () => {
  const written = write(async (tx) => {
    await put(tx, 'outer')
    await inSavepoint(tx, () => put(tx, 'nested'))
    throw failure
  })
  await expect(written).rejects.toBe(failure)
  expect(await marks()).toEqual([])
})

test('what fails in a savepoint undoes itself alone, also where Postgres refused it, and at any depth', async () => {
  await write(async (tx) => {
    await put(tx, 'before')
    await expect(
      inSavepoint(tx, async () => {
        await put(tx, 'undone')
        await put(tx, 'before')
      }),
    ).rejects.toMatchObject({ cause: { code: '23505' } })
    await inSavepoint(tx, async () => {
      await put(tx, 'nested')
      const deeper = inSavepoint(tx, async () => {
        await put(tx, 'deeper')
        throw failure
      })
      await expect(deeper).rejects.toBe(failure)
    })
    await put(tx, 'after')
  })
  expect(await marks()).toEqual(['after', 'before', 'nested'])
})

test('neither a transaction nor the database offers the `transaction()` that would commit the outer one', () => {
  const offersNone: 'transaction' extends keyof Transaction | keyof Database ? false : true = true
  expect(offersNone).toBe(true)
})
