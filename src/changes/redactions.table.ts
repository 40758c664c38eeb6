import { check, index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { isOneOf, rowColumns } from '../db/columns.ts'

export const redactionKinds = ['redaction', 'erasure'] as const

/**
 * What was taken out of the log: from the history of which row, which fields, why. Written by the function
 * `redact_history` alone. `contents` has, for each entry of the log that had been sealed, the hash of what it says since:
 * logged and sealed itself, it shows when and by whom, and is what `verifyChanges` holds the entry against.
 */
export const redactions = pgTable(
  'redactions',
  {
    ...rowColumns,
    kind: text('kind', { enum: redactionKinds }).notNull(),
    tableName: text('table_name').notNull(),
    rowId: uuid('row_id').notNull(),
    fields: text('fields').array().notNull(),
    reason: text('reason').notNull(),
    contents: jsonb('contents').$type<Record<string, string>>().notNull(),
    /** How many entries it touched, those that were not sealed yet included; absent where that was not counted. */
    entries: integer('entries'),
  },
  (t) => [
    index('redactions_row').on(t.tableName, t.rowId),
    index('redactions_created').on(t.createdAt, t.id),
    check('redactions_kind_known', isOneOf(t.kind, redactionKinds)),
  ],
)
