import { eq, gt, gte, inArray, isNotNull, lt, sql, type SQL } from 'drizzle-orm'
import { transact, type Database, type Reader } from '../db/connect.ts'
import { all, isAfter, keyOf, orderBy, slice, type Order, type Window } from '../db/statements/keyset.ts'
import { present } from '../representation.ts'
import { fieldOf, resourceOf, tableOf, type Resource } from './resources.ts'
import type { Change, ChangeQuery, HistoryQuery } from './schema.ts'
import { actorNames, changes } from './table.ts'

/** In the order in which a row was written: its lock has put its changes in line. */
export const historyOrders = { at: { key: sql`${changes.seq}`, type: 'bigint' } } as const

/** In the order in which a reader can follow them: nothing ever appears before what has been read. */
export const changeOrders = { position: { key: sql`${changes.position}`, type: 'bigint' } } as const

/** Of a person as it is now: an erased one has none, in the past either. */
const actorName = sql<string | null>`coalesce(${changes.actorName}, ${actorNames.name})`

/** Which entries are wanted: of one row, whether sealed or not, or of all rows, sealed. */
export type Selection = { table: string; rowId: string; query: HistoryQuery } | { query: ChangeQuery }

/** What happened to one row, also when it is gone now, or to all of them. */
export async function listChanges(db: Reader, selection: Selection, order: Order, window: Window) {
  const id = sql`${changes.rowId}`
  const rows = await db
    .select({ change: changes, name: actorName, id: changes.rowId, sortKey: keyOf(order) })
    .from(changes)
    .leftJoin(actorNames, eq(actorNames.actorId, changes.actorId))
    .where(all(...conditions(selection), isAfter(order, id, window.after)))
    .orderBy(...orderBy(order, id))
    .limit(window.limit + 1)
    .offset(window.offset)
  return slice(rows, window.limit)
}

export function countChanges(db: Reader, selection: Selection): Promise<number> {
  return db.$count(changes, all(...conditions(selection)))
}

/** So many take a fraction of what a statement that writes may take. */
const sealedAtOnce = 2_000

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

function conditions(selection: Selection): (SQL | undefined)[] {
  const since = selection.query.updatedAfter
  const shared = [since === undefined ? undefined : gt(changes.at, since)]
  if ('table' in selection) {
    return [eq(changes.tableName, selection.table), eq(changes.rowId, selection.rowId), ...shared]
  }
  const { actorId, actorKind, organisationId, resource, resourceId, operation, requestId, from, until } =
    selection.query
  return [
    isNotNull(changes.position),
    actorId && inArray(changes.actorId, actorId),
    actorKind && inArray(changes.actorKind, actorKind),
    organisationId && inArray(changes.actorOrganisationId, organisationId),
    resource && inArray(changes.tableName, resource.map(tableOf)),
    resourceId && inArray(changes.rowId, resourceId),
    operation && inArray(changes.operation, operation),
    requestId === undefined ? undefined : eq(changes.requestId, requestId),
    from === undefined ? undefined : gte(changes.at, from),
    until === undefined ? undefined : lt(changes.at, until),
    ...shared,
  ]
}

export function toChange({ change, name }: { change: typeof changes.$inferSelect; name: string | null }): Change {
  const { rowVersion, operation, at, actorKind, actorId, actorRole, actorOrganisationId, requestId, changed } = change
  return {
    resource: resourceOf(change.tableName) as Resource,
    resourceId: change.rowId,
    version: rowVersion,
    operation,
    at,
    actor: { kind: actorKind, ...present({ id: actorId, name, role: actorRole, organisationId: actorOrganisationId }) },
    fields: changed.map(fieldOf),
    ...present({
      position: change.position,
      link: change.link && change.link.toString('hex'),
      requestId,
      old: inFields(change.oldValues),
      new: inFields(change.newValues),
    }),
  }
}

function inFields(values: Record<string, unknown> | null): Record<string, unknown> | null {
  return values && Object.fromEntries(Object.entries(values).map(([column, value]) => [fieldOf(column), inUtc(value)]))
}

/** Times in the log are as the session that wrote them has its zone; psql may have another than the register. */
function inUtc(value: unknown): unknown {
  const isTime = typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+[+-]\d\d:\d\d$/.test(value)
  return isTime ? new Date(value).toISOString() : value
}
