import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import supertest from 'supertest'
import { inject } from 'vitest'
import { buildApp, type Deps as AppDeps } from '../../src/app.ts'
import { connect, type Connection } from '../../src/db/connect.ts'
import { countedInMemory } from '../../src/db/rate-limits.ts'
import type { App } from '../../src/http/app.ts'
import { lines } from '../../src/http/responses/formats.ts'
import { logOptions } from '../../src/http/observability/logging.ts'
import { base } from '../../src/representation.ts'
import type { Baseline } from './baseline.ts'
import { contractOf } from './contract.ts'
import { releaseDatabase, takeDatabase } from './test-database.ts'

export type Caller = ReturnType<typeof callerOf>
type Name = keyof Baseline['keys'] | 'public'

export interface TestApp extends AsyncDisposable {
  app: App
  /** As the owner of the tables, past all rights, as a person in psql is. */
  connection: Connection
  /** As the register itself works. */
  service: Connection
  databaseUrl: string
  /** Where the app listens. */
  url: string
  /** The clock. Set it to move time. */
  clock: { now: Date }
  /** What was logged so far, one JSON object a line. */
  log: string[]
  /** Ids of the organisations that the callers act for. */
  organisations: Baseline['organisations']
  keys: Baseline['keys']
  as: Record<Name, Caller>
  /** A caller with another key. */
  withKey(key: string): Caller
}

/** What a test may set otherwise. */
interface Settings extends Partial<
  Pick<AppDeps, 'publicUrl' | 'oidc' | 'limits' | 'trustProxy' | 'corsOrigins' | 'overload'>
> {
  /** Routes of the test's own. */
  routes?: (app: App) => void
}

/** Limits that no test reaches, and no time for failing: apps are handed on, and their limits with them. */
export const wideLimits = {
  caller: 1_000_000,
  public: 1_000_000,
  failures: 1_000_000,
  failureTakesMs: 0,
  counting: countedInMemory,
}

/** The same for routes with a limit of their own. */
const noLimits = {
  ...wideLimits,
  counting: (allowance: Parameters<typeof countedInMemory>[0]) => countedInMemory({ ...allowance, points: 1_000_000 }),
}

/**
 * A database as if fresh (or one given, which it drops in the end), the app on it, and its callers, over real HTTP.
 * `await using t = await testApp()`. With settings, the app is one of its own.
 */
export async function testApp(settings?: Settings, given?: string): Promise<TestApp> {
  const { organisations, keys } = inject('baseline')
  const { url: database, service } = given ? { url: given, service: connect(given, () => {}) } : await takeDatabase()
  const connection = connect(database, () => {}, 'owner')
  const clock = { now: new Date('2025-02-03T09:30:00.000Z') }
  const log: string[] = []
  const running = await start({ connection: service, clock, log }, settings)
  const { app, url, contract } = running
  const withKey = (key?: string) => callerOf(url, key, contract)
  const as = Object.fromEntries(
    Object.entries({ ...keys, public: undefined }).map(([name, key]) => [name, withKey(key)]),
  )
  return {
    app,
    connection,
    service,
    databaseUrl: database,
    url,
    clock,
    log,
    organisations,
    keys,
    as: as as Record<Name, Caller>,
    withKey,
    async [Symbol.asyncDispose]() {
      await release(running, settings === undefined)
      await connection.close()
      await releaseDatabase(database, service)
    },
  }
}

interface Deps {
  connection: Connection
  clock: { now: Date }
  log: string[]
}
interface Running {
  app: App
  url: string
  contract: ReturnType<typeof contractOf>
  holder: { deps?: Deps }
  /** Requests that the app has not finished yet. */
  open: Set<object>
}

/**
 * Apps that no test uses now. Building one compiles a validator and a serialiser for every route, which costs more than
 * most tests, so the tests of one process hand theirs on. Each gives it a database, a clock and a log of its own.
 */
const idle: Running[] = []
const settledWithinMs = 1_000

let known: ReturnType<typeof contractOf> | undefined

async function start(first: Deps, settings: Settings | undefined): Promise<Running> {
  const handedOn = settings === undefined && idle.pop()
  if (handedOn) {
    handedOn.holder.deps = first
    return handedOn
  }
  const holder: Running['holder'] = { deps: first }
  const deps = () => {
    if (!holder.deps) throw new Error('The app was called after its test had ended')
    return holder.deps
  }
  const logger = pino({ level: 'info', ...logOptions }, { write: (line: string) => void holder.deps?.log.push(line) })
  const { routes, ...others } = settings ?? {}
  const app = await buildApp({
    db: forwarding(() => deps().connection.db),
    pool: forwarding(() => deps().connection.pool),
    now: () => deps().clock.now,
    logger,
    publicUrl: 'http://127.0.0.1:3000',
    limits: noLimits,
    // The event loop is that of the tests as well.
    overload: { delayMs: Infinity, times: 4 },
    ...others,
  })
  routes?.(app)
  const open = new Set<object>()
  app.server.on('request', (_, response) => {
    open.add(response)
    response.once('close', () => open.delete(response))
  })
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  app.server.unref()
  // The same for all: no setting changes it, and to read it costs as much as to build the app.
  known ??= contractOf(app)
  return { app, url, contract: known, holder, open }
}

/** Keeps the app for the next test, unless it is of its own, this one closed it, or left a request that still runs. */
async function release(running: Running, isUsual: boolean): Promise<void> {
  const { app, open, holder } = running
  for (const end = Date.now() + settledWithinMs; open.size > 0 && Date.now() < end;) await sleep(1)
  if (isUsual && open.size === 0 && app.server.listening) idle.push(running)
  else await app.close()
  delete holder.deps
}

/** Stands for whatever `current` gives at the moment of use. */
function forwarding<T extends object>(current: () => T): T {
  return new Proxy({} as T, {
    get(_, name) {
      const target = current()
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

/** For supertest, which knows no NDJSON; a problem is JSON as always. */
function asLines(response: supertest.Response, done: (error: Error | null, body: unknown) => void): void {
  let text = ''
  const stream = response as unknown as Readable & { headers: Record<string, string> }
  stream.setEncoding('utf8')
  stream.on('data', (part: string) => (text += part))
  stream.on('end', () => {
    const isLines = stream.headers['content-type']?.startsWith(lines)
    done(
      null,
      isLines
        ? text
            .split('\n')
            .filter(Boolean)
            .map((line) => JSON.parse(line))
        : JSON.parse(text),
    )
  })
}

/** Calls with a key; every answer is held against the contract. Paths are relative to the base path unless absolute. */
function callerOf(url: string, key: string | undefined, contract: ReturnType<typeof contractOf>) {
  const call = (
    method: 'get' | 'head' | 'post' | 'put' | 'patch' | 'delete' | 'options',
    path: string,
    headers: Record<string, string> = {},
  ) => {
    const whole = path.startsWith(base) || /^\/(health|metrics|docs|openapi)/.test(path) ? path : base + path
    const request = supertest(url)[method](whole)
    // supertest asks for gzip unless it is told not to.
    const usual = { 'accept-encoding': 'identity', ...(key && { authorization: `Bearer ${key}` }) }
    return request.set({ ...usual, ...headers }).expect(contract.check)
  }
  const ifMatch = (version: number | string) => ({ 'if-match': typeof version === 'number' ? `"${version}"` : version })
  return {
    call,
    get: (path: string, headers?: Record<string, string>) => call('get', path, headers),
    /** A list line by line: the body is the items. */
    lines: (path: string) => call('get', path, { accept: lines }).buffer(true).parse(asLines),
    post: (path: string, body: object | string = {}, headers?: Record<string, string>) =>
      call('post', path, headers).send(body),
    patch: (path: string, body: object, version: number | string) => call('patch', path, ifMatch(version)).send(body),
    put: (path: string, body: object, version: number | string) => call('put', path, ifMatch(version)).send(body),
    delete: (path: string, version: number | string) => call('delete', path, ifMatch(version)),
  }
}
