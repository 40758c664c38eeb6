// What commands on signatures lock, always in this order, or two who wait for each other's row would never end: the
// organisation, so that what its signatures are to one another stays as it was found; the signature; the agreement.
import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Work } from '../../work.ts'
import { organisations } from '../organisations/table.ts'
import { isVisibleAgreement } from './queries.ts'
import { isContested, type Placed } from './renewals.rules.ts'
import { isVisibleSignature, noSignature } from './signatures.queries.ts'
import { signatures } from './signatures.table.ts'
import { agreements } from './table.ts'

export type SignatureRow = typeof signatures.$inferSelect
export type AgreementRow = typeof agreements.$inferSelect

/** One signature with all that it is held against. Throws `not_found` when the caller may not know of it. */
export async function lockSignature(work: Work, id: string) {
  const isIt = and(eq(signatures.id, id), isVisibleSignature(work.actor))
  const [found] = await work.tx
    .select({ organisationId: signatures.organisationId })
    .from(signatures)
    .innerJoin(organisations, eq(organisations.id, signatures.organisationId))
    .where(isIt)
  if (!found) throw noSignature()
  const organisation = await lockOrganisation(work, found.organisationId)
  const [row] = await work.tx.select().from(signatures).where(eq(signatures.id, id)).for('update')
  const agreement = row && (await findAgreement(work, row.agreementId))
  if (!organisation || !agreement) throw noSignature()
  return { row, agreement, organisation, others: await otherSignatures(work, organisation.id, id) }
}

export async function lockOrganisation(work: Work, id: string) {
  const [row] = await work.tx.select().from(organisations).where(eq(organisations.id, id)).for('no key update')
  return row
}

/** The agreement, if the caller may know of it. Its status stays as it is until the transaction ends. */
export async function findAgreement(work: Work, id: string): Promise<AgreementRow | undefined> {
  const [row] = await work.tx
    .select()
    .from(agreements)
    .where(and(eq(agreements.id, id), isVisibleAgreement(work.actor)))
    .for('share')
  return row
}

/** The signatures of an organisation, but for one. */
export async function otherSignatures(work: Work, organisationId: string, except?: string) {
  const rows = await work.tx
    .select({
      id: signatures.id,
      agreementId: signatures.agreementId,
      status: signatures.status,
      signedOn: signatures.signedOn,
      endedOn: signatures.endedOn,
      // As early as it may have been: what renews it comes later.
      start: sql<string | null>`coalesce(${signatures.signedOn}, ${agreements.validFrom})`,
      renewedFromId: signatures.renewedFromId,
      needsCorrection: signatures.needsCorrection,
    })
    .from(signatures)
    .innerJoin(agreements, eq(agreements.id, signatures.agreementId))
    .where(eq(signatures.organisationId, organisationId))
    .orderBy(signatures.id)
  return rows.filter(({ id }) => id !== except) satisfies Placed[]
}

/** Takes the mark off the signatures of an organisation that break no constraint any more: then it holds for them too. */
export async function clearMarks(work: Work, organisationId: string): Promise<void> {
  const all = await otherSignatures(work, organisationId)
  const settled = all.filter((one) => one.needsCorrection && !isContested(one, all)).map(({ id }) => id)
  if (settled.length === 0) return
  await work.tx.update(signatures).set({ needsCorrection: false }).where(inArray(signatures.id, settled))
}
