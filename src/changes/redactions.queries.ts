import { and, eq, gt, inArray, sql } from 'drizzle-orm'
import type { Reader } from '../db/connect.ts'
import { all, isAfter, keyOf, orderBy, slice, type Order, type Window } from '../db/statements/keyset.ts'
import { notFound } from '../errors.ts'
import { selfLink } from '../representation.ts'
import type { Redaction, RedactionQuery } from './redactions.schema.ts'
import { redactions } from './redactions.table.ts'
import { fieldOf, resourceOf, tableOf, type Resource } from './resources.ts'

/** One redaction: what was taken out, and why; who did it and when is in its own entry of the log. Throws `not_found`. */
export async function getRedaction(db: Reader, id: string): Promise<Redaction> {
  const [row] = await db.select().from(redactions).where(eq(redactions.id, id))
  if (!row) throw notFound('redaction', 'maskning')
  return toRedaction(row)
}

export const redactionOrders = { createdAt: { key: sql`${redactions.createdAt}`, type: 'timestamptz' } } as const

export async function listRedactions(db: Reader, query: RedactionQuery, order: Order, window: Window) {
  const id = sql`${redactions.id}`
  const rows = await db
    .select({ row: redactions, id: redactions.id, sortKey: keyOf(order) })
    .from(redactions)
    .where(all(conditions(query), isAfter(order, id, window.after)))
    .orderBy(...orderBy(order, id))
    .limit(window.limit + 1)
    .offset(window.offset)
  return slice(rows, window.limit)
}

export function countRedactions(db: Reader, query: RedactionQuery): Promise<number> {
  return db.$count(redactions, conditions(query))
}

function conditions({ resource, resourceId, kind, updatedAfter }: RedactionQuery) {
  return and(
    resource && inArray(redactions.tableName, resource.map(tableOf)),
    resourceId && inArray(redactions.rowId, resourceId),
    kind && inArray(redactions.kind, kind),
    updatedAfter === undefined ? undefined : gt(redactions.updatedAt, updatedAfter),
  )
}

export function toRedaction(row: typeof redactions.$inferSelect): Redaction {
  const { tableName, rowId, fields, contents, ...own } = row
  return {
    ...own,
    resource: resourceOf(tableName) as Resource,
    resourceId: rowId,
    fields: fields.map(fieldOf),
    entries: Object.keys(contents).length,
    _links: selfLink(`/redactions/${own.id}`),
  }
}
