import { eq } from 'drizzle-orm'
import { assertVersion } from '../../changes/versions.ts'
import { assertUnreferenced } from '../../db/references.ts'
import { removeRow } from '../../db/remove-row.ts'
import { notFound, throwFaults, unknownFault, type Fault } from '../../errors.ts'
import { dayOf } from '../../days.ts'
import { bareChangeFaults, dated } from '../../vague-dates.ts'
import type { Work } from '../../work.ts'
import { getDocument } from './queries.ts'
import { documentFaults } from './rules.ts'
import type { Document, DocumentPatch, NewDocument } from './schema.ts'
import { documents } from './table.ts'

const blank = {
  decidedOn: null,
  decidedOnPrecision: 'unknown',
  publishedOn: null,
  publishedOnPrecision: 'unknown',
  validFrom: null,
  validTo: null,
} as const

/** Registers a document. Throws `rule_broken` with all faults. */
export async function createDocument(work: Work, body: NewDocument): Promise<Document> {
  const columns = columnsOf(body)
  throwFaults([
    ...documentFaults({ ...blank, ...columns }, dayOf(work.now)),
    ...(await parentFaults(work, body.parentId)),
  ])
  const [row] = await work.tx
    .insert(documents)
    .values({ ...columns, title: body.title, kind: body.kind })
    .returning({ id: documents.id })
  return getDocument(work.tx, row!.id)
}

/**
 * Changes what the patch names; when its date changes, Postgres dates anew what cites it. Throws `not_found`,
 * `version_mismatch`, `rule_broken`.
 */
export async function changeDocument(work: Work, id: string, patch: DocumentPatch): Promise<Document> {
  const row = await lockDocument(work, id)
  const columns = columnsOf(patch)
  throwFaults([
    ...(['decidedOn', 'publishedOn'] as const).flatMap((name) => bareChangeFaults(patch, row, name)),
    ...documentFaults({ ...row, ...columns }, dayOf(work.now)),
    ...(await parentFaults(work, patch.parentId)),
  ])
  await work.tx.update(documents).set(columns).where(eq(documents.id, id))
  return getDocument(work.tx, id)
}

/** Removes a document that nothing cites. Throws `not_found`, `version_mismatch`, `conflict` naming what cites it. */
export async function removeDocument(work: Work, id: string): Promise<void> {
  const row = await lockDocument(work, id)
  await assertUnreferenced(work.tx, 'documents', row)
  await removeRow(work.tx, documents, id)
}

/** The row, locked until the transaction ends, at the version that the caller has read. */
async function lockDocument(work: Work, id: string) {
  const [row] = await work.tx.select().from(documents).where(eq(documents.id, id)).for('update')
  if (!row) throw notFound('document', 'dokument', 'ett')
  await assertVersion(work, 'documents', row)
  return row
}

async function parentFaults({ tx }: Work, parentId: string | null | undefined): Promise<Fault[]> {
  if (!parentId || (await tx.$count(documents, eq(documents.id, parentId))) > 0) return []
  return [unknownFault('/parentId', 'document', 'dokument', 'ett')]
}

/** Wire to row: only what was sent. */
function columnsOf(body: NewDocument | DocumentPatch) {
  return { ...body, ...dated(body, 'decidedOn'), ...dated(body, 'publishedOn') } satisfies Partial<
    typeof documents.$inferInsert
  >
}
