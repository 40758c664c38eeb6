import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { describe, expect, test, vi } from 'vitest'
import type { App } from '../../src/http/app.ts'
import { base } from '../../src/representation.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

const authorized = (t: TestApp, name: 'coordinator' | 'partner') => ({ authorization: `Bearer ${t.keys[name]}` })
const soon = { timeout: 10_000, interval: 20 }

describe('many who write to one row', () => {
  test('keep nobody from reading, and are told to come back when they have waited too long', async () => {
    await using t = await testApp()
    await using held = await holdRow(t)
    const writes = Array.from({ length: 15 }, () => t.as.coordinator.patch(held.path, { shortName: 'Prov' }, '*'))
    const answers = Promise.all(writes)
    await vi.waitUntil(() => t.service.db.writers.totalCount === 10, soon)
    for (let n = 0; n < 20; n++) await t.as.coordinator.get(held.path).expect(200)
    for (const { status, body, headers } of await answers) {
      expect([status, body.code, headers['retry-after']]).toEqual([503, 'unavailable', '5'])
    }
    await held.release()
    const { body } = await t.as.coordinator.get(held.path).expect(200)
    expect(body.shortName).toBeUndefined()
    await t.as.coordinator.patch(held.path, { shortName: 'Prov' }, '*').expect(200)
  })

  test('are refused at once when more of them wait than may', async () => {
    await using t = await testApp()
    await using held = await holdRow(t)
    const leaving = new AbortController()
    const refused: Response[] = []
    const write = async () => {
      const headers = { ...authorized(t, 'coordinator'), 'content-type': 'application/json', 'if-match': '*' }
      const body = JSON.stringify({ shortName: 'Prov' })
      refused.push(await fetch(t.url + base + held.path, { method: 'PATCH', headers, body, signal: leaving.signal }))
    }
    const writing = Array.from({ length: 600 }, write)
    // Twenty are at it, five hundred wait.
    await vi.waitUntil(() => refused.length >= 20, soon)
    const told = refused.map(({ status, headers }) => `${status}, ${headers.get('retry-after')}`)
    expect(new Set(told)).toEqual(new Set(['503, 5']))
    await t.as.coordinator.get(held.path).expect(200)
    leaving.abort()
    await Promise.allSettled(writing)
    await held.release()
    // Those who have left are noticed when their turn comes.
    const patch = () => t.as.coordinator.patch(held.path, { shortName: 'Prov' }, '*')
    await vi.waitUntil(async () => (await patch()).status === 200, soon)
  })

  /** Holds the partner's organisation, as a transaction that does not end. */
  async function holdRow(t: TestApp) {
    const holder = new pg.Client(t.databaseUrl)
    await holder.connect()
    await holder.query('begin')
    await holder.query('select 1 from organisations where id = $1 for update', [t.organisations.partner])
    const release = () => holder.end()
    return { path: `/organisations/${t.organisations.partner}`, release, [Symbol.asyncDispose]: release }
  }
})

describe('callers who want more than can be done at once', () => {
  const slow = (app: App) => {
    app.get('/slow', { schema: { hide: true }, config: { access: 'public' } }, async () => {
      await sleep(100)
      return {}
    })
  }
  const asking = (t: TestApp) => async (name: 'coordinator' | 'partner', signal?: AbortSignal) => {
    const response = await fetch(`${t.url}/slow`, { headers: authorized(t, name), ...(signal && { signal }) })
    await response.text()
    return response.status
  }

  test('take turns: one request waits for none of the two hundred that another has sent before', async () => {
    await using t = await testApp({ routes: slow })
    const ask = asking(t)
    let served = 0
    const many = Array.from({ length: 200 }, async () => void ((await ask('coordinator')) === 200 && served++))
    await vi.waitUntil(() => served > 0, soon)
    expect(await ask('partner')).toBe(200)
    expect(served).toBeLessThan(100)
    await Promise.all(many)
    expect(served).toBe(200)
  })

  test('share what may wait: who has more waiting than that is refused, others are not', async () => {
    await using t = await testApp({ routes: slow })
    const ask = asking(t)
    const statuses: number[] = []
    const many = Array.from({ length: 600 }, async () => void statuses.push(await ask('coordinator')))
    await vi.waitUntil(() => statuses.includes(503), soon)
    expect(await ask('partner')).toBe(200)
    await Promise.all(many)
    expect(new Set(statuses)).toEqual(new Set([200, 503]))
  })

  test('hold up nobody who asks for what takes no turn, and are held up by none of those', async () => {
    const long = new Set<() => void>()
    await using t = await testApp({
      routes: (app) => {
        slow(app)
        const config = { access: 'public', turn: 'none' } as const
        app.get(
          '/long',
          { schema: { hide: true }, config },
          () => new Promise<object>((end) => long.add(() => end({}))),
        )
      },
    })
    const headers = authorized(t, 'coordinator')
    const many = Array.from({ length: 50 }, async () => (await fetch(`${t.url}/long`, { headers })).status)
    // More than there are turns, all of them begun, and none of them done.
    await vi.waitUntil(() => long.size === 50, soon)
    expect(await asking(t)('coordinator')).toBe(200)
    for (const end of long) end()
    expect(new Set(await Promise.all(many))).toEqual(new Set([200]))
  })

  test('leave their turn to others when they go away', async () => {
    await using t = await testApp({ routes: slow })
    const ask = asking(t)
    for (let n = 0; n < 10; n++) {
      const leaving = new AbortController()
      const asked = Array.from({ length: 30 }, () => ask('coordinator', leaving.signal))
      await sleep(5 * n)
      leaving.abort()
      await Promise.allSettled(asked)
    }
    const after = await Promise.all(Array.from({ length: 30 }, () => ask('coordinator')))
    expect(new Set(after)).toEqual(new Set([200]))
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
    await using t = await testApp({ overload: { delayMs: 40, times: 4 } })
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
