import { and, eq, getTableName, sql, type InferInsertModel } from 'drizzle-orm'
import type { PgColumn, PgInsertValue, PgTable } from 'drizzle-orm/pg-core'
import { changes } from '../changes/table.ts'
import type { Transaction } from '../db/connect.ts'

type RegistryTable = PgTable & { id: PgColumn }
export type SeedRow<T extends RegistryTable> = InferInsertModel<T> & { id: string }

/** Far below the 65 535 parameters that one statement may have. */
const rowsAtOnce = 500

/**
 * Inserts the rows that the log has never heard of, and gives back the ids of all those that are there now. What people
 * have changed or removed since it was seeded stays as they left it; a row whose unique key (a code, an organisation
 * number) another row holds is left out. Rows that refer to these must ask for their ids in the answer first.
 */
export async function insertNew<T extends RegistryTable>(
  tx: Transaction,
  table: T,
  rows: SeedRow<T>[],
): Promise<Set<string>> {
  const ids = rows.map((row) => row.id)
  const logged = await tx
    .select({ id: changes.rowId })
    .from(changes)
    .where(and(eq(changes.tableName, getTableName(table)), sql`${changes.rowId} = any(${sql.param(ids)}::uuid[])`))
  const known = new Set(logged.map(({ id }) => id))
  const unknown = rows.filter((row) => !known.has(row.id))
  for (let from = 0; from < unknown.length; from += rowsAtOnce) {
    const some = unknown.slice(from, from + rowsAtOnce) as PgInsertValue<T>[]
    await tx.insert(table).values(some).onConflictDoNothing()
  }
  const anyTable: PgTable = table
  const present = await tx
    .select({ id: sql<string>`id` })
    .from(anyTable)
    .where(sql`id = any(${sql.param(ids)}::uuid[])`)
  return new Set(present.map(({ id }) => id))
}

/** The year of the report, for rows that were loaded before it could be said and that no caller has changed since. */
export async function addReportYears(
  tx: Transaction,
  table: RegistryTable,
  rows: { id: string; reportYear?: number | null | undefined }[],
): Promise<void> {
  const told = rows.filter(({ reportYear }) => reportYear)
  const [ids, years] = [told.map(({ id }) => id), told.map(({ reportYear }) => reportYear)]
  await tx.execute(sql`
    update ${table} seeded set report_year = told.year
    from unnest(${sql.param(ids)}::uuid[], ${sql.param(years)}::int[]) told(id, year)
    where seeded.id = told.id and seeded.report_year is null and not exists (
      select from ${changes} where table_name = ${getTableName(table)} and row_id = seeded.id
        and actor_kind not in ('system', 'database'))`)
}
