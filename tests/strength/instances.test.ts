import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openEmbedded, type EmbeddedPostgres } from '../../src/db/embedded/embedded.ts'
import { knownSchemas } from '../../src/db/migrate.ts'
import { base } from '../../src/representation.ts'
import { randomFrom } from '../../src/seed/demo/random.ts'
import { balance, type Balancer } from '../support/balancer.ts'
import { damage } from '../support/intact.ts'
import { keptAll } from '../support/kept.ts'
import { sceneOf, writeAll, type Scene, type Write } from '../support/mixed-load.ts'
import { contend, tally } from '../support/places-load.ts'
import { start } from '../support/register-process.ts'

const directory = mkdtempSync(join(tmpdir(), 'register-instances-'))
const publicLimit = 30
let database: EmbeddedPostgres
let owner: pg.Pool
let registers: Awaited<ReturnType<typeof start>>[]
let balancer: Balancer
let scene: Scene

beforeAll(async () => {
  database = await openEmbedded(directory, { use: 'exclusive', settings: { fsync: 'off' } })
  owner = new pg.Pool({ connectionString: database.ownerUrl, max: 4 })
  const environment = {
    DATABASE_URL: database.url,
    DATABASE_OWNER_URL: database.ownerUrl,
    PORT: '0',
    SEED: 'facts',
    RATE_LIMIT: '1000000',
    RATE_LIMIT_PUBLIC: String(publicLimit),
    RATE_LIMIT_STORE: 'postgres',
  }
  // Both at the same moment, on a database with nothing in it.
  registers = await Promise.all([start(environment), start(environment)])
  balancer = await balance(registers.map(({ url }) => url))
  scene = await sceneOf(balancer.url, registers.map(({ firstKey }) => firstKey).find(Boolean)!)
}, 180_000)

afterAll(async () => {
  await balancer[Symbol.asyncDispose]()
  for (const { child } of registers) {
    const gone = once(child, 'exit')
    if (child.kill('SIGTERM')) await gone
  }
  await owner.end()
  await database.stop()
  rmSync(directory, { recursive: true, force: true })
})

interface Call {
  method?: 'POST' | 'PATCH'
  key?: string
  body?: object
  headers?: Record<string, string>
}

/** Asks the balancer, or one of the registers. */
async function ask(path: string, { method, key, body, headers }: Call = {}, of = balancer.url) {
  const response = await fetch(of + base + path, {
    ...(method && { method }),
    headers: {
      ...(key && { authorization: `Bearer ${key}` }),
      ...(body && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const header = (name: string) => response.headers.get(name)
  return { status: response.status, text, header, json: () => JSON.parse(text) }
}

const until = (holds: () => boolean | Promise<boolean>) => vi.waitUntil(holds, { timeout: 40_000, interval: 20 })
const one = () => registers[0]!.url
const other = () => registers[1]!.url
const offer = {
  type: 'feriejobb',
  title: 'Sommarjobb (påhittat)',
  capacity: { offered: 20 },
  status: 'published',
}

test('two that start at once on an empty database prepare it once', async () => {
  expect(registers.filter(({ firstKey }) => firstKey !== '')).toHaveLength(1)
  const { rows } = await owner.query(`
    select (select count(*)::int from drizzle.__drizzle_migrations) as migrations,
      (select count(*)::int from api_keys where name = 'First coordinator key') as keys`)
  expect(rows).toEqual([{ migrations: knownSchemas.length, keys: 1 }])
  const seen = await Promise.all([one(), other()].map((url) => ask('/agreements', { key: scene.coordinator }, url)))
  expect(seen[0]!.json().items.length).toBeGreaterThan(0)
  expect(seen[0]!.text).toBe(seen[1]!.text)
})

test('what an address may call, it may call of both together', async () => {
  const answers: { status: number; by: string | null }[] = []
  for (let call = 0; call < 2 * publicLimit; call++) {
    const { status, header } = await ask('/areas')
    answers.push({ status, by: header('x-answered-by') })
  }
  const first = answers.slice(0, publicLimit)
  expect(new Set(first.map(({ status }) => status))).toEqual(new Set([200]))
  expect(new Set(first.map(({ by }) => by))).toEqual(new Set(['0', '1']))
  expect(new Set(answers.slice(publicLimit).map(({ status }) => status))).toEqual(new Set([429]))
})

test('a request repeated at the other is done once, also when both get it at once', async () => {
  const send = (key: string, body: object, of: string) =>
    ask('/contributions', { method: 'POST', key: scene.partner, body, headers: { 'idempotency-key': key } }, of)
  const isReplay = ({ header }: { header: (name: string) => string | null }) =>
    header('idempotency-replayed') === 'true'
  for (let turn = 0; turn < 20; turn++) {
    const key = `key-${turn}`
    const both = await Promise.all([send(key, offer, one()), send(key, offer, other())])
    const done = both.find((answer) => answer.status === 201 && !isReplay(answer))!
    // Whoever comes while the first is under way is told that it is.
    for (const answer of both) expect(answer.status === 409 || answer.text === done.text).toBe(true)
    expect(both.filter((answer) => answer.status === 201 && !isReplay(answer))).toHaveLength(1)
    for (const url of [one(), other()]) {
      const again = await send(key, offer, url)
      expect([again.status, isReplay(again), again.text]).toEqual([201, true, done.text])
      expect((await send(key, { ...offer, title: 'Ett annat (påhittat)' }, url)).status).toBe(422)
    }
  }
  const { rows } = await owner.query('select count(*)::int as made from contributions where title = $1', [offer.title])
  expect(rows).toEqual([{ made: 20 }])
})

test('an ETag from one is good at the other, until one of them has changed the row', async () => {
  const { partner: key } = scene
  const made = await ask('/contributions', { method: 'POST', key, body: offer }, one())
  const path = `/contributions/${made.json().id}`
  const etag = made.header('etag')!
  for (const url of [one(), other()]) {
    expect((await ask(path, { key }, url)).header('etag')).toBe(etag)
    expect((await ask(path, { key, headers: { 'if-none-match': etag } }, url)).status).toBe(304)
  }
  const change = (title: string, of: string) =>
    ask(path, { method: 'PATCH', key, body: { title }, headers: { 'if-match': etag } }, of)
  const changed = await change('Ändrat (påhittat)', other())
  expect(changed.status).toBe(200)
  expect((await change('För sent (påhittat)', one())).status).toBe(412)
  const read = await ask(path, { key, headers: { 'if-none-match': etag } }, one())
  expect([read.status, read.header('etag')]).toEqual([200, changed.header('etag')])
  expect(read.json().title).toBe('Ändrat (påhittat)')
})

test('places are given out once, whichever is asked', async () => {
  const { id } = (
    await ask('/contributions', { method: 'POST', key: scene.partner, body: { ...offer, capacity: { offered: 10 } } })
  ).json()
  const keys = [scene.matcher, scene.coordinator]
  const answers = await contend({ urls: [balancer.url], keys, contributionId: id, requests: 100 })
  expect(tally(answers)).toEqual({ 201: 10, 409: 90 })
  expect(await damage(owner)).toEqual([])
})

test('a reservation whose time is out is ended once, by one of them', async () => {
  const { id } = (await ask('/contributions', { method: 'POST', key: scene.partner, body: offer })).json()
  const reserve = (reference: number) => {
    const body = { quantity: 1, holdMinutes: 1, reference: `tid ${reference}` }
    return ask(`/contributions/${id}/allocations`, { method: 'POST', key: scene.matcher, body })
  }
  const made = await Promise.all(Array.from({ length: 10 }, (_, i) => reserve(i)))
  const ids = made.map((answer) => answer.json().id as string)
  // As if it was a while ago; and the run of this interval is still to come.
  await owner.query(`update allocations set expires_at = now() - interval '1 minute' where id = any($1)`, [ids])
  await owner.query(`delete from pgboss.job where name = 'expire-reservations'`)
  const endings = async () => {
    const { rows } = await owner.query<{ id: string }>(
      `select row_id as id from changes where row_id = any($1) and new_values ->> 'status' = 'expired'`,
      [ids],
    )
    return rows.map((row) => row.id).toSorted()
  }
  await until(async () => (await endings()).length >= ids.length)
  // Each of them looks again within five seconds.
  await sleep(6_000)
  expect(await endings()).toEqual(ids.toSorted())
})

test('a key that is revoked at one is refused there at once, and by the other a second later', async () => {
  const made = await ask('/api-keys', {
    method: 'POST',
    key: scene.coordinator,
    body: { name: 'Prov', role: 'reader' },
  })
  const { id, key } = made.json()
  const use = (of: string) => ask('/me', { key }, of)
  expect([await use(one()), await use(other())].map(({ status }) => status)).toEqual([200, 200])
  const revoked = await ask(`/api-keys/${id}/revocation`, { method: 'POST', key: scene.coordinator, body: {} }, one())
  expect(revoked.status).toBe(200)
  expect((await use(one())).status).toBe(401)
  await sleep(1_100)
  expect((await use(other())).status).toBe(401)
})

test('when one is killed while everybody writes, the other goes on, and nothing is lost', async () => {
  const stopping = new AbortController()
  const writes: Write[] = []
  const onAnswer = (write: Write) => writes.push(write)
  const load = writeAll(balancer.url, scene, randomFrom('two'), { writers: 12, stopped: stopping.signal, onAnswer })
  await until(() => writes.length > 50)
  registers[0]!.child.kill('SIGKILL')
  const before = writes.length
  await until(() => writes.slice(before).filter(({ status }) => status === 201).length > 40)
  stopping.abort()
  await load
  const unanswered = writes.filter(({ status }) => status === 502)
  process.stdout.write(
    `instances: ${writes.length} writes, ${unanswered.length} without an answer when one was killed\n`,
  )
  expect(writes.every(({ status }) => [200, 201, 409, 502].includes(status))).toBe(true)
  await keptAll(owner, balancer.url, writes)
  expect(await damage(owner)).toEqual([])
}, 180_000)
