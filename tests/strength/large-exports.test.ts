import { get, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { lines } from '../../src/http/responses/formats.ts'
import { base } from '../../src/representation.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

let t: TestApp
beforeAll(async () => {
  t = await testApp()
})
afterAll(() => t[Symbol.asyncDispose]())

describe('an export that is larger than what is on its way at once', () => {
  const rows = 3_000
  const taken: IncomingMessage[] = []

  beforeAll(async () => {
    // Far more than the sockets hold, so that the register has to wait for its reader, also where it is compressed.
    for (let first = 1; first < rows; first += 500) {
      await t.connection.pool.query(
        `with noise as materialized (select string_agg(md5(i::text), '') as text from generate_series(1, 6250) i)
        insert into organisations (name, kind, sector, tags)
        select 'Stor ' || n || ' (påhittad)', 'informal', 'other', array[substr(text, 1 + n * 5000 % 195000, 5000)]
        from noise, generate_series($1::int, $1 + 499) n`,
        [first],
      )
    }
  })
  afterEach(async () => {
    vi.useRealTimers()
    for (const response of taken.splice(0)) response.destroy()
    await untilNobodyReads()
  })

  /** The answer, of which nothing is read yet. */
  async function take(key?: string, coding = 'identity'): Promise<IncomingMessage> {
    const headers = { accept: lines, 'accept-encoding': coding, ...(key && { authorization: `Bearer ${key}` }) }
    const request = get(`${t.url}${base}/organisations?sort=createdAt`, { headers })
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    taken.push(response)
    return response
  }

  /** As many as may be: two without a key, and two for each of two callers. */
  async function takeAll(): Promise<void> {
    for (const key of [undefined, t.keys.partner, t.keys.otherPartner]) for (let i = 0; i < 2; i++) await take(key)
  }

  async function itemsIn(response: IncomingMessage): Promise<{ id: string; name: string }[]> {
    let text = ''
    response.setEncoding('utf8')
    for await (const part of response) text += part
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))
  }

  async function inTransactions(): Promise<{ pid: number; state: string }[]> {
    const { rows: sessions } = await t.connection.pool.query(
      `select pid, state from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null`,
    )
    return sessions
  }

  /** A session that was left ends by itself, but not before its client has noticed. */
  async function untilNobodyReads(): Promise<void> {
    while ((await inTransactions()).length > 0) await sleep(10)
  }

  test('is of one moment, whatever is written while it is read', async () => {
    const response = await take()
    await t.connection.pool.query(`delete from organisations where name like 'Stor 2%'`)
    await t.connection.pool.query(`update organisations set name = 'Ny (påhittad)' where name like 'Stor 3%'`)
    const items = await itemsIn(response)
    const large = items.filter(({ name }) => name.startsWith('Stor'))
    expect(new Set(large.map(({ id }) => id)).size).toBe(rows)
    expect(items.some(({ name }) => name.startsWith('Ny'))).toBe(false)
    const later = await itemsIn(await take())
    expect(later.some(({ name }) => name.startsWith('Stor 2'))).toBe(false)
    expect(later.some(({ name }) => name.startsWith('Ny'))).toBe(true)
  })

  test('ends in Postgres when its reader goes', async () => {
    const response = await take()
    expect(await inTransactions()).toHaveLength(1)
    response.destroy()
    await untilNobodyReads()
    await takeAll()
    for (const left of taken.splice(0)) left.destroy()
    await untilNobodyReads()
    ;(await take()).destroy()
    expect(t.connection.pool.totalCount).toBeLessThan(5)
  })

  test('is refused to one who has two under way, and to all with keys when four are; without one, two are for all', async () => {
    for (let i = 0; i < 2; i++) await take()
    const { headers } = await t.as.public.lines('/organisations').expect(503)
    expect(headers['retry-after']).toBe('5')
    // What those without a key have takes nothing from those with one.
    for (let i = 0; i < 2; i++) await take(t.keys.partner)
    await t.as.partner.lines('/agreements').expect(503)
    await t.as.matcher.lines('/agreements').expect(200)
    for (let i = 0; i < 2; i++) await take(t.keys.otherPartner)
    await t.as.matcher.lines('/agreements').expect(503)
    await t.as.public.get('/organisations?fields=name').expect(200)
    await t.as.public.lines('/organisations?page=1').expect(400)
    const { text } = await t.as.reader.get('/metrics').expect(200)
    expect(text).toContain('exports_running{for="public"} 2')
    expect(text).toContain('exports_running{for="caller"} 4')
  })

  async function untilCutOff(): Promise<void> {
    const before = t.log.length
    const isCutOff = () => t.log.slice(before).some((line) => line.includes('its reader was too slow'))
    for (let looks = 0; looks < 200 && !isCutOff(); looks++) {
      vi.advanceTimersByTime(10_000)
      await sleep(50)
    }
    expect(isCutOff()).toBe(true)
    await untilNobodyReads()
  }

  test.each(['identity', 'gzip'])('is cut off when its reader takes next to nothing: %s', async (coding) => {
    // A look at the reader is due when the test says so.
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const response = await take(undefined, coding)
    expect(response.headers['content-encoding'] ?? 'identity').toBe(coding)
    await untilCutOff()
    await expect(itemsIn(response)).rejects.toThrow()
    const { text } = await t.as.reader.get('/metrics').expect(200)
    expect(text).toMatch(/exports_cut_off_total [1-9]/)
  })

  test('is cut off also where it was asked for behind another answer on its connection', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const socket = connect(Number(new URL(t.url).port), '127.0.0.1').pause()
    const asking = (accept: string) =>
      `GET ${base}/organisations?sort=createdAt HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: ${accept}\r\n\r\n`
    try {
      socket.write(asking('application/json') + asking(lines))
      await untilCutOff()
    } finally {
      socket.destroy()
    }
  })

  test('that fails is broken off, so that a part is never taken for the whole, and the log tells no values', async () => {
    const response = await take()
    const [session] = await inTransactions()
    await t.connection.pool.query('select pg_terminate_backend($1)', [session!.pid])
    await expect(itemsIn(response)).rejects.toThrow('aborted')
    const told = t.log.filter((line) => line.includes('an export broke off'))
    expect(told.length).toBeGreaterThan(0)
    expect(told.join('')).not.toContain('"params"')
  })
})
