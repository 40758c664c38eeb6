import { and, eq, gte, isNotNull, lt, ne, sql } from 'drizzle-orm'
import type { PgSelect } from 'drizzle-orm/pg-core'
import { transact, type Database, type Reader } from '../db/connect.ts'
import { isAnyOf } from '../db/statements/conditions.ts'
import { byUpdate, byValues, byCodes, inText } from '../db/statements/filters.ts'
import { list } from '../db/statements/list.ts'
import { present } from '../representation.ts'
import { corrections } from './corrections.table.ts'
import { fieldOf, resourceOf, tableOf, type Resource } from './resources.ts'
import type { Change, ChangeQuery, HistoryQuery } from './schema.ts'
import { actorNames, changes } from './table.ts'

/** Of a person as it is now: an erased one has none, in the past either. */
const name = sql<string | null>`coalesce(${changes.actorName}, ${actorNames.name})`

interface Row {
  change: typeof changes.$inferSelect
  name: string | null
  reason: string | null
}

/** `derive` has the version that it left as it was: what made that was another entry. */
const explains = and(
  eq(corrections.tableName, changes.tableName),
  eq(corrections.rowId, changes.rowId),
  eq(corrections.rowVersion, changes.rowVersion),
  ne(changes.operation, 'derive'),
)

const entries = {
  from: changes,
  id: changes.rowId,
  columns: { change: changes, name, reason: sql<string | null>`${corrections.reason}` },
  joinShown: (select: PgSelect) =>
    select.leftJoin(actorNames, eq(actorNames.actorId, changes.actorId)).leftJoin(corrections, explains),
  present: toChange,
}

interface Subject {
  table: string
  rowId: string
}

const isOf = ({ table, rowId }: Subject) => and(eq(changes.tableName, table), eq(changes.rowId, rowId))

/** What happened to one row, also when it is gone now, and whether sealed or not. */
export const historyList = list<Subject, HistoryQuery, Row>({
  ...entries,
  isVisible: isOf,
  filters: { updatedAfter: byUpdate(changes.at) },
  // In the order in which the row was written: its lock has put its changes in line.
  orders: { at: { key: sql`${changes.seq}`, type: 'bigint' } },
  fallback: '-at',
})

/** Whether anything has ever happened to a row. */
export async function hasHistory(db: Reader, subject: Subject): Promise<boolean> {
  return (await db.select({ seq: changes.seq }).from(changes).where(isOf(subject)).limit(1)).length > 0
}

/** What happened to all rows, as far as it is sealed. */
export const changeList = list<object, ChangeQuery, Row>({
  ...entries,
  isVisible: () => isNotNull(changes.position),
  filters: {
    actorId: byValues(changes.actorId),
    actorKind: byCodes(changes.actorKind),
    organisationId: byValues(changes.actorOrganisationId),
    resource: inText((resources) => isAnyOf(changes.tableName, resources.map(tableOf))),
    resourceId: byValues(changes.rowId),
    operation: byCodes(changes.operation),
    requestId: (id) => eq(changes.requestId, id),
    from: (moment) => gte(changes.at, moment),
    until: (moment) => lt(changes.at, moment),
    updatedAfter: byUpdate(changes.at),
  },
  // In the order in which a reader can follow them: nothing ever appears before what has been read.
  orders: { position: { key: sql`${changes.position}`, type: 'bigint' } },
  fallback: '-position',
})

/** So many take a fraction of what a statement that writes may take. */
const sealedAtOnce = 2_000
const foldedAtOnce = 1_000

/**
 * Seals what has been committed until now, so many entries at most, so that a reader of positions sees it. Gives how
 * many; 0 when none is left.
 */
export function sealChanges(db: Database): Promise<number> {
  return transact(db.writers, async (tx) => {
    const { rows } = await tx.execute<{ sealed: number }>(sql`select seal_changes(${sealedAtOnce}) as sealed`)
    return rows[0]!.sealed
  })
}

/** Adds what some more entries of form 1 lack (`folded_changes`), and gives how many; 0 when none is left. */
export function foldChanges(db: Database): Promise<number> {
  return transact(db.writers, async (tx) => {
    const { rows } = await tx.execute<{ folded: number }>(sql`select fold_changes(${foldedAtOnce}) as folded`)
    return rows[0]!.folded
  })
}

function toChange({ change, name: actorName, reason }: Row): Change {
  const { rowVersion, operation, at, actorKind, actorId, actorRole, actorOrganisationId, requestId, changed } = change
  return {
    resource: resourceOf(change.tableName) as Resource,
    resourceId: change.rowId,
    version: rowVersion,
    operation,
    at,
    actor: {
      kind: actorKind,
      ...present({ id: actorId, name: actorName, role: actorRole, organisationId: actorOrganisationId }),
    },
    fields: changed.map(fieldOf),
    ...present({
      position: change.position,
      link: change.link && change.link.toString('hex'),
      requestId,
      reason,
      old: inFields(change.oldValues),
      new: inFields(newOf(change)),
    }),
  }
}

/** Of an update what it changed, though the log has the whole row. */
function newOf({ operation, newValues, changed }: typeof changes.$inferSelect): Record<string, unknown> | null {
  if (newValues === null || operation === 'insert') return newValues
  return Object.fromEntries(Object.entries(newValues).filter(([column]) => changed.includes(column)))
}

function inFields(values: Record<string, unknown> | null): Record<string, unknown> | null {
  return values && Object.fromEntries(Object.entries(values).map(([column, value]) => [fieldOf(column), inUtc(value)]))
}

/** Times in the log are as the session that wrote them has its zone; psql may have another than the register. */
function inUtc(value: unknown): unknown {
  const isTime = typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+[+-]\d\d:\d\d$/.test(value)
  return isTime ? new Date(value).toISOString() : value
}
