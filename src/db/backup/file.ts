// What a backup looks like: gzip, and in it one JSON value a line. Rows are objects; what stands between them are arrays,
// [word, ...]. `zcat FILE | head` shows it, and any program can read it.
import type pg from 'pg'

export const format = 'samhallskontraktet-backup 1'

export interface Table {
  name: string
  /** Those that are stored: what Postgres computes itself is neither kept nor restored. */
  columns: string[]
}

export interface Header {
  format: typeof format
  madeAt: string
  /** The newest migration of the database it was made of (see `schemaVersion`). */
  schema: number
  tables: Table[]
}

/** The marks between rows, in the order in which they come. */
export type Mark =
  | ['backup', Header]
  /** The rows of a table follow. */
  | ['table', string]
  /** So many they were. */
  | ['rows', number]
  /** Where a sequence stood, and whether that number was given out. */
  | ['sequence', string, number, boolean]
  /** SHA-256 of every byte before this line. A file without it is incomplete. */
  | ['end', string]

/** The tables that a backup holds: all that the register keeps. The queue of its jobs (another schema) it makes anew. */
export async function keptTables(client: pg.ClientBase): Promise<Table[]> {
  const { rows } = await client.query<Table>(`
    select relname as name, array_agg(attname::text order by attnum) filter (where attgenerated = '') as columns
    from pg_class join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped
    where relnamespace = 'public'::regnamespace and relkind = 'r' and relpersistence = 'p'
    group by relname order by relname`)
  return rows
}

/** As an identifier in SQL. Names come from the catalogue, and from a file that anybody may have written. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
