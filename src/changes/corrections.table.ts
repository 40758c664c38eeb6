import { index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { rowColumns } from '../db/columns.ts'

/**
 * Why a row was corrected: written beside the correction, in its transaction. It is logged and sealed itself, so that the
 * log has the reason without another form of its entries; `rowVersion` says which entry of the row it explains.
 */
export const corrections = pgTable(
  'corrections',
  {
    ...rowColumns,
    tableName: text('table_name').notNull(),
    rowId: uuid('row_id').notNull(),
    rowVersion: integer('row_version').notNull(),
    reason: text('reason').notNull(),
  },
  (t) => [index('corrections_row').on(t.tableName, t.rowId, t.rowVersion)],
)
