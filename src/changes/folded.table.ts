import { bigint, boolean, index, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { sql } from 'drizzle-orm'

/**
 * What entries of form 1 lack, by their position: the whole row after each, whose it was, whether it was public. Folded
 * from the entries before by `fold_changes`, and no part of what is sealed.
 */
export const foldedChanges = pgTable('folded_changes', {
  position: bigint('position', { mode: 'number' }).primaryKey(),
  newValues: jsonb('new_values').$type<Record<string, unknown>>(),
  organisationIds: uuid('organisation_ids').array(),
  isPublic: boolean('is_public'),
  /** Of an allocation: how it left the counters of its contribution and need, which have no entries of their own here. */
  derived: jsonb('derived').$type<Record<string, Record<string, unknown>>>(),
})

/** Where the fold has come to: each row as it was then. Empty again when it is done. */
export const foldedRows = pgTable(
  'folded_rows',
  {
    tableName: text('table_name').notNull(),
    rowId: uuid('row_id').notNull(),
    rowValues: jsonb('row_values').$type<Record<string, unknown>>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tableName, t.rowId] }),
    // Who took part, asked of each entry of a collaboration.
    index('folded_rows_participants')
      .on(sql`(row_values ->> 'collaboration_id')`)
      .where(sql`table_name = 'participants'`),
  ],
)
