import { sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  pgView,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { bytea, instant, isOneOf } from '../db/columns.ts'

/**
 * `erase`: an update that removed a person's data for good. `derive`: only columns that follow from other rows moved, such
 * as the places taken; it raises no version.
 */
export const operations = ['insert', 'update', 'delete', 'erase', 'derive'] as const
export const actorKinds = ['api_key', 'account', 'public', 'system', 'database'] as const

const isSealed = ({ position }: { position: AnyPgColumn }) => sql`${position} is not null`
const transactionId = customType<{ data: string }>({ dataType: () => 'xid8' })

/**
 * What happened: one row for every write to a registry table, made by the trigger `log_change` and by nothing else.
 *
 * `seq` is given when the row is written, so a reader who follows it can miss one: two writers take 7 and 8, 8 commits
 * first, the reader passes 8, then 7 appears behind it. `position` is for the readers of the change feed, and is given
 * after commit, by `seal_changes`, in an order in which nothing ever appears behind what was read. With it the row is
 * sealed: `contentHash` is the SHA-256 of what it says, `link` that of the row before, this position and that hash.
 *
 * Form 1 is what was written before there was another, and stays as it is; what it lacks stands in `folded_changes`.
 */
export const changes = pgTable(
  'changes',
  {
    seq: bigint('seq', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    position: bigint('position', { mode: 'number' }),
    /** Of the one before, where nothing else is said: a program of that version may be writing still. */
    form: smallint('form').notNull().default(1),
    tableName: text('table_name').notNull(),
    rowId: uuid('row_id').notNull(),
    rowVersion: integer('row_version').notNull(),
    operation: text('operation', { enum: operations }).notNull(),
    /** What an update replaced; of a delete the whole row. Never a personal column. */
    oldValues: jsonb('old_values').$type<Record<string, unknown>>(),
    /** The whole row after it (form 1: of an update only what it changed, and no derived columns). Never a personal column. */
    newValues: jsonb('new_values').$type<Record<string, unknown>>(),
    /** Names of the changed columns, the personal ones too: that they changed is kept, not what they say. */
    changed: text('changed').array().notNull(),
    /** Whose row it was after the change, and whether anybody could read it: see `standing`. */
    organisationIds: uuid('organisation_ids').array(),
    isPublic: boolean('is_public'),
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
    /** Goes into the hash, so that the hash of a short text that has been redacted does not give it away. */
    salt: uuid('salt').default(sql`gen_random_uuid()`),
    /** What proves a redacted entry of form 2: see `redaction_proof`. */
    proof: jsonb('proof'),
    /** Of form 2: of who, when, which row and what was done; and of the values. The content is made of both. */
    headHash: bytea('head_hash'),
    valuesHash: bytea('values_hash'),
    contentHash: bytea('content_hash'),
    link: bytea('link'),
  },
  (t) => [
    // Before it is sealed an entry stands in two indexes only, as far as writers have to wait for it; in the rest once it is.
    index('changes_row').on(t.tableName, t.rowId, t.seq),
    index('changes_unnumbered')
      .on(t.seq)
      .where(sql`${t.position} is null`),
    uniqueIndex('changes_position_key').on(t.position).where(isSealed(t)),
    index('changes_actor').on(t.actorId, t.seq).where(isSealed(t)),
    index('changes_request').on(t.requestId).where(isSealed(t)),
    index('changes_organisation').on(t.actorOrganisationId, t.seq).where(isSealed(t)),
    index('changes_table').on(t.tableName, t.position).where(isSealed(t)),
    index('changes_at').on(t.at).where(isSealed(t)),
    // What `fold_changes` goes through.
    index('changes_form_1')
      .on(t.position)
      .where(sql`${t.form} = 1`),
    check('changes_operation_known', isOneOf(t.operation, operations)),
    check('changes_actor_kind_known', isOneOf(t.actorKind, actorKinds)),
    check('changes_form_known', sql`${t.form} in (1, 2)`),
    check('changes_sealed_whole', sql`num_nulls(${t.position}, ${t.contentHash}, ${t.link}) in (0, 3)`),
  ],
)

/** The last link of the chain, so that rows removed from its end are missed. Its one row is moved by `seal_changes`. */
export const chainHead = pgTable(
  'chain_head',
  {
    only: boolean('only').primaryKey().default(true),
    position: bigint('position', { mode: 'number' }).notNull(),
    link: bytea('link').notNull(),
  },
  (t) => [check('chain_head_only_one', sql`${t.only}`)],
)

/** What the keys and accounts that have written are called now: the log knows them by their ids alone. */
export const actorNames = pgView('actor_names', { actorId: uuid('actor_id'), name: text('name') }).existing()
