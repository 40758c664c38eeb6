// Whether words are common. Under row-level security Postgres uses no statistics for them, and takes all for rare: left to
// itself it finds and sorts 100 000 rows to show the first fifty (700 ms), where those are the first that it meets (3 ms).
import { sql } from 'drizzle-orm'
import { getTableConfig, type PgColumn, type PgTable } from 'drizzle-orm/pg-core'
import type { Reader } from '../db/connect.ts'
import type { TextSearch } from '../db/statements/list.ts'
import { prepared } from '../db/statements/prepared.ts'
import { hasWords, searchOf } from './match.ts'

/** Looked through (some 500 rows, 1 ms); always the same ones, which are in memory. */
const sampledPages = 50
/**
 * To walk to 50 rows of a share of all takes 50 / share steps of 2 us; to find and sort the share takes 7 us for each of
 * its rows. That is as much where share * share * rows is this.
 */
const breakEven = 15

/** Of those sampled, that have a row with the words: fewer may be chance. */
const fewestPages = 3

/** As `searchOf`, of a large table: where so many rows have the words that the list is better walked, it is. */
export function searchOrWalk(table: PgTable & { searchText: PgColumn }): TextSearch {
  return { ...searchOf(table.searchText), isCommon: commonIn(table) }
}

/** Tells of words whether so many rows have all of them that a list is better walked than searched. */
export function commonIn(table: PgTable & { searchText: PgColumn }) {
  const { name } = getTableConfig(table)
  const statistics = sql.raw(`from pg_class where oid = '${name}'::regclass`)
  const percent = sql`(select least(100, 100.0 * ${sql.raw(String(sampledPages))} / greatest(relpages, 1)) ${statistics})`
  const sample = prepared((db, { words }: { words: string[] }) =>
    db
      .select({
        /** The page of each row that has them: rows that were written together lie together, and say little of the others. */
        pages: sql<number[]>`coalesce(
          array_agg((ctid::text::point)[0]::int) filter (where ${hasWords(table.searchText, words)}), '{}')`,
        of: sql<number>`count(*)::int`,
        rows: sql<number>`(select reltuples ${statistics})::float8`,
      })
      .from(sql`${sql.raw(name)} tablesample system (${percent}) repeatable (0)`),
  )
  return async (db: Reader, words: string[]): Promise<boolean> => {
    const [seen] = await sample(db, { words })
    const { pages, of, rows } = seen!
    return new Set(pages).size >= fewestPages && (pages.length / of) ** 2 * rows >= breakEven
  }
}
