import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { jobs as ownJobs } from '../../src/jobs/jobs.ts'
import { base } from '../../src/representation.ts'
import { administer } from '../support/global-setup.ts'
import { emptyDatabase, program, registerProcess, start, type RegisterProcess } from '../support/register-process.ts'
import { testApp } from '../support/test-app.ts'

/** Runs to its end, for a register that refuses to start. */
function refused(environment: Record<string, string>) {
  const { status, stderr } = spawnSync(process.execPath, program('main'), {
    env: { ...process.env, DATABASE_URL: '', ...environment },
    encoding: 'utf8',
    timeout: 60_000,
  })
  return { status, lines: stderr.trim().split('\n') }
}

/** Is there for the tests that do it no harm. */
let register: RegisterProcess

beforeAll(async () => {
  register = await registerProcess({ SEED: 'facts' })
})
afterAll(() => register[Symbol.asyncDispose]())

test('all wrong variables are reported at once, without their values', () => {
  const { status, lines } = refused({ PORT: 'tre', SEED: 'allt', DATABASE_URL: 'mysql://hemlig@host/x' })
  expect(status).toBe(1)
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatch(/PORT.*DATABASE_URL.*SEED/)
  expect(lines[0]).not.toContain('hemlig')
})

test('a port in use and a database that does not answer are one clear line each', async () => {
  const busy = refused({ DATABASE_URL: register.databaseUrl, PORT: new URL(register.url).port, SEED: 'none' })
  expect(busy).toEqual({ status: 1, lines: [expect.stringMatching(/^Port \d+ on 127\.0\.0\.1 is in use/)] })

  const nobody = createServer().listen(0, '127.0.0.1')
  await once(nobody, 'listening')
  const { port } = nobody.address() as AddressInfo
  nobody.close()
  const away = refused({ DATABASE_URL: `postgres://nobody:x@127.0.0.1:${port}/none`, PORT: '0' })
  expect(away).toEqual({ status: 1, lines: [expect.stringMatching(/^The database of DATABASE_URL does not answer/)] })
}, 360_000)

test('a register whose connections are not what they ask to be does not start', async () => {
  await using database = await emptyDatabase()
  // What stands in the URL stands in place of what the register asks for, as if a pooler had passed over it.
  const DATABASE_URL = `${database.url}${database.url.includes('?') ? '&' : '?'}options=-c%20TimeZone%3DEurope/Stockholm`
  const { status, lines } = refused({ DATABASE_URL, PORT: '0', SEED: 'none' })
  expect({ status, lines }).toEqual({
    status: 1,
    lines: [expect.stringMatching(/^Connections of DATABASE_URL do not/)],
  })
}, 360_000)

test('a user of the database who may not work as the register is told what to grant', async () => {
  await using database = await emptyDatabase()
  const user = `stranger_${randomBytes(4).toString('hex')}`
  await administer(database.url, `create role ${user} login password 'x'`)
  const url = Object.assign(new URL(database.url), { username: user, password: 'x' }).href
  const { status, lines } = refused({ DATABASE_URL: url, DATABASE_OWNER_URL: database.url, PORT: '0', SEED: 'none' })
  await administer(database.url, `drop role ${user}`)
  expect({ status, lines }).toEqual({
    status: 1,
    lines: [expect.stringMatching(/grant register_service to that user/)],
  })
}, 360_000)

test('a register that cannot open its port shows no key, and the one that can makes the first', async () => {
  await using database = await emptyDatabase()
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  const { status, lines } = refused({ DATABASE_URL: database.url, PORT: `${port}`, SEED: 'none' })
  taken.close()
  expect(status).toBe(1)
  expect(lines.at(-1)).toMatch(/^Port \d+ on 127\.0\.0\.1 is in use/)
  expect(lines.join('\n')).not.toMatch(/sk_/)
  await using opened = await registerProcess({ DATABASE_URL: database.url, SEED: 'none' })
  expect(opened.firstKey).toMatch(/^sk_\w{49}$/)
}, 360_000)

test('a HOST that is no address of this machine is one clear line, and not laid on the database', async () => {
  const { status, lines } = refused({ DATABASE_URL: register.databaseUrl, PORT: '0', HOST: 'no.such.invalid' })
  expect({ status, lines }).toEqual({ status: 1, lines: [expect.stringMatching(/Set HOST to/)] })
}, 360_000)

test('what was answered is there after a SIGKILL, and the next start takes the database over', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'register-kill-'))
  try {
    const environment = { DATA_DIR: join(directory, 'data'), DATABASE_URL: '', PORT: '0', SEED: 'none' }
    const first = await start(environment)
    expect(first.firstKey).toMatch(/^sk_/)
    const headers = { authorization: `Bearer ${first.firstKey}`, 'content-type': 'application/json' }
    const body = JSON.stringify({ code: 'prov', label: { sv: 'Prov', en: 'Test' } })
    const made = await fetch(`${first.url}${base}/vocabularies/sectors/terms`, { method: 'POST', headers, body })
    expect(made.status).toBe(201)
    first.child.kill('SIGKILL')
    await once(first.child, 'exit')

    const second = await start(environment)
    expect(second.firstKey).toBe('')
    const found = await fetch(`${second.url}${made.headers.get('location')}`, { headers })
    expect(found.status).toBe(200)
    const stopped = Date.now()
    second.child.kill('SIGINT')
    expect(await once(second.child, 'exit')).toEqual([0, null])
    expect(Date.now() - stopped).toBeLessThan(5_000)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}, 180_000)

test('four registers start at once on one empty database, and make one key between them', async () => {
  await using database = await emptyDatabase()
  const started = await Promise.all(
    [1, 2, 3, 4].map(() => start({ DATABASE_URL: database.url, PORT: '0', SEED: 'facts' })),
  )
  expect(started.filter(({ firstKey }) => firstKey !== '')).toHaveLength(1)
  for (const { url, child } of started) {
    expect((await fetch(`${url}/health/ready`)).status).toBe(200)
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
}, 180_000)

test('the command line works beside a running register and prints nothing but the key', async () => {
  const DATABASE_URL = register.databaseUrl
  const cli = (...args: string[]) =>
    new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
      const child = spawn(process.execPath, [...program('cli'), ...args], { env: { ...process.env, DATABASE_URL } })
      let [out, err] = ['', '']
      child.stdout.on('data', (text: Buffer) => (out += text.toString()))
      child.stderr.on('data', (text: Buffer) => (err += text.toString()))
      child.on('close', (code) => resolve({ code, out, err }))
    })
  const made = await cli('api-key', 'create', '--role', 'reader', '--name', 'Statistik', '--expires', '2099-12-31')
  expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/^sk_\w{49}\n$/) })
  const read = await fetch(`${register.url}/metrics`, { headers: { authorization: `Bearer ${made.out.trim()}` } })
  expect(read.status).toBe(200)
  expect(await cli('api-key', 'create', '--role', 'partner', '--name', 'Utan organisation')).toMatchObject({
    code: 1,
    out: '',
  })
  expect(await cli('api-key', 'create', '--role', 'boss', '--name', 'x')).toMatchObject({ code: 1, out: '' })
  const { out: table } = await cli('api-key', 'list')
  const id = /^(\S+) .*Statistik$/m.exec(table)![1]!
  const rotated = await cli('api-key', 'rotate', id, '--overlap', '1')
  expect(rotated).toMatchObject({ code: 0, out: expect.stringMatching(/^sk_\w{49}\n$/) })
  expect(await cli('api-key', 'revoke', id)).toEqual({ code: 0, out: 'Revoked.\n', err: '' })
  expect(await cli('seed', 'facts')).toMatchObject({ code: 0 })
  expect(await cli('migrate')).toMatchObject({ code: 0 })
  expect(await cli('--help')).toMatchObject({ code: 0, out: expect.stringContaining('api-key create') })
  expect(await cli('nonsense')).toMatchObject({ code: 1, out: '' })
  expect(register.output()).not.toContain(made.out.trim())
}, 360_000)

// The last one that has it.
test('a running request is finished before the register ends with 0', async () => {
  const blocker = new pg.Client(register.databaseUrl)
  await blocker.connect()
  await blocker.query('begin; lock table sectors in exclusive mode')
  const slow = fetch(`${register.url}${base}/vocabularies/sectors/terms`, {
    method: 'POST',
    headers: { authorization: `Bearer ${register.firstKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ code: 'prov', label: { sv: 'Prov', en: 'Test' } }),
  })
  const waits = `select 1 from pg_locks where relation = 'sectors'::regclass and not granted`
  while ((await blocker.query(waits)).rowCount === 0) await sleep(20)
  const exited = once(register.child, 'exit')
  register.child.kill('SIGTERM')
  await sleep(300)
  await blocker.end()
  expect((await slow).status).toBe(201)
  expect(await exited).toEqual([0, null])
}, 360_000)

test('a register runs its jobs by itself, and ends within 5 s also while some of them are stuck', async () => {
  await using t = await testApp()
  const holder = new pg.Client({ connectionString: t.databaseUrl })
  await holder.connect()
  await holder.query('begin; lock table allocations in access exclusive mode')
  const { child } = await start({ DATABASE_URL: t.databaseUrl, PORT: '0', SEED: 'none' })
  const isAt = async (job: string, state: string) =>
    (await t.connection.pool.query('select 1 from pgboss.job where name = $1 and state = $2', [job, state])).rowCount! >
    0
  const stuck = ['expire-reservations', 'decide-outcomes']
  for (const { name } of ownJobs) {
    await vi.waitUntil(() => isAt(name, stuck.includes(name) ? 'active' : 'completed'), {
      timeout: 60_000,
      interval: 30,
    })
  }
  const exited = once(child, 'exit')
  const begun = Date.now()
  child.kill('SIGTERM')
  expect(await exited).toEqual([0, null])
  expect(Date.now() - begun).toBeLessThan(5_000)
  await holder.end()
}, 360_000)
