import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { connect } from '../../src/db/connect.ts'
import { openEmbedded, type EmbeddedPostgres } from '../../src/db/embedded/embedded.ts'
import { openReplica } from '../../src/db/replica.ts'
import { base } from '../../src/representation.ts'
import { start } from '../support/register-process.ts'
import { replicaOf, type TestReplica } from '../support/replica.ts'

const directory = mkdtempSync(join(tmpdir(), 'register-replica-'))
const readers = 8
let primary: EmbeddedPostgres
let replica: TestReplica
let register: Awaited<ReturnType<typeof start>>
let path: string

beforeAll(async () => {
  const dataDir = join(directory, 'primary')
  primary = await openEmbedded(dataDir, { use: 'exclusive', settings: { fsync: 'off' } })
  replica = await replicaOf(dataDir, primary, join(directory, 'replica'))
  const { url: DATABASE_URL, ownerUrl: DATABASE_OWNER_URL } = primary
  const environment = { DATABASE_URL, DATABASE_OWNER_URL, DATABASE_READ_URL: replica.url }
  register = await start({ ...environment, PORT: '0', SEED: 'none', RATE_LIMIT: 'off' })
  const organisation = { name: 'Provbolaget (påhittat)', kind: 'legal_entity', sector: 'business' }
  const sector = { code: 'business', label: { sv: 'Näringsliv', en: 'Business' } }
  await send('POST', '/vocabularies/sectors/terms', sector)
  path = `/organisations/${(await send('POST', '/organisations', organisation)).id}`
}, 180_000)

afterAll(async () => {
  const gone = once(register.child, 'exit')
  if (register.child.kill('SIGTERM')) await gone
  await replica.stop()
  await primary.stop()
  rmSync(directory, { recursive: true, force: true })
})

const authorization = () => ({ authorization: `Bearer ${register.firstKey}` })

async function send(method: 'POST' | 'PATCH', to: string, body: object): Promise<any> {
  const headers = { ...authorization(), 'content-type': 'application/json', 'if-match': '*' }
  const response = await fetch(register.url + base + to, { method, headers, body: JSON.stringify(body) })
  expect(response.ok, await response.clone().text()).toBe(true)
  return response.json()
}

/** The name that anyone, or whoever has a key, reads of the organisation. */
async function nameFor(whom: 'anyone' | 'key', from = path): Promise<string> {
  const response = await fetch(register.url + base + from, whom === 'key' ? { headers: authorization() } : {})
  expect(response.status).toBe(200)
  const body = (await response.json()) as { shortName: string; items?: { shortName: string }[] }
  return (body.items?.[0] ?? body).shortName
}

const rename = (shortName: string) => send('PATCH', path, { shortName })

/** What the register tells of the replica. */
async function metrics() {
  const text = await (await fetch(`${register.url}/metrics`, { headers: authorization() })).text()
  const of = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
  return { used: of('database_replica_used'), behind: of('database_replica_behind_seconds') }
}

const isUsed = async () => (await metrics()).used === 1
const ready = async () => (await fetch(`${register.url}/health/ready`)).status
/** What was logged of the replica since the last time. */
let logged = 0
async function news(): Promise<string[]> {
  // Lines gather for a moment before they are written.
  await sleep(300)
  const lines = register.output().split('\n')
  const said = lines.filter((line) => line.includes('reads without a key go to')).map((line) => JSON.parse(line).msg)
  return said.slice(logged, (logged = said.length))
}

const until = (holds: () => Promise<boolean>) => vi.waitUntil(holds, { timeout: 30_000, interval: 20 })

/** Has the replica do nothing of what the primary writes, while `act` runs. */
async function paused(act: () => Promise<void>): Promise<void> {
  const owner = new pg.Client(replica.ownerUrl)
  await owner.connect()
  await owner.query('select pg_wal_replay_pause()')
  const state = async () => (await owner.query('select pg_get_wal_replay_pause_state() as state')).rows[0].state
  try {
    await until(async () => (await state()) === 'paused')
    await act()
  } finally {
    await owner.query('select pg_wal_replay_resume()')
    await owner.end()
  }
}

/** Many read without a key while `act` runs, which can wait until each of them has been answered since. */
async function whileReading(act: (allAnswered: () => Promise<unknown>) => Promise<void>) {
  const stopping = new AbortController()
  const answers = Array.from({ length: readers }, () => 0)
  const statuses = new Set<number>()
  let slowest = 0
  const reader = async (_: unknown, me: number) => {
    while (!stopping.signal.aborted) {
      const begun = performance.now()
      const response = await fetch(`${register.url}${base}/organisations?count=true`)
      await response.arrayBuffer()
      statuses.add(response.status)
      slowest = Math.max(slowest, Math.round(performance.now() - begun))
      answers[me]!++
    }
  }
  const reading = Promise.all(answers.map(reader))
  const allAnswered = () => {
    const before = [...answers]
    // The second one was asked for since.
    return until(async () => answers.every((count, i) => count >= before[i]! + 2))
  }
  await act(allAnswered).finally(() => stopping.abort())
  await reading
  return { statuses: [...statuses], slowest }
}

/** Whether anyone was shown what was before a write, while whoever has a key was shown what it wrote. */
async function isShownBefore(attempt: number): Promise<boolean> {
  let names: string[] = []
  await until(isUsed)
  await rename(`före ${attempt}`)
  await until(async () => (await nameFor('anyone')) === `före ${attempt}`)
  await paused(async () => {
    await rename(`efter ${attempt}`)
    names = [await nameFor('anyone'), await nameFor('anyone', '/organisations')]
    for (let n = 1; n <= 10; n++) {
      await rename(`efter ${attempt}.${n}`)
      expect(await nameFor('key')).toBe(`efter ${attempt}.${n}`)
      expect(await nameFor('key', '/organisations')).toBe(`efter ${attempt}.${n}`)
    }
  })
  await until(async () => (await nameFor('anyone')) === `efter ${attempt}.10`)
  return names.every((name) => name === `före ${attempt}`)
}

test('who has no key reads from the replica, and who has one what has just been written', async () => {
  let attempt = 1
  // A machine that is busy may take so long that the replica is known to be behind.
  while (!(await isShownBefore(attempt)) && attempt < 5) attempt++
  expect(attempt).toBeLessThan(5)
})

test('an export is read from the primary, also without a key', async () => {
  await paused(async () => {
    await rename('i exporten')
    const headers = { accept: 'application/x-ndjson' }
    const text = await (await fetch(`${register.url}${base}/organisations`, { headers })).text()
    expect(JSON.parse(text).shortName).toBe('i exporten')
  })
})

test('a replica that is behind is left alone until it has caught up, and both are said once', async () => {
  await until(isUsed)
  await news()
  await paused(async () => {
    await rename('på primären')
    await until(async () => !(await isUsed()))
    expect((await metrics()).behind).toBeGreaterThan(5)
    expect(await nameFor('anyone')).toBe('på primären')
    expect(await ready()).toBe(200)
  })
  await until(isUsed)
  expect(await news()).toEqual([
    'reads without a key go to the primary, not to the replica: it is behind',
    'reads without a key go to the replica',
  ])
}, 180_000)

test('a replica on which nothing happens has all there is', async () => {
  await until(isUsed)
  await sleep(2_000)
  await until(async () => (await metrics()).behind < 1)
})

test('a replica that is killed fails nobody, and is used again when it is back', async () => {
  await until(isUsed)
  await news()
  const { statuses, slowest } = await whileReading(async (allAnswered) => {
    await allAnswered()
    replica.signal('SIGKILL')
    await until(async () => !(await isUsed()))
    expect(await ready()).toBe(200)
    await rename('utan replik')
    expect(await nameFor('anyone')).toBe('utan replik')
    await replica.start()
    await until(isUsed)
  })
  summary('killed', slowest)
  expect(statuses).toEqual([200])
  await until(async () => (await nameFor('anyone')) === 'utan replik')
  const [left, back, ...more] = await news()
  expect(left).toMatch(/go to the primary, not to the replica: it (failed a read|does not answer)$/)
  expect([back, ...more]).toEqual(['reads without a key go to the replica'])
}, 180_000)

test('a replica that is frozen holds nobody up for long, and is used again when it goes on', async () => {
  await until(isUsed)
  const { statuses, slowest } = await whileReading(async (allAnswered) => {
    await allAnswered()
    replica.signal('SIGSTOP')
    try {
      await allAnswered()
      expect(await isUsed()).toBe(false)
      expect(await ready()).toBe(200)
    } finally {
      replica.signal('SIGCONT')
    }
    await until(isUsed)
  })
  summary('frozen', slowest)
  expect(statuses).toEqual([200])
  // Each of them hung in it, and was cut off after two seconds or so; a query is given up after twelve.
  expect(slowest).toBeLessThan(9_000)
}, 180_000)

test('what is no replica of the primary is not read from', async () => {
  const heard = async (url: string) => {
    const { db, close } = connect(primary.url, () => {})
    const said = Promise.withResolvers<string>()
    const opened = openReplica(url, { url: primary.url, db }, said.resolve)
    const message = await said.promise
    expect(opened.isUsed()).toBe(false)
    await opened.close()
    await close()
    return message
  }
  expect(await heard(primary.url)).toMatch(/it is no replica$/)
  const otherwise = `${replica.url}&options=-c%20TimeZone%3DEurope/Stockholm`
  expect(await heard(otherwise)).toMatch(/something passes over the startup options of its connections$/)
  expect(await heard(replica.url.replace('/register?', '/postgres?'))).toMatch(/it is the replica of another database$/)
})

test('while the primary is away, the replica is read from still', async () => {
  await until(isUsed)
  await rename('sist')
  await until(async () => (await nameFor('anyone')) === 'sist')
  await primary.stop()
  await until(async () => (await ready()) === 503)
  // For longer than the replica may be behind.
  await sleep(6_000)
  expect(await nameFor('anyone')).toBe('sist')
})

const summary = (what: string, ms: number) => process.stdout.write(`replica ${what}: the slowest read took ${ms} ms\n`)
