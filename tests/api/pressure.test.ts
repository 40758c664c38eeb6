import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { describe, expect, test, vi } from 'vitest'
import { testApp } from '../support/test-app.ts'

const soon = { timeout: 10_000, interval: 20 }

describe('many who write to one row', () => {
  test('keep nobody from reading, and are told to come back when they have waited too long', async () => {
    await using t = await testApp()
    const path = `/organisations/${t.organisations.partner}`
    const holder = new pg.Client(t.databaseUrl)
    await holder.connect()
    await holder.query('begin')
    await holder.query('select 1 from organisations where id = $1 for update', [t.organisations.partner])
    const writes = Array.from({ length: 30 }, () => t.as.coordinator.patch(path, { shortName: 'Prov' }, '*'))
    const answers = Promise.all(writes)
    await vi.waitUntil(() => t.service.db.writers.waitingCount >= 15, soon)
    for (let n = 0; n < 20; n++) await t.as.coordinator.get(path).expect(200)
    expect(t.service.db.writers.waitingCount).toBeGreaterThanOrEqual(15)
    for (const { status, body, headers } of await answers) {
      expect([status, body.code, headers['retry-after']]).toEqual([503, 'unavailable', '5'])
    }
    await holder.end()
    const { body } = await t.as.coordinator.get(path).expect(200)
    expect(body.shortName).toBeUndefined()
    await t.as.coordinator.patch(path, { shortName: 'Prov' }, '*').expect(200)
  })
})

describe('too many who wait for the database', () => {
  test('are refused at once, those who write before those who read', async () => {
    await using t = await testApp()
    const { writers } = t.service.db
    const path = `/organisations/${t.organisations.partner}`
    const held = await Promise.all(Array.from({ length: 10 }, () => writers.connect()))
    const waiting = Array.from({ length: 500 }, () => writers.connect())
    const { body, headers } = await t.as.coordinator.patch(path, { shortName: 'Prov' }, '*').expect(503)
    expect([body.code, headers['retry-after']]).toEqual(['unavailable', '5'])
    await t.as.coordinator.get(path).expect(200)
    await t.as.public.get('/health/ready').expect(200)
    for (const client of held) client.release()
    for (const client of waiting) (await client).release()
    await t.as.coordinator.patch(path, { shortName: 'Prov' }, '*').expect(200)
  })
})

describe('a statement', () => {
  test('that takes too long is given up: soon when it reads, later when it writes', async () => {
    await using t = await testApp()
    const timeouts = async (pool: pg.Pool) =>
      (
        await pool.query(
          `select name, setting from pg_settings where name in ('statement_timeout', 'lock_timeout') order by 1`,
        )
      ).rows.map(({ setting }) => Number(setting))
    expect(await timeouts(t.service.pool)).toEqual([0, 2_000])
    expect(await timeouts(t.service.db.writers)).toEqual([5_000, 10_000])
    // A trick to make a read slow: its rows come from a view that sleeps.
    await t.connection.pool.query(`
      alter table sectors rename to kept;
      create view sectors as select kept.* from kept, pg_sleep(3);
      grant select on sectors to register_service`)
    const { body, headers } = await t.as.public.get('/vocabularies/sectors/terms').expect(503)
    expect([body.code, headers['retry-after'], body.detail]).toEqual([
      'unavailable',
      '5',
      expect.stringContaining('longer than'),
    ])
  })
})

describe('a register whose event loop lags', () => {
  test('refuses what it could only answer too late, says that it is not ready, and lives', async () => {
    await using t = await testApp({ overload: { delayMs: 40, fromMs: 0 } })
    const rest = new AbortController()
    const work = (async () => {
      while (!rest.signal.aborted) {
        for (const end = performance.now() + 150; performance.now() < end;);
        await sleep(1)
      }
    })()
    await vi.waitUntil(async () => (await t.as.public.get('/health/ready')).status === 503, soon)
    const { body, headers } = await t.as.public.get('/organisations').expect(503)
    expect([body.code, headers['retry-after']]).toEqual(['unavailable', '5'])
    await t.as.public.get('/health/live').expect(200)
    rest.abort()
    await work
    await vi.waitUntil(async () => (await t.as.public.get('/organisations')).status === 200, soon)
  })
})
