import { and, eq, gt, sql } from 'drizzle-orm'
import type { Reader } from '../db/connect.ts'
import { all, isAfter, keyOf, orderBy, slice, type Order, type Window } from '../db/keyset.ts'
import { apiKeys } from '../identity/api-keys/table.ts'
import { present } from '../representation.ts'
import type { Change } from './schema.ts'
import { changes } from './table.ts'
import { fieldOf } from './versions.ts'

/** In the order in which the row was written: its lock has put its changes in line. */
export const changeOrders = { at: { key: sql`${changes.seq}`, type: 'bigint' } } as const

const keyName = sql<string | null>`coalesce(${changes.actorName}, ${apiKeys.name})`

/** What happened to one row, also when it is gone now. */
export async function listChangesOf(
  db: Reader,
  table: string,
  rowId: string,
  updatedAfter: string | undefined,
  order: Order,
  window: Window,
) {
  const id = sql`${changes.rowId}`
  const rows = await db
    .select({ change: changes, name: keyName, id: changes.rowId, sortKey: keyOf(order) })
    .from(changes)
    .leftJoin(apiKeys, eq(apiKeys.id, changes.actorId))
    .where(
      all(
        isOf(table, rowId),
        updatedAfter === undefined ? undefined : gt(changes.at, updatedAfter),
        isAfter(order, id, window.after),
      ),
    )
    .orderBy(...orderBy(order, id))
    .limit(window.limit + 1)
    .offset(window.offset)
  return slice(rows, window.limit)
}

export function countChangesOf(db: Reader, table: string, rowId: string, updatedAfter?: string): Promise<number> {
  return db.$count(
    changes,
    all(isOf(table, rowId), updatedAfter === undefined ? undefined : gt(changes.at, updatedAfter)),
  )
}

function isOf(table: string, rowId: string) {
  return and(eq(changes.tableName, table), eq(changes.rowId, rowId))
}

export function toChange({ change, name }: { change: typeof changes.$inferSelect; name: string | null }): Change {
  const { rowVersion, operation, at, actorKind, actorId, actorRole, actorOrganisationId, requestId, changed } = change
  return {
    version: rowVersion,
    operation,
    at,
    actor: { kind: actorKind, ...present({ id: actorId, name, role: actorRole, organisationId: actorOrganisationId }) },
    fields: changed.map(fieldOf),
    ...present({ requestId, old: inFields(change.oldValues), new: inFields(change.newValues) }),
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
