// Pipelining: the short reads that are asked for in one round of the event loop go out on one connection, as one packet.
import pg from 'pg'

/** One that turns out to be slow keeps so many others waiting, less one. */
const mostTogether = 4

type Send = (client: pg.PoolClient) => Promise<pg.QueryArrayResult>

interface Batch {
  client: Promise<pg.PoolClient>
  size: number
  unanswered: number
  isCorked: boolean
  /** Something else than Postgres' own answer: what is still to come on it is anybody's guess. */
  isLost: boolean
}

/** Those that still take more, until the event loop comes round. */
const open = new WeakMap<pg.Pool, Batch>()

/**
 * Runs a short statement on a connection of the pool, together with those that others ask for in the same round. Each
 * succeeds or fails by itself; the connection is given back once all are answered.
 */
export async function sendInBatch(pool: pg.Pool, send: Send): Promise<pg.QueryArrayResult> {
  const batch = open.get(pool) ?? openBatch(pool)
  if (++batch.size === mostTogether) close(pool, batch)
  batch.unanswered++
  let client: pg.PoolClient | undefined
  try {
    client = await batch.client
    cork(batch, client)
    return await send(client)
  } catch (error) {
    batch.isLost ||= !isAnswered(error)
    throw error
  } finally {
    if (--batch.unanswered === 0) {
      close(pool, batch)
      client?.release(batch.isLost)
    }
  }
}

/** Runs a statement that may be slow on a connection of the pool, which nobody shares. */
export async function sendAlone(pool: pg.Pool, send: Send): Promise<pg.QueryArrayResult> {
  const client = await pool.connect()
  let isLost = false
  try {
    return await send(client)
  } catch (error) {
    isLost = !isAnswered(error)
    throw error
  } finally {
    client.release(isLost)
  }
}

/** Whether Postgres has refused a statement, and waits for the next. */
function isAnswered(error: unknown): boolean {
  return error instanceof pg.DatabaseError
}

function openBatch(pool: pg.Pool): Batch {
  const batch = { client: pool.connect(), size: 0, unanswered: 0, isCorked: false, isLost: false }
  open.set(pool, batch)
  setImmediate(() => close(pool, batch))
  return batch
}

function close(pool: pg.Pool, batch: Batch): void {
  if (open.get(pool) === batch) open.delete(pool)
}

/** What is sent until the next tick goes out as one write: each is a tenth of the time of a short read. */
function cork(batch: Batch, { connection: { stream } }: pg.PoolClient): void {
  if (batch.isCorked) return
  batch.isCorked = true
  stream.cork()
  process.nextTick(() => stream.uncork())
}
