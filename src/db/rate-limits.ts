// Where rate limits count: fixed windows, in memory or in Postgres.
import { lt } from 'drizzle-orm'
import { RateLimiterMemory, RateLimiterPostgres, type RateLimiterAbstract } from 'rate-limiter-flexible'
import { poolOn, type Database } from './connect.ts'
import { rateLimits } from './rate-limits.table.ts'

/** So many points in so many seconds, from the first of them on. */
export interface Allowance {
  name: string
  points: number
  seconds: number
}

/** Where points are counted. */
export type Counting = (allowance: Allowance) => RateLimiterAbstract

/** By each register for itself: nothing to wait for. What one register allows, two allow twice. */
export const countedInMemory: Counting = ({ name, points, seconds }) =>
  new RateLimiterMemory({ keyPrefix: name, points, duration: seconds })

const connections = 4
/** A count that takes longer is made in memory, so that limits hold no request up. */
const usuallyWithinMs = 500

/**
 * By all registers on one database together. In Postgres, since it is there already: a Redis would be one more thing to
 * run, secure and update, for two short statements a request. It has connections of its own, so that a rush on the
 * others stops no counting; whoever is over a limit is refused from memory; and while Postgres does not answer, each
 * register counts for itself. `onAway` hears when that begins, and when it ends.
 */
export function countedInPostgres(url: string, onAway: (away: boolean) => void, answerWithinMs = usuallyWithinMs) {
  const pool = poolOn(url, () => {}, connections, {
    connectionTimeoutMillis: answerWithinMs,
    statement_timeout: answerWithinMs,
    query_timeout: answerWithinMs,
  })
  let away = false
  const tell = (now: boolean) => {
    if (now !== away) onAway(now)
    away = now
  }
  const storeClient = {
    async query(statement: object) {
      try {
        const result = await pool.query(statement as { text: string })
        tell(false)
        return result
      } catch (error) {
        tell(true)
        throw error
      }
    },
  }
  const counting: Counting = (allowance) =>
    new RateLimiterPostgres({
      storeClient,
      storeType: 'client',
      tableName: 'rate_limits',
      tableCreated: true,
      // A job does.
      clearExpiredByTimeout: false,
      keyPrefix: allowance.name,
      points: allowance.points,
      duration: allowance.seconds,
      // Not the last point itself: it may be given back.
      inMemoryBlockOnConsumed: allowance.points + 1,
      insuranceLimiter: countedInMemory(allowance),
    })
  return { counting, close: () => pool.end() }
}

/** Removes what no longer counts. */
export async function forgetRateLimits(db: Database, now: Date): Promise<void> {
  await db.delete(rateLimits).where(lt(rateLimits.expire, now.getTime()))
}
