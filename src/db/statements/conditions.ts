import { inArray, sql, type SQL } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'

/** What codes and states look like. */
const plain = /^[a-z0-9_-]{1,60}$/

/**
 * Whether a column has one of some codes or states; nothing when none are given. They stand in the statement itself, not
 * beside it: a plan for "some status" is a guess, a plan for 'published' is made once and kept (0.5 ms of a list).
 */
export function isAnyOf(column: PgColumn, codes: string[] | undefined): SQL | undefined {
  if (!codes) return undefined
  const condition = inArray(column, codes)
  return codes.every((code) => plain.test(code)) ? stated(condition) : condition
}

/** The same for a condition whose values are our own. */
export function stated(condition: SQL): SQL {
  return condition.inlineParams()
}

/** A column where a condition holds, and nothing where it does not; the column itself where there is no condition. */
export function shownWhere<T>(column: PgColumn, condition: SQL | undefined): SQL<T | null> {
  return condition ? sql<T | null>`case when ${condition} then ${column} end` : sql<T | null>`${column}`
}

/** Whether a column of lists has one of these in it; nothing when none are given. */
export function hasAnyOf(column: PgColumn, values: string[] | undefined): SQL | undefined {
  return values && sql`${column} && ${sql.param(values)}::text[]`
}
