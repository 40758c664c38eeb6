// Keyset pagination: a page begins after the last row of the one before, and not so many rows in.
import { and, asc, desc, sql, type SQL } from 'drizzle-orm'

/**
 * An order that a list can be walked in. `key` is never null (nullable columns are coalesced, as in the index that
 * serves them) and `type` is what a key is cast from its text to; the id always follows it, so the order is total.
 */
export interface Order {
  key: SQL
  type: 'text' | 'date' | 'timestamptz' | 'bigint'
  descending: boolean
}

/** The last row of a page: where the next one begins. */
export interface Position {
  key: string
  id: string
}

/** Where a page begins: after a row (stable under inserts, as fast on the last page as on the first), or so many in. */
export interface Window {
  limit: number
  offset: number
  after?: Position | undefined
}

/** What a row is read with: where a page that begins after it does. */
export interface Keyed {
  id: string
  sortKey: string
}

export interface Slice<Row> {
  rows: Row[]
  /** Present when more rows follow. */
  next?: Position
}

/** The condition for rows after a position. A row comparison, so that one index scan serves it. */
export function isAfter(order: Order, id: SQL, after: Position | undefined): SQL | undefined {
  if (!after) return undefined
  const comparison = order.descending ? sql`<` : sql`>`
  return sql`(${order.key}, ${id}) ${comparison} (${after.key}::${sql.raw(order.type)}, ${after.id}::uuid)`
}

export function orderBy(order: Order, id: SQL): SQL[] {
  return order.descending ? [desc(order.key), desc(id)] : [asc(order.key), asc(id)]
}

/**
 * A number that stands in the statement, since the plan depends on it: given beside it, a limit is any limit. Drizzle takes
 * SQL where it takes a placeholder, and its types say so of placeholders alone.
 */
export function statedNumber(number: number) {
  return Object.assign(sql.raw(String(number)), { name: 'stated', protected: number })
}

/** The key of a row as text, to be selected beside it. */
export function keyOf(order: Order): SQL<string> {
  return sql<string>`(${order.key})::text`
}

/** A page, without the one row too many that tells whether there is a next one. */
export function cutToPage<Row extends Keyed>(rows: Row[], limit: number): Slice<Row> {
  if (rows.length <= limit) return { rows }
  const last = rows[limit - 1]!
  return { rows: rows.slice(0, limit), next: { key: last.sortKey, id: last.id } }
}

/** All conditions that are given, joined by AND; true when there is none. */
export function all(...conditions: (SQL | undefined)[]): SQL {
  return and(...conditions) ?? sql`true`
}

/** Whether a text has the form of a key of this order: a cursor comes from outside. */
export function fitsOrder(order: Order, key: string): boolean {
  if (order.type === 'text') return true
  if (order.type === 'bigint') return /^\d{1,18}$/.test(key)
  if (order.type === 'date') return key === 'infinity' || /^\d{4}-\d{2}-\d{2}$/.test(key)
  return /^\d{4}-\d{2}-\d{2} [\d:.]+\+00$/.test(key)
}
