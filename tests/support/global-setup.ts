import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { connect } from '../../src/db/connect.ts'
import { openEmbedded } from '../../src/db/embedded/embedded.ts'
import { migrate } from '../../src/db/migrate.ts'
import { makeBaseline, type Baseline } from './baseline.ts'

declare module 'vitest' {
  interface ProvidedContext {
    database: { url: string; template: string }
    baseline: Baseline
  }
}

// Nothing here outlives a test: neither a crash, nor what a daemon would tidy up in a hundred databases.
const fast = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off', jit: 'off' }

/** One real Postgres for the whole run, and in it one migrated database that every test copies. */
export default async function setup(project: TestProject) {
  const directory = await mkdtemp(join(await roomiest(), 'register-tests-'))
  const given = process.env.TEST_DATABASE_URL
  const opened = given
    ? { ownerUrl: given, stop: async () => {} }
    : await openEmbedded(directory, { use: 'exclusive', settings: fast })
  const server = opened.ownerUrl
  const template = `register_test_${randomBytes(4).toString('hex')}`
  await administer(server, `create database ${template}`)
  const url = databaseUrl(server, template)
  await migrate(url)
  const { db, close } = connect(url, () => {})
  project.provide('baseline', await makeBaseline(db))
  await close()
  project.provide('database', { url: server, template })
  return async () => {
    // Waits for copies that are being made; then the ones that no test came to take.
    await administer(server, `drop database ${template} with (force)`)
    const { rows } = await administer(
      server,
      `select datname from pg_database where starts_with(datname, '${template}_')`,
    )
    for (const { datname } of rows) await administer(server, `drop database ${datname} with (force)`)
    await opened.stop()
    await rm(directory, { recursive: true, force: true })
  }
}

const memory = '/dev/shm'
const enough = 2 * 2 ** 30

/** In memory where Linux has room for it there: writing to a disk takes a seventh of the time of all tests. */
async function roomiest(): Promise<string> {
  const { bavail, bsize } = await statfs(memory).catch(() => ({ bavail: 0, bsize: 0 }))
  return bavail * bsize >= enough ? memory : tmpdir()
}

export function databaseUrl(serverUrl: string, database: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${database}`
  return url.href
}

export async function administer(url: string, statement: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await client.query(statement)
  } finally {
    await client.end()
  }
}
