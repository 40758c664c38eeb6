// Connection pools, one to read and one to write, and transactions on them.
import { sql } from 'drizzle-orm'
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import { addressOf } from './address.ts'
import { serviceRole } from './roles.ts'

/** What Drizzle offers, without its `transaction()`: within a transaction that would begin, and end, the outer one. */
type Statements = Omit<NodePgDatabase, 'transaction'>
/** Statements by themselves run on the connections for reading; a transaction takes one of the others, the `writers`. */
export type Database = Statements & { $client: pg.Pool; writers: pg.Pool }
/** The one connection of a transaction that is under way. For what may fail by itself, see `inSavepoint`. */
export type Transaction = Statements & { $client: pg.PoolClient }
/** What a query may run on: the pool, or the transaction or connection that it belongs to. */
export type Reader = Statements & { $client: pg.Pool | pg.PoolClient }

export interface Connection {
  db: Database
  /** As `db`, for what has time: its statements by themselves take a writer's connection too. */
  patient: Database
  /** The connections for reading. */
  pool: pg.Pool
  close: () => Promise<void>
}

/** The register works as `service`; `owner` is past all rights, and for migrations, backups and tests. */
export type Worker = 'service' | 'owner'

const poolSize = 10
/** For a new connection, or for one of the pool's to be free. */
const connectWithinMs = 5_000
const readWithinMs = 2_000
const writeWithinMs = 10_000
const lockWithinMs = 5_000
/**
 * Longer than Postgres gives a statement: only a server that is frozen or out of reach leaves one unanswered. Much longer
 * than it gives a reader, or a register that lags would cut the connections that it needs to catch up.
 */
const answerWithinMs = 12_000
/** Connections opened in a rush serve the next one too. */
const idleMs = 60_000
/** The plans of its prepared statements end with a connection, and with them what they have grown to. */
const lifetimeSeconds = 900
const idleInTransactionMs = 15_000
const keepAliveMs = 30_000

// bigint: counts and positions, far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

/**
 * Opens connections to a PostgreSQL 16 to 18, so many for reading and as many for writing: those who wait for one row
 * take none from those who read. They work as `serviceRole` unless told. Connects on first use; `onError` hears of
 * connections lost while idle.
 */
export function connect(
  url: string,
  onError: (error: Error) => void,
  as: Worker = 'service',
  size = poolSize,
): Connection {
  const writing = {
    statement_timeout: writeWithinMs,
    lock_timeout: lockWithinMs,
  }
  const reading = { statement_timeout: readWithinMs }
  const times = as === 'owner' ? writing : reading
  const pool = poolOn(url, onError, size, times, as)
  const writers = poolOn(url, onError, size, writing, as)
  return {
    db: Object.assign(drizzle(pool), { writers }),
    patient: Object.assign(drizzle(writers), { writers }),
    pool,
    close: async () => void (await Promise.all([pool.end(), writers.end()])),
  }
}

/** A pool with what is the same for all of them. */
export function poolOn(
  url: string,
  onError: (error: Error) => void,
  max: number,
  times: pg.PoolConfig,
  as: Worker = 'service',
): pg.Pool {
  const pool = new pg.Pool({
    ...settingsOf(url, as),
    max,
    // What need not wait for one another goes out at once (`transact`).
    pipeline: true,
    idleTimeoutMillis: idleMs,
    maxLifetimeSeconds: lifetimeSeconds,
    ...times,
  })
  pool.on('error', onError)
  // A connection lost while it is used fails its query; without a listener of its own it would end the process as well.
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

function settingsOf(url: string, as: Worker): pg.ClientConfig {
  return {
    connectionTimeoutMillis: connectWithinMs,
    query_timeout: answerWithinMs,
    idle_in_transaction_session_timeout: idleInTransactionMs,
    // A network that forgets a quiet connection forgets it aloud, or not at all.
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveMs,
    application_name: 'samhallskontraktet-register',
    // What `columns.ts` reads times as, and what plans are chosen by, whatever the server or the database is set to: with
    // the usual price of a page from anywhere (4, for discs that turn) the index that fits best often seems the dearest.
    options: `-c TimeZone=UTC -c DateStyle=ISO -c random_page_cost=1.1${as === 'service' ? ` -c role=${serviceRole}` : ''}`,
    ...addressOf(url),
  }
}

/**
 * What `read` yields, all of it from one snapshot (repeatable read). Whoever leaves before its end takes the connection
 * with him, and with it what Postgres was still to answer.
 */
export async function* atOneMoment<T>(
  pool: pg.Pool,
  read: (tx: Reader) => AsyncGenerator<T>,
  opening: pg.QueryConfig,
): AsyncGenerator<T> {
  const client = await pool.connect()
  let isWhole = false
  try {
    await client.query('begin isolation level repeatable read read only')
    await client.query(opening)
    yield* read(drizzle(client))
    await client.query('commit')
    isWhole = true
  } finally {
    client.release(!isWhole)
  }
}

/**
 * Runs `write` in a transaction on one of the pool's connections, after `opening`, which goes out together with `begin`.
 * A connection whose `begin` failed, or whose `rollback` never arrived, is closed: the next caller would commit what is
 * left on it.
 */
export async function transact<T>(
  pool: pg.Pool,
  write: (tx: Transaction) => Promise<T>,
  opening?: pg.QueryConfig,
): Promise<T> {
  const client = await pool.connect()
  let isClean = false
  try {
    await Promise.all([client.query('begin'), opening && client.query(opening)])
    try {
      const result = await write(drizzle(client))
      await client.query('commit')
      isClean = true
      return result
    } catch (error) {
      await client.query('rollback').then(
        () => (isClean = true),
        () => {},
      )
      throw error
    }
  } finally {
    client.release(!isClean)
  }
}

/**
 * Runs what may fail without the rest of its transaction: a failure undoes what `nested` has written, and no more, and is
 * thrown to whoever called, who may go on. Wait for it before anything else is sent through `tx`.
 */
export async function inSavepoint<T>(tx: Transaction, nested: () => Promise<T>): Promise<T> {
  const name = sql.identifier(`nested_${++savepoints}`)
  await tx.execute(sql`savepoint ${name}`)
  try {
    const result = await nested()
    await tx.execute(sql`release savepoint ${name}`)
    return result
  } catch (error) {
    await tx.execute(sql`rollback to savepoint ${name}`)
    throw error
  }
}

let savepoints = 0
