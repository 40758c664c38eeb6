// Foreign keys that point at a row, before it is removed.
import { sql } from 'drizzle-orm'
import { RegistryError, type Fault } from '../errors.ts'
import type { Transaction } from './connect.ts'

/**
 * Refuses to go on (`conflict`) while rows of other tables refer to this one, and names the tables and how many rows.
 * It reads the foreign keys, and the triggers that stand for those of lists, from the catalogue, so a table that is
 * added later is asked too; one whose rows go with this one, or let go of it, holds nothing. The keys themselves stand
 * behind it; this only finds the words.
 */
export async function assertUnreferenced(
  tx: Transaction,
  table: string,
  row: { id: string; code?: string },
): Promise<void> {
  const { rows: keys } = await tx.execute<{ source: string; column: string; target: 'id' | 'code'; list: string }>(sql`
    select conrelid::regclass::text as source, own.attname::text as column, other.attname::text as target, 'none' as list
    from pg_constraint
      join pg_attribute own on own.attrelid = conrelid and own.attnum = conkey[1]
      join pg_attribute other on other.attrelid = confrelid and other.attnum = confkey[1]
    where contype = 'f' and confrelid = ${table}::regclass and confdeltype not in ('c', 'n')
    union all
    select arguments[place], arguments[place + 1], 'code', 'codes'
    from pg_trigger, string_to_array(encode(tgargs, 'escape'), '\\000') arguments, generate_series(1, tgnargs::int, 2) place
    where tgrelid = ${table}::regclass and tgfoid = 'codes_unused'::regproc
    union all
    select arguments[place], 'sources', 'id', 'sources'
    from pg_trigger, string_to_array(encode(tgargs, 'escape'), '\\000') arguments, generate_series(1, tgnargs::int) place
    where tgrelid = ${table}::regclass and tgfoid = 'documents_uncited'::regproc
    order by 1, 2`)
  if (keys.length === 0) return
  const counts = keys.map(({ source, column, target, list }) => {
    const value = row[target]
    const refers = {
      none: sql`= ${value}`,
      codes: sql`@> array[${value}]::text[]`,
      sources: sql`@> ${JSON.stringify([{ documentId: value }])}::jsonb`,
    }[list]
    return sql`select ${source}::text as source, count(*) as rows from ${sql.identifier(source)} where ${sql.identifier(column)} ${refers}`
  })
  const { rows: found } = await tx.execute<{ source: string; rows: number }>(
    sql`select source, sum(rows)::int as rows from (${sql.join(counts, sql` union all `)}) counted group by source having sum(rows) > 0 order by source`,
  )
  if (found.length === 0) return
  const list = found.map(({ source, rows }) => `${source} (${rows})`).join(', ')
  const faults: Fault[] = found.map(({ source, rows }) => ({
    part: 'path',
    pointer: '',
    code: 'referenced',
    detail: { en: `${rows} of ${source} refer to it.`, sv: `${rows} i ${source} hänvisar till den.` },
  }))
  throw new RegistryError(
    'conflict',
    { en: `It cannot be removed: ${list} refer to it.`, sv: `Den kan inte tas bort: ${list} hänvisar till den.` },
    faults,
  )
}
