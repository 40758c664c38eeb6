import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import supertest from 'supertest'
import { inject } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { connect, type Connection } from '../../src/db/connect.ts'
import type { App } from '../../src/http/app.ts'
import { base } from '../../src/representation.ts'
import type { Baseline } from './baseline.ts'
import { contractOf } from './contract.ts'
import { administer, databaseUrl } from './global-setup.ts'

export type Caller = ReturnType<typeof callerOf>
type Name = keyof Baseline['keys'] | 'public'

export interface TestApp extends AsyncDisposable {
  app: App
  connection: Connection
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

/** A fresh database, the app on it, and its callers, over real HTTP. `await using t = await testApp()`. */
export async function testApp(): Promise<TestApp> {
  const { url: server, template } = inject('database')
  const { organisations, keys } = inject('baseline')
  const database = `register_test_${randomBytes(8).toString('hex')}`
  await administer(server, `create database ${database} template ${template}`)
  const connection = connect(databaseUrl(server, database), () => {})
  const clock = { now: new Date('2025-02-03T09:30:00.000Z') }
  const log: string[] = []
  const logger = pino({ level: 'info', base: null }, { write: (line: string) => void log.push(line) })
  const { db, pool } = connection
  const app = await buildApp({ db, pool, now: () => clock.now, logger, publicUrl: 'http://127.0.0.1:3000' })
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const contract = contractOf(app)
  const withKey = (key?: string) => callerOf(url, key, contract)
  const as = Object.fromEntries(Object.entries({ ...keys, public: undefined }).map(([name, key]) => [name, withKey(key)]))
  return {
    app,
    connection,
    databaseUrl: databaseUrl(server, database),
    url,
    clock,
    log,
    organisations,
    keys,
    as: as as Record<Name, Caller>,
    withKey,
    async [Symbol.asyncDispose]() {
      await app.close()
      await connection.close()
      await administer(server, `drop database ${database} with (force)`)
    },
  }
}

/** Calls with a key; every answer is held against the contract. Paths are relative to the base path unless absolute. */
function callerOf(url: string, key: string | undefined, contract: ReturnType<typeof contractOf>) {
  const call = (method: 'get' | 'head' | 'post' | 'put' | 'patch' | 'delete' | 'options', path: string, headers: Record<string, string> = {}) =>
    supertest(url)
      [method](path.startsWith(base) || /^\/(health|metrics|docs|openapi)/.test(path) ? path : base + path)
      .set({ ...(key && { authorization: `Bearer ${key}` }), ...headers })
      .expect(contract.check)
  const ifMatch = (version: number | string) => ({ 'if-match': typeof version === 'number' ? `"${version}"` : version })
  return {
    call,
    get: (path: string, headers?: Record<string, string>) => call('get', path, headers),
    post: (path: string, body: object | string = {}, headers?: Record<string, string>) => call('post', path, headers).send(body),
    patch: (path: string, body: object, version: number | string) => call('patch', path, ifMatch(version)).send(body),
    put: (path: string, body: object, version: number | string) => call('put', path, ifMatch(version)).send(body),
    delete: (path: string, version: number | string) => call('delete', path, ifMatch(version)),
  }
}
