import { sql } from 'drizzle-orm'
import { bigint, check, customType, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { instant, isOneOf } from '../db/columns.ts'

export const operations = ['insert', 'update', 'delete'] as const
export const actorKinds = ['api_key', 'system', 'database'] as const

const transactionId = customType<{ data: string }>({ dataType: () => 'xid8' })

/**
 * What happened: one row for every write to a registry table, made by the trigger `log_change` and by nothing else.
 *
 * `seq` is given when the row is written, so a reader who follows it can miss one: two writers take 7 and 8, 8 commits
 * first, the reader passes 8, then 7 appears behind it. `position` is for the readers of the change feed, and is given
 * after commit, in an order in which nothing ever appears behind what was read. It stays null until the feed gives it.
 */
export const changes = pgTable(
  'changes',
  {
    seq: bigint('seq', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    position: bigint('position', { mode: 'number' }),
    tableName: text('table_name').notNull(),
    rowId: uuid('row_id').notNull(),
    rowVersion: integer('row_version').notNull(),
    operation: text('operation', { enum: operations }).notNull(),
    /** An update keeps only what it changed; an insert and a delete the whole row. Never a personal column. */
    oldValues: jsonb('old_values').$type<Record<string, unknown>>(),
    newValues: jsonb('new_values').$type<Record<string, unknown>>(),
    /** Names of the changed columns, the personal ones too: that they changed is kept, not what they say. */
    changed: text('changed').array().notNull(),
    actorKind: text('actor_kind', { enum: actorKinds }).notNull(),
    actorId: uuid('actor_id'),
    actorName: text('actor_name'),
    actorRole: text('actor_role'),
    actorOrganisationId: uuid('actor_organisation_id'),
    requestId: text('request_id'),
    transaction: transactionId('transaction')
      .notNull()
      .default(sql`pg_current_xact_id()`),
    at: instant('at')
      .notNull()
      .default(sql`registry_now()`),
  },
  (t) => [
    uniqueIndex('changes_position_key').on(t.position),
    index('changes_unnumbered')
      .on(t.seq)
      .where(sql`${t.position} is null`),
    index('changes_row').on(t.tableName, t.rowId, t.seq),
    index('changes_actor').on(t.actorId, t.seq),
    index('changes_request').on(t.requestId),
    check('changes_operation_known', isOneOf(t.operation, operations)),
    check('changes_actor_kind_known', isOneOf(t.actorKind, actorKinds)),
  ],
)
