import { eq } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import { RegistryError } from '../errors.ts'
import type { Transaction } from './connect.ts'

/** Removes a row that has been locked. Postgres passes over a row of another's in silence: then this throws `forbidden`. */
export async function removeRow(tx: Transaction, table: PgTable & { id: PgColumn }, id: string): Promise<void> {
  const gone = await tx.delete(table).where(eq(table.id, id)).returning({ id: table.id })
  if (gone.length === 1) return
  throw new RegistryError('forbidden', {
    en: 'It belongs to another organisation.',
    sv: 'Den tillhör en annan organisation.',
  })
}
