import { and, eq } from 'drizzle-orm'
import { notFound } from '../../errors.ts'
import type { Work } from '../../work.ts'
import { collaborationColumns, type CollaborationRow } from './queries.ts'
import { collaborations } from './table.ts'
import { isVisibleCollaboration } from './visible.queries.ts'

/**
 * The row, locked until the transaction ends; `not_found` when the caller may not know of it. Whoever writes one of its
 * participants locks it too, so that no two take part twice in the same role.
 */
export async function lockCollaboration(work: Work, id: string): Promise<CollaborationRow> {
  const [row] = await work.tx
    .select(collaborationColumns)
    .from(collaborations)
    .where(and(eq(collaborations.id, id), isVisibleCollaboration(work.actor)))
    .for('update')
  if (!row) throw notFound('collaboration', 'samarbete', 'ett')
  return row
}
