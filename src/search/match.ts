import { sql, type SQL, type SQLWrapper } from 'drizzle-orm'

const mostWords = 8

/**
 * Rows whose search text has every word of `q`, in any inflected form and inside compounds: "praktikplats" finds
 * "praktikplatser" and "jobb" finds "feriejobb". Marks do not matter: "malomrade" finds "målområde". The text is
 * folded already, and the trigram index of a kept column serves the LIKE; the Swedish stem of a word is one of Postgres' own.
 */
export function matches(searchText: SQLWrapper, q: string | undefined): SQL | undefined {
  const words = q?.split(/\s+/).filter(Boolean).slice(0, mostWords) ?? []
  if (words.length === 0) return undefined
  const conditions = words.map((word) => sql`${searchText} like '%' || ${stemOf(word)} || '%'`)
  return sql`(${sql.join(conditions, sql` and `)})`
}

/** The stem, folded, with the wildcards of LIKE made plain. A stop word ("och") has no stem and stands as it is. */
function stemOf(word: string): SQL {
  const plain = word.replace(/[\\%_]/g, '\\$&')
  const folded = sql`fold(${plain})`
  return sql`coalesce(fold(nullif((ts_lexize('swedish_stem', lower(${plain})))[1], '')), ${folded})`
}
