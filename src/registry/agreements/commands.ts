import { and, eq, sql } from 'drizzle-orm'
import { assertVersion } from '../../changes/versions.ts'
import { assertUnreferenced } from '../../db/references.ts'
import { removeRow } from '../../db/remove-row.ts'
import { throwFaults } from '../../errors.ts'
import { mustBecome } from '../../states.ts'
import type { Work } from '../../work.ts'
import { getAgreement, isVisibleAgreement, noAgreement } from './queries.ts'
import { agreementFaults, agreementStates, assertBeginsBeforeSignatures } from './rules.ts'
import type { Agreement, AgreementPatch, NewAgreement } from './schema.ts'
import { signatures } from './signatures.table.ts'
import { agreements } from './table.ts'

/** Makes an agreement. Throws `rule_broken`, `conflict` when its code is taken. */
export async function createAgreement(work: Work, body: NewAgreement): Promise<Agreement> {
  const { status = 'draft', validFrom = null, validTo = null } = body
  throwFaults(agreementFaults({ status, validFrom, validTo }))
  const [row] = await work.tx
    .insert(agreements)
    .values({ ...columnsOf(body), code: body.code, title: body.title })
    .returning({ id: agreements.id })
  return getAgreement(work.tx, work.actor, row!.id)
}

/** Changes what the patch names. Throws `not_found`, `version_mismatch`, `rule_broken`, `conflict` for a wrong status. */
export async function changeAgreement(work: Work, id: string, patch: AgreementPatch): Promise<Agreement> {
  const row = await lockAgreement(work, id)
  await assertVersion(work, 'agreements', row)
  const { status = row.status, validFrom = row.validFrom, validTo = row.validTo } = patch
  mustBecome(agreementStates, row.status, status, '/status')
  throwFaults(agreementFaults({ status, validFrom, validTo }))
  if (patch.validFrom) assertBeginsBeforeSignatures(await signaturesBefore(work, id, patch.validFrom))
  const columns = columnsOf(patch)
  if (Object.keys(columns).length > 0) await work.tx.update(agreements).set(columns).where(eq(agreements.id, id))
  return getAgreement(work.tx, work.actor, id)
}

/** Removes an agreement that nobody has signed. Throws `not_found`, `version_mismatch`, `conflict` naming what refers to it. */
export async function removeAgreement(work: Work, id: string): Promise<void> {
  const row = await lockAgreement(work, id)
  await assertVersion(work, 'agreements', row)
  await assertUnreferenced(work.tx, 'agreements', row)
  await removeRow(work.tx, agreements, id)
}

async function lockAgreement(work: Work, id: string) {
  const [row] = await work.tx
    .select()
    .from(agreements)
    .where(and(eq(agreements.id, id), isVisibleAgreement(work.actor)))
    .for('update')
  if (!row) throw noAgreement()
  return row
}

/** Signatures whose day, or the month or year that they are dated to, is over before a day. */
function signaturesBefore(work: Work, id: string, day: string): Promise<number> {
  return work.tx.$count(
    signatures,
    and(
      eq(signatures.agreementId, id),
      sql`period_end(${signatures.signedOn}, ${signatures.signedOnPrecision}) < ${day}`,
    ),
  )
}

/** Wire to row: only what was sent. */
function columnsOf(body: Partial<NewAgreement> | AgreementPatch): Partial<typeof agreements.$inferInsert> {
  const { text, ...same } = body
  return {
    ...(same as Partial<typeof agreements.$inferInsert>),
    ...(text === null && { textSv: null, textEn: null }),
    ...(text?.sv !== undefined && { textSv: text.sv }),
    ...(text?.en !== undefined && { textEn: text.en }),
  }
}
