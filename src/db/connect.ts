import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import pg from 'pg'

export type Database = NodePgDatabase
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0]
/** What a query may run on: the pool, or the transaction that it belongs to. */
export type Reader = Database | Transaction

export interface Connection {
  db: Database
  pool: pg.Pool
  close: () => Promise<void>
}

const poolSize = 20
const connectWithinMs = 5_000
const statementWithinMs = 10_000
const idleInTransactionMs = 15_000

// bigint: counts and positions, far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

/** Opens a pool on a PostgreSQL 16 to 18. Connects on first use; `onError` hears of connections lost while idle. */
export function connect(url: string, onError: (error: Error) => void, size = poolSize): Connection {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    connectionTimeoutMillis: connectWithinMs,
    statement_timeout: statementWithinMs,
    idle_in_transaction_session_timeout: idleInTransactionMs,
    application_name: 'samhallskontraktet-register',
    options: '-c TimeZone=UTC',
  })
  pool.on('error', onError)
  return { db: drizzle(pool), pool, close: () => pool.end() }
}
