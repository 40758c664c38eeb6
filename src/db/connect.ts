import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import { serviceRole } from './rights.ts'

export type Database = NodePgDatabase & { $client: pg.Pool }
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0]
/** What a query may run on: the pool, or the transaction that it belongs to. */
export type Reader = Database | Transaction

export interface Connection {
  db: Database
  pool: pg.Pool
  close: () => Promise<void>
}

/** The register works as `service`; `owner` is past all rights, and for migrations, backups and tests. */
export type Worker = 'service' | 'owner'

const poolSize = 20
const connectWithinMs = 5_000
const statementWithinMs = 10_000
/** Longer than Postgres gives a statement: only a server that is frozen or out of reach leaves one unanswered. */
const answerWithinMs = 12_000
const idleInTransactionMs = 15_000

// bigint: counts and positions, far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

/**
 * Opens a pool on a PostgreSQL 16 to 18, which works as `serviceRole` unless told. Connects on first use; `onError` hears of
 * connections lost while idle.
 */
export function connect(
  url: string,
  onError: (error: Error) => void,
  as: Worker = 'service',
  size = poolSize,
): Connection {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    connectionTimeoutMillis: connectWithinMs,
    statement_timeout: statementWithinMs,
    query_timeout: answerWithinMs,
    idle_in_transaction_session_timeout: idleInTransactionMs,
    application_name: 'samhallskontraktet-register',
    // What `columns.ts` reads times as, whatever the server or the database is set to.
    options: `-c TimeZone=UTC -c DateStyle=ISO${as === 'service' ? ` -c role=${serviceRole}` : ''}`,
  })
  pool.on('error', onError)
  // A connection lost while it is used fails its query; without a listener of its own it would end the process as well.
  pool.on('connect', (client) => client.on('error', () => {}))
  return { db: drizzle(pool), pool, close: () => pool.end() }
}

/**
 * Runs `write` in a transaction. Drizzle's own, given a pool, loses a connection for good when `begin` fails, and gives one
 * back whose `rollback` never arrived, for the next caller to commit. Here such a connection is closed.
 */
export async function transact<T>(db: Database, write: (tx: Transaction) => Promise<T>): Promise<T> {
  const client = await db.$client.connect()
  let thrown: unknown
  try {
    const result = await drizzle(client).transaction((tx) =>
      write(tx).catch((error: unknown) => {
        thrown = error
        throw error
      }),
    )
    client.release()
    return result
  } catch (error) {
    // What `write` threw comes out again when it was rolled back.
    client.release(error !== thrown)
    throw thrown ?? error
  }
}
