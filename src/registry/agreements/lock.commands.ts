import { and, eq } from 'drizzle-orm'
import type { Work } from '../../work.ts'
import { isVisibleAgreement, noAgreement } from './queries.ts'
import { agreements } from './table.ts'

/** The agreement, locked until the transaction ends. Throws `not_found`. */
export async function lockAgreement(work: Work, id: string) {
  const [row] = await work.tx
    .select()
    .from(agreements)
    .where(and(eq(agreements.id, id), isVisibleAgreement(work.actor)))
    .for('update')
  if (!row) throw noAgreement()
  return row
}
