import { sql } from 'drizzle-orm'
import { index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { bytea, instant } from './columns.ts'

/** Answers kept for callers who repeat a POST with the same Idempotency-Key. Written in the transaction it answers for. */
export const replays = pgTable(
  'replays',
  {
    caller: text('caller').notNull(),
    key: text('key').notNull(),
    requestHash: bytea('request_hash').notNull(),
    status: integer('status').notNull(),
    headers: jsonb('headers').$type<Record<string, string>>().notNull(),
    /** The answer as it was sent, to the letter. */
    body: text('body'),
    createdAt: instant('created_at')
      .notNull()
      .default(sql`registry_now()`),
  },
  (t) => [primaryKey({ columns: [t.caller, t.key] }), index('replays_created').on(t.createdAt)],
)
