import { and, eq, gt, ne } from 'drizzle-orm'
import { RegistryError } from '../errors.ts'
import type { Work } from '../work.ts'
import { fieldOf } from './resources.ts'
import { changes } from './table.ts'

/**
 * Throws `version_mismatch`, with the present version and the fields that have changed since, when the row is no longer
 * at the version that the caller has read. Call it on a row locked in this transaction.
 */
export async function assertVersion(work: Work, table: string, row: { id: string; version: number }): Promise<void> {
  const { expectedVersions } = work
  if (expectedVersions === undefined || expectedVersions.includes(row.version)) return
  const known = Math.max(...expectedVersions)
  const since = await work.tx
    .select({ changed: changes.changed })
    .from(changes)
    .where(
      and(
        eq(changes.tableName, table),
        eq(changes.rowId, row.id),
        gt(changes.rowVersion, known),
        ne(changes.operation, 'derive'),
      ),
    )
  throw new RegistryError(
    'version_mismatch',
    {
      en: `It has changed since version ${known}; it is at version ${row.version} now. Read it again.`,
      sv: `Den har ändrats sedan version ${known}; den har nu version ${row.version}. Läs den igen.`,
    },
    [],
    {
      currentVersion: row.version,
      changedFields: [...new Set(since.flatMap(({ changed }) => changed.map(fieldOf)))].toSorted(),
    },
  )
}
