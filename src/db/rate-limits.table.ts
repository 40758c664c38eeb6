import { bigint, integer, pgTable, varchar } from 'drizzle-orm/pg-core'

/**
 * How often each caller and address has called, where several registers share one database. Its columns are those that
 * rate-limiter-flexible expects. Unlogged: a crash may forget it, and no replica needs to hold addresses.
 */
export const rateLimits = pgTable('rate_limits', {
  key: varchar('key', { length: 255 }).primaryKey(),
  points: integer('points').notNull().default(0),
  /** Milliseconds since 1970. */
  expire: bigint('expire', { mode: 'number' }),
})
