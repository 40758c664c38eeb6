// Types of columns, and the columns that every kept row has.
import { sql, type SQL } from 'drizzle-orm'
import { customType, date, integer, jsonb, text, uuid, type PgColumn } from 'drizzle-orm/pg-core'

/**
 * Times as the contract writes them: RFC 3339 in UTC with milliseconds, a string all the way. A Date would lose what
 * Postgres keeps beyond milliseconds and costs a third of a list. The session's time zone is always UTC.
 */
export const instant = customType<{ data: string; driverData: string }>({
  dataType: () => 'timestamp(3) with time zone',
  fromDriver: toRfc3339,
})

/** `2025-06-16 08:00:00.5+00`, as Postgres prints it in UTC, to `2025-06-16T08:00:00.500Z`. */
function toRfc3339(printed: string): string {
  const isWhole = printed.length === 22
  if (isWhole) return `${printed.slice(0, 10)}T${printed.slice(11, 19)}.000Z`
  const seconds = printed.slice(11, 19)
  const fraction = printed.slice(20, printed.indexOf('+', 19)).padEnd(3, '0')
  return `${printed.slice(0, 10)}T${seconds}.${fraction}Z`
}

/** A name, sorted as Swedish sorts: å ä ö after z. */
export const swedishText = customType<{ data: string }>({ dataType: () => 'text collate "sv-SE-x-icu"' })

/** Bytes, such as a hash. */
export const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' })

/** A day without a time, `YYYY-MM-DD`, a string from Postgres to the wire. */
export const day = (name: string) => date(name, { mode: 'string' })

/** What every kept row has. `version`, `created_at` and `updated_at` are set by triggers, whoever writes. */
export const rowColumns = {
  id: uuid('id')
    .primaryKey()
    .default(sql`uuid_v7()`),
  version: integer('version').notNull().default(1),
  createdAt: instant('created_at')
    .notNull()
    .default(sql`registry_now()`),
  updatedAt: instant('updated_at')
    .notNull()
    .default(sql`registry_now()`),
}

/** Where in a document a fact stands. */
export interface Source {
  documentId: string
  page?: string
  section?: string
  quote?: string
}

/**
 * What a row's facts come from. `attested_from` and `attested_to` are the dates of its oldest and newest document, each
 * the last day that it may be of; Postgres keeps them (`attest`). `inferred` names fields that no document says.
 */
export const cited = () => ({
  sources: jsonb('sources').$type<Source[]>().notNull().default([]),
  attestedFrom: day('attested_from'),
  attestedTo: day('attested_to'),
  inferred: text('inferred')
    .array()
    .notNull()
    .default(sql`'{}'`),
})

/** `column in ('a', 'b')` for a check, from the one list of a closed vocabulary. Words are our own constants. */
export function isOneOf(column: PgColumn, codes: readonly string[]): SQL {
  return sql`${column} in (${sql.raw(codes.map((code) => `'${code}'`).join(', '))})`
}

/** The lower-cased, folded text that `q` searches; kept by Postgres from the columns named. */
export function searchText(...columns: string[]) {
  const parts = columns.map((column) => `coalesce(fold(${column}), '')`).join(` || ' ' || `)
  return text('search_text').generatedAlwaysAs(sql.raw(parts))
}
