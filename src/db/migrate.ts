// Migrations, under an advisory lock.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import pg from 'pg'
import { addressOf } from './address.ts'
import { StartupError } from '../errors.ts'
import { replaceFunctions } from './functions.ts'
import { grantRights } from './roles.ts'

const folder = fileURLToPath(new URL('../../migrations', import.meta.url))
const oldestServer = 160000
const newestServer = 189999
const connectWithinMs = 10_000

/** One number for all registers: whoever holds it is the one that prepares the database. */
export const preparationLock = 2016_06_23

export interface Preparation {
  /** What the owner of the tables makes besides them: the queues of the jobs. */
  asOwner?: (owner: pg.Client) => Promise<unknown>
  /** What the register itself does before it answers: seeding. */
  asService?: () => Promise<unknown>
}

/**
 * As the owner, brings the database to the present schema and gives the register its rights there, and then prepares
 * it, under one advisory lock: registers that start at the same time wait for one another and each step happens once.
 * Throws StartupError when the server cannot be reached or is not a PostgreSQL 16 to 18.
 */
export async function migrate(ownerUrl: string, { asOwner, asService }: Preparation = {}): Promise<void> {
  const client = new pg.Client({
    connectionTimeoutMillis: connectWithinMs,
    options: '-c TimeZone=UTC',
    ...addressOf(ownerUrl),
  })
  // A connection that is lost fails the next statement; without a listener it would end the process as well.
  client.on('error', () => {})
  await client.connect().catch((error: Error) => {
    throw unreachable(error)
  })
  try {
    const { rows } = await client.query<{ version: string }>(`select current_setting('server_version_num') as version`)
    const version = Number(rows[0]?.version)
    if (version < oldestServer || version > newestServer) {
      throw new StartupError(
        `The database is PostgreSQL ${Math.floor(version / 10000)}; the register needs PostgreSQL 16, 17 or 18.`,
      )
    }
    await client.query('select pg_advisory_lock($1)', [preparationLock])
    await makeJournal(client)
    const present = (await schemaVersion(client)) ?? 0
    for (const migration of migrations().filter(({ folderMillis }) => folderMillis > present)) {
      if (isPiecemeal(migration)) await apply(client, migration)
      else await inOneTransaction(client, () => apply(client, migration))
    }
    // A program of the version before, started beside this one, leaves the functions of this one as they are.
    const isNewest = (await schemaVersion(client)) === knownSchemas.at(-1)
    if (isNewest) await inOneTransaction(client, () => replaceFunctions(client))
    await client.query('create schema if not exists pgboss')
    await asOwner?.(client)
    await grantRights(client)
    await asService?.()
  } finally {
    // Closing the session gives the lock back.
    await client.end()
  }
}

/** What fails in it ends the connection (`migrate`), and so undoes it. */
async function inOneTransaction(client: pg.Client, act: () => Promise<void>): Promise<void> {
  await client.query('begin')
  await act()
  await client.query('commit')
}

function unreachable({ code, message }: Error & { code?: string }): StartupError {
  return new StartupError(
    code === '28P01' || code === '28000' || code === '3D000'
      ? 'The database of DATABASE_URL refuses its user, password or database name. Correct the URL.'
      : `The database of DATABASE_URL does not answer (${code ?? message}). Start it, or correct the URL.`,
  )
}

/** When each migration of this program was made, as drizzle notes it (milliseconds since 1970): the versions of the schema. */
export const knownSchemas: number[] = JSON.parse(readFileSync(`${folder}/meta/_journal.json`, 'utf8')).entries.map(
  ({ when }: { when: number }) => when,
)

/** Whether every migration of this program has been applied. Throws when the database does not answer. */
export async function isMigrated(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query('select max(created_at) as at from drizzle.__drizzle_migrations')
  return Number(rows[0]?.at) >= knownSchemas.at(-1)!
}

/** The newest migration that a database has had; undefined when it has had none. */
export async function schemaVersion(client: pg.ClientBase): Promise<number | undefined> {
  const { rows: tables } = await client.query(`select to_regclass('drizzle.__drizzle_migrations') as name`)
  if (tables[0].name === null) return undefined
  const { rows } = await client.query('select max(created_at) as at from drizzle.__drizzle_migrations')
  return rows[0].at === null ? undefined : Number(rows[0].at)
}

/** Brings a database to the present schema and its functions, within a transaction that the caller has begun. */
export async function bringUp(client: pg.ClientBase): Promise<void> {
  await applyMigrations(client)
  await replaceFunctions(client)
}

/** Applies the migrations that a database lacks, to the end or up to a version, within a transaction that the caller has begun. */
export async function applyMigrations(client: pg.ClientBase, upTo = Infinity): Promise<void> {
  await makeJournal(client)
  const present = (await schemaVersion(client)) ?? 0
  for (const migration of migrations()) {
    const { folderMillis } = migration
    if (folderMillis > present && folderMillis <= upTo) await apply(client, migration)
  }
}

type Migration = ReturnType<typeof readMigrationFiles>[number]

function migrations(): Migration[] {
  return readMigrationFiles({ migrationsFolder: folder })
}

/**
 * A migration is one transaction, unless its first line says that each of its statements is: so that building indexes
 * on a large table stops writers for as long as one takes, and not for all of them. It may then have been done in part,
 * and must do no harm when it is begun again.
 */
function isPiecemeal({ sql }: Migration): boolean {
  return sql[0]!.startsWith('-- Each statement by itself.')
}

/** As drizzle makes it. */
async function makeJournal(client: pg.ClientBase): Promise<void> {
  await client.query(`
    create schema if not exists drizzle;
    create table if not exists drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)`)
}

async function apply(client: pg.ClientBase, { sql, hash, folderMillis }: Migration): Promise<void> {
  for (const statement of sql) await client.query(statement)
  const applied = 'insert into drizzle.__drizzle_migrations (hash, created_at) values ($1, $2)'
  await client.query(applied, [hash, folderMillis])
}
