import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '../../src/db/connect.ts'
import { type EmbeddedPostgres, openEmbedded } from '../../src/db/embedded/embedded.ts'
import { StartupError } from '../../src/errors.ts'
import { program } from '../support/register-process.ts'

const settings = { fsync: 'off' }
const home = fs.mkdtempSync(join(tmpdir(), 'register-embedded-'))
// A kept cluster is copied for the tests that only need some cluster: initdb is most of a start.
const kept = join(home, 'kept')
const opened: EmbeddedPostgres[] = []
const children: ChildProcess[] = []

async function open(dataDir: string, use: 'exclusive' | 'shared' = 'exclusive'): Promise<EmbeddedPostgres> {
  const embedded = await openEmbedded(dataDir, { use, settings })
  opened.push(embedded)
  return embedded
}

async function ask(embedded: EmbeddedPostgres, query: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: embedded.ownerUrl })
  await client.connect()
  try {
    const { rows } = await client.query({ text: query, rowMode: 'array' })
    return rows[0]?.[0]
  } finally {
    await client.end()
  }
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(50)
}

function copyOfKept(name: string): string {
  fs.cpSync(kept, join(home, name), { recursive: true })
  return join(home, name)
}

function pidFile(dataDir: string): string {
  return join(dataDir, 'postgres', 'data', 'postmaster.pid')
}

/** The server's process number, or null when none has been left. */
function postmaster(dataDir: string): number | null {
  return fs.existsSync(pidFile(dataDir)) ? Number(fs.readFileSync(pidFile(dataDir), 'utf8').split('\n')[0]) : null
}

/** The servers of this data directory that are alive, whatever its pid file says. */
function processes(dataDir: string): string[] {
  const { ino } = fs.statSync(join(dataDir, 'postgres', 'data'), { bigint: true })
  const { stdout } = spawnSync('ps', ['-ww', '-eo', 'args='], { encoding: 'utf8' })
  return stdout.split('\n').filter((line) => line.includes(`cluster_name=register-${ino} `))
}

/** What another process does that opens `dataDir` and stays. */
function opening(dataDir: string, use: 'exclusive' | 'shared'): string {
  const source = fileURLToPath(new URL('../../src/db/embedded/embedded.ts', import.meta.url))
  return `import { openEmbedded } from ${JSON.stringify(source)}
    const embedded = await openEmbedded(${JSON.stringify(dataDir)}, ${JSON.stringify({ use, settings })})
    process.on('SIGTERM', () => embedded.stop())
    console.log('open')`
}

/** Another process that opens `dataDir` and stays. */
async function register(dataDir: string, use: 'exclusive' | 'shared' = 'exclusive'): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', opening(dataDir, use)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  await new Promise((resolve, reject) => child.stdout?.on('data', resolve).on('end', () => reject(new Error('ended'))))
  return child
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill(signal)
  await gone
}

beforeAll(async () => {
  const first = await openEmbedded(kept, { use: 'exclusive', settings })
  await ask(first, 'create table kept as select 42 as answer')
  await first.stop()
})

afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => end(child, 'SIGKILL')))
  for (const embedded of opened.splice(0)) await embedded.stop()
})

afterAll(() => fs.rmSync(home, { recursive: true, force: true }))

describe('a data directory of its own', () => {
  it('is made on the first start, answers in UTF-8 and UTC, and listens on no port, but where only its account may enter', async () => {
    const embedded = await open(join(home, 'not', 'there', 'yet'))
    expect(await ask(embedded, `select lower('ÅÄÖ') || current_user || current_database()`)).toBe('åäöregisterregister')
    expect(await ask(embedded, `select current_setting('server_encoding') || current_setting('timezone')`)).toBe(
      'UTF8UTC',
    )
    expect(
      await ask(
        embedded,
        `select current_setting('listen_addresses') || '-' || current_setting('unix_socket_permissions')`,
      ),
    ).toBe('-0700')
    const socket = String(await ask(embedded, `select current_setting('unix_socket_directories')`))
    expect(fs.statSync(socket).mode & 0o777).toBe(0o700)
    expect(fs.statSync(socket).uid).toBe(fs.statSync(join(home, 'not', 'there', 'yet', 'postgres', 'data')).uid)
  })

  it('keeps its data and a password that only its owner may read', async () => {
    const embedded = await open(kept)
    expect(await ask(embedded, 'select answer from kept')).toBe(42)
    const file = join(kept, 'postgres', 'password')
    expect(fs.statSync(file).mode & 0o777).toBe(0o600)
    const password = fs.readFileSync(file, 'utf8').trim()
    expect(Buffer.from(password, 'base64url')).toHaveLength(32)
    expect(fs.readFileSync(join(kept, 'postgres', 'server.log'), 'utf8')).not.toContain(password)
    const guess = new pg.Client({ connectionString: embedded.ownerUrl.replace(password, 'guess') })
    await expect(guess.connect()).rejects.toThrow(/password authentication failed/)
  })

  it('is served by a durable server unless a test says otherwise', async () => {
    const embedded = await openEmbedded(kept, { use: 'exclusive' })
    opened.push(embedded)
    expect(await ask(embedded, `select current_setting('fsync') || current_setting('synchronous_commit')`)).toBe('onon')
  })

  it('is made once by two that start at the same time', async () => {
    const dataDir = join(home, 'twins')
    const [one, two] = await Promise.all([open(dataDir), open(dataDir, 'shared')])
    expect(await ask(one, 'select 1')).toBe(1)
    expect(two.url).toBe(one.url)
    expect(fs.readdirSync(dataDir)).toEqual(['postgres'])
  })

  it('is cleared of what a killed start has left, but not of what a living one is making', async () => {
    const dataDir = copyOfKept('leftovers')
    const [dead, living] = ['postgres.new-4194305-x', `postgres.new-${process.pid}-x`]
    for (const name of [dead, living]) fs.mkdirSync(join(dataDir, name, 'data'), { recursive: true })
    await open(dataDir)
    expect(fs.readdirSync(dataDir).toSorted()).toEqual(['postgres', living])
  })

  it.skipIf(process.getuid?.() !== 0)('serves beneath a directory that only root can enter (needs root)', async () => {
    const closed = join(home, 'closed')
    fs.mkdirSync(closed, { mode: 0o700 })
    const embedded = await open(join(closed, 'data'))
    expect(await ask(embedded, `create table t as select generate_series(1, 1000)`)).toBeUndefined()
    expect(await ask(embedded, 'select pg_reload_conf()')).toBe(true)
    expect(await ask(embedded, `select count(*)::int from pg_ls_waldir()`)).toBeGreaterThan(0)
    expect(fs.statSync(join(closed, 'data', 'postgres', 'data')).uid).not.toBe(0)
  })
})

describe('several users', () => {
  it('a second register is refused and the first goes on', async () => {
    const first = await open(kept)
    const second = openEmbedded(kept, { use: 'exclusive', settings })
    await expect(second).rejects.toThrow(StartupError)
    await expect(second).rejects.toThrow(
      `Another register is using ${kept}. Stop it, or give this one its own DATA_DIR or a DATABASE_URL.`,
    )
    expect(await ask(first, 'select answer from kept')).toBe(42)
  })

  it('a tool uses the server of a running register and leaves it running', async () => {
    const first = await open(kept)
    const tool = await open(kept, 'shared')
    expect(tool.url).toBe(first.url)
    await tool.stop()
    expect(await ask(first, 'select answer from kept')).toBe(42)
  })

  it('a tool without a register starts the server and stops it', async () => {
    const tool = await open(kept, 'shared')
    expect(await ask(tool, 'select answer from kept')).toBe(42)
    await tool.stop()
    expect(postmaster(kept)).toBeNull()
  })

  it('the server stays for the one who still uses it, and goes with the last', async () => {
    const tool = await open(kept, 'shared')
    const other = await open(kept, 'shared')
    await tool.stop()
    expect(await ask(other, 'select answer from kept')).toBe(42)
    await other.stop()
    expect(postmaster(kept)).toBeNull()
  })

  it('a register that starts while the last user leaves has a server in the end', async () => {
    const tool = await open(kept, 'shared')
    const [next] = await Promise.all([open(kept), tool.stop()])
    expect(await ask(next, 'select answer from kept')).toBe(42)
  })

  it('stops within 5 s though a connection is open and busy', async () => {
    const embedded = await open(kept)
    const client = new pg.Client({ connectionString: embedded.ownerUrl })
    client.on('error', () => {})
    await client.connect()
    const busy = client.query('select pg_sleep(60)').catch((error: Error) => error.message)
    const begun = Date.now()
    await Promise.all([embedded.stop(), embedded.stop()])
    expect(Date.now() - begun).toBeLessThan(5_000)
    expect(await busy).toMatch(/terminat/)
    expect(postmaster(kept)).toBeNull()
  })
})

describe('the password', () => {
  const passwordIn = (dataDir: string) => fs.readFileSync(join(dataDir, 'postgres', 'password'), 'utf8').trim()
  const nextIn = (dataDir: string) => join(dataDir, 'postgres', 'password.next')
  const signIn = async (url: string) => {
    const client = new pg.Client({ connectionString: url })
    try {
      await client.connect()
      return 'let in'
    } catch (error) {
      return (error as { code?: string }).code
    } finally {
      await client.end()
    }
  }

  it('is another one from each start of the server on, and the one before is refused, also over TCP', async () => {
    const dataDir = copyOfKept('changing')
    const overTcp = { ...settings, listen_addresses: '127.0.0.1', port: '54891' }
    const onTcp = (url: string) =>
      Object.assign(new URL(url), { search: '?sslmode=disable', hostname: '127.0.0.1' }).href
    const passwords = new Set<string>()
    let before: string[] = []
    for (const use of ['exclusive', 'shared', 'exclusive'] as const) {
      const embedded = await openEmbedded(dataDir, { use, settings: overTcp })
      opened.push(embedded)
      const urls = [embedded.url, embedded.ownerUrl].map(onTcp)
      expect(await Promise.all(urls.map(signIn))).toEqual(['let in', 'let in'])
      expect(await Promise.all(before.map(signIn))).toEqual(before.map(() => '28P01'))
      expect(fs.statSync(join(dataDir, 'postgres', 'password')).mode & 0o777).toBe(0o600)
      expect(fs.existsSync(nextIn(dataDir))).toBe(false)
      passwords.add(passwordIn(dataDir))
      before = urls
      await embedded.stop()
    }
    expect(passwords.size).toBe(3)
  })

  it('stays while the server runs, whoever comes and goes', async () => {
    const first = await open(kept)
    const password = passwordIn(kept)
    await (await open(kept, 'shared')).stop()
    expect(passwordIn(kept)).toBe(password)
    expect(await signIn(first.url)).toBe('let in')
  })

  it('is followed by a register whose server a command has started again', async () => {
    const dataDir = copyOfKept('followed')
    const first = await open(dataDir)
    const connections = [connect(first.url, () => {}), connect(first.ownerUrl, () => {}, 'owner')]
    const answers = async () => {
      for (const { pool } of connections) await pool.query('select 1')
      return true
    }
    await answers()
    const password = passwordIn(dataDir)
    process.kill(postmaster(dataDir)!, 'SIGKILL')
    const command = await open(dataDir, 'shared')
    expect(passwordIn(dataDir)).not.toBe(password)
    await command.stop()
    await until(() => answers().catch(() => false))
    await Promise.all(connections.map(({ close }) => close()))
  })

  /** What kills a starter between two steps, from within. */
  const dying = {
    'written down, before the server knew it': `import pg from 'pg'
      const { query } = pg.Client.prototype
      pg.Client.prototype.query = function (...asked) {
        if (String(asked[0]).startsWith('alter role')) process.kill(process.pid, 'SIGKILL')
        return query.apply(this, asked)
      }`,
    'told to the server, before it was in its place': `import fs from 'node:fs'
      import { syncBuiltinESMExports } from 'node:module'
      const { renameSync } = fs
      fs.renameSync = (from, to) => {
        if (from.endsWith('password.next')) process.kill(process.pid, 'SIGKILL')
        renameSync(from, to)
      }
      syncBuiltinESMExports()`,
  }
  it.each(Object.entries(dying))('is right after a starter was killed when it was %s', async (step, kill) => {
    const dataDir = copyOfKept(`died ${step}`)
    const password = passwordIn(dataDir)
    const killed = spawn(process.execPath, ['--input-type=module', '-e', `${kill}\n${opening(dataDir, 'exclusive')}`])
    children.push(killed)
    expect(await once(killed, 'exit')).toEqual([null, 'SIGKILL'])
    expect([passwordIn(dataDir), fs.existsSync(nextIn(dataDir))]).toEqual([password, true])
    const next = fs.readFileSync(nextIn(dataDir), 'utf8').trim()
    // The server that it has started is there still.
    const first = await open(dataDir)
    expect(await ask(first, 'select answer from kept')).toBe(42)
    expect(await signIn(first.url)).toBe('let in')
    expect(passwordIn(dataDir)).toBe(step.startsWith('told') ? next : password)
    await first.stop()
    const second = await open(dataDir)
    expect(await ask(second, 'select answer from kept')).toBe(42)
    expect([password, next]).not.toContain(passwordIn(dataDir))
    expect([fs.existsSync(nextIn(dataDir)), await signIn(second.url)]).toEqual([false, 'let in'])
  })

  it('that is refused is said to be, and where it stands', async () => {
    const dataDir = copyOfKept('refused')
    fs.writeFileSync(join(dataDir, 'postgres', 'password'), 'another\n')
    await expect(open(dataDir)).rejects.toThrow(/does not accept the password in .*refused\/postgres\/password/)
  })
})

describe('a command that is broken off', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('stops the server that it has started: %s', async (signal) => {
    const dataDir = copyOfKept(`broken-off-${signal}`)
    // So much that it is not read by the time the server is there.
    const file = join(home, `${signal}.backup`)
    const line = gzipSync(`{"x":"${'x'.repeat(1_000_000)}"}\n`.repeat(50))
    fs.writeFileSync(file, Buffer.concat(Array.from({ length: 100 }, () => line)))
    const env = { ...process.env, DATA_DIR: dataDir, DATABASE_URL: '' }
    const child = spawn(process.execPath, [...program('cli'), 'restore', file], { env })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (said += text.toString()))
    children.push(child)
    await until(() => fs.existsSync(pidFile(dataDir)) && fs.readFileSync(pidFile(dataDir), 'utf8').includes('ready'))
    child.kill(signal)
    const [code] = (await once(child, 'exit')) as [number]
    expect([code, said]).toEqual([signal === 'SIGINT' ? 130 : 143, ''])
    await until(() => processes(dataDir).length === 0)
  })
})

describe('after a crash', () => {
  it('a register takes over the server of one that was killed', async () => {
    const killed = await register(kept)
    const pid = postmaster(kept)
    await end(killed, 'SIGKILL')
    const next = await open(kept)
    expect(postmaster(kept)).toBe(pid)
    expect(await ask(next, 'select answer from kept')).toBe(42)
    await next.stop()
    expect(postmaster(kept)).toBeNull()
  })

  it('a register recovers what a killed server had confirmed', async () => {
    const dataDir = copyOfKept('killed')
    const first = await register(dataDir)
    const pid = postmaster(dataDir)!
    await end(first, 'SIGKILL')
    const tool = await open(dataDir, 'shared')
    await ask(tool, 'create table late as select 7 as answer')
    process.kill(pid, 'SIGKILL')
    await tool.stop()
    expect(await ask(await open(dataDir), 'select answer from late')).toBe(7)
  })

  it('a server that dies under its register is started again, at the same address and with the same claim', async () => {
    const dataDir = copyOfKept('revived')
    const said: string[] = []
    const first = await openEmbedded(dataDir, { use: 'exclusive', settings, report: (message) => said.push(message) })
    opened.push(first)
    for (const round of [1, 2]) {
      await ask(first, `create table late_${round} as select ${round} as answer`)
      process.kill(postmaster(dataDir)!, 'SIGKILL')
      await until(() => said.length === 2 * round)
      expect(await ask(first, `select answer from late_${round}`)).toBe(round)
    }
    expect(said.slice(2)).toEqual(['the database server has died and is started again', 'the database server is back'])
    await expect(openEmbedded(dataDir, { use: 'exclusive', settings })).rejects.toThrow(/^Another register/)
    await first.stop()
    expect(postmaster(dataDir)).toBeNull()
  })

  it('a server that cannot start is tried again until it can, and leaves nothing behind when its register ends', async () => {
    const dataDir = copyOfKept('obstructed')
    const first = await openEmbedded(dataDir, { use: 'exclusive', settings })
    opened.push(first)
    const [control, away] = ['global/pg_control', 'global/pg_control.away'].map((name) =>
      join(dataDir, 'postgres', 'data', name),
    ) as [string, string]
    fs.renameSync(control, away)
    process.kill(postmaster(dataDir)!, 'SIGKILL')
    await sleep(1_000)
    fs.renameSync(away, control)
    await until(() =>
      ask(first, 'select answer from kept').then(
        (answer) => answer === 42,
        () => false,
      ),
    )
    process.kill(postmaster(dataDir)!, 'SIGKILL')
    await sleep(300) // it is being started
    await first.stop()
    await sleep(500)
    expect(processes(dataDir)).toEqual([])
  })

  it('a register keeps its claim when PostgreSQL ends all sessions', async () => {
    const first = await open(kept)
    await ask(first, 'select pg_terminate_backend(pid) from pg_locks where locktype = $$advisory$$')
    await sleep(600)
    await expect(openEmbedded(kept, { use: 'exclusive', settings })).rejects.toThrow(/^Another register/)
  })

  it('a pid file whose number has passed to another program does not block the start', async () => {
    const dataDir = copyOfKept('passed on')
    const { uid, gid } = fs.statSync(join(kept, 'postgres', 'data')) // PostgreSQL itself overlooks a stranger's process
    const other = spawn('sleep', ['60'], process.getuid?.() === 0 ? { uid, gid } : {})
    children.push(other)
    fs.writeFileSync(pidFile(dataDir), `${other.pid}\n/data\n1\n5432\n\n127.0.0.1\n0 0\nready   \n`, { mode: 0o644 })
    expect(await ask(await open(dataDir), 'select answer from kept')).toBe(42)
    expect(other.exitCode ?? other.signalCode).toBeNull()
  })

  it('a pid file emptied by a power cut does not block the start', async () => {
    const dataDir = copyOfKept('emptied')
    fs.writeFileSync(pidFile(dataDir), '')
    fs.utimesSync(pidFile(dataDir), 1, 1)
    expect(await ask(await open(dataDir), 'select answer from kept')).toBe(42)
  })
})

describe('a directory that does not serve', () => {
  const fault = (dataDir: string): Promise<unknown> => open(dataDir).catch((error: unknown) => error)

  it('is a file, or beneath one', async () => {
    const file = join(home, 'file')
    fs.writeFileSync(file, '')
    for (const path of [file, join(file, 'beneath')]) {
      const error = await fault(path)
      expect(error).toBeInstanceOf(StartupError)
      expect((error as Error).message).toContain(`DATA_DIR ${path} cannot hold a database`)
    }
  })

  it('cannot be written', async () => {
    const error = await fault('/proc/register')
    expect(error).toBeInstanceOf(StartupError)
    expect((error as Error).message).toMatch(/^(DATA_DIR|No permission for) \/proc\/register.*\(E/)
  })

  it('holds something else', async () => {
    fs.mkdirSync(join(home, 'else', 'postgres', 'photos'), { recursive: true })
    const error = await fault(join(home, 'else'))
    expect(error).toBeInstanceOf(StartupError)
    expect(fs.readdirSync(join(home, 'else'))).toEqual(['postgres'])
  })

  it('comes from another PostgreSQL, or asks for what the server refuses', async () => {
    const dataDir = copyOfKept('older')
    fs.writeFileSync(join(dataDir, 'postgres', 'data', 'PG_VERSION'), '17\n')
    expect(((await fault(dataDir)) as Error).message).toMatch(
      /belongs to PostgreSQL 17, and this program carries PostgreSQL 18.*cli -- backup FILE.*cli -- restore FILE/,
    )
    const unfit = openEmbedded(kept, { use: 'exclusive', settings: { max_connections: 'many' } })
    await expect(unfit).rejects.toThrow(/^PostgreSQL did not start: .*max_connections.*server\.log$/)
  })
})
