import { and, eq, sql } from 'drizzle-orm'
import { assertVersion } from '../../changes/versions.ts'
import { dayOf } from '../../days.ts'
import { assertUnreferenced } from '../../db/references.ts'
import { removeRow } from '../../db/remove-row.ts'
import { throwFaults } from '../../errors.ts'
import { mustBecome } from '../../states.ts'
import type { Work } from '../../work.ts'
import { isSigned } from './active.queries.ts'
import { agreementGoals } from './goals.table.ts'
import { lockAgreement } from './lock.commands.ts'
import { getAgreement } from './queries.ts'
import { agreementFaults, agreementStates, assertHoldsSignatures } from './rules.ts'
import type { Agreement, AgreementPatch, NewAgreement } from './schema.ts'
import { signatures } from './signatures.table.ts'
import { agreements } from './table.ts'

/** Makes an agreement. Throws `rule_broken`, `conflict` when its code is taken. */
export async function createAgreement(work: Work, body: NewAgreement): Promise<Agreement> {
  const { goals = [], ...own } = body
  const { status = 'draft', validFrom = null, validTo = null } = own
  throwFaults(agreementFaults({ status, validFrom, validTo }))
  const [row] = await work.tx
    .insert(agreements)
    .values({ ...columnsOf(own), code: own.code, title: own.title })
    .returning({ id: agreements.id })
  if (goals.length > 0) {
    const rows = goals.map((text, place) => ({ text, position: place + 1, agreementId: row!.id }))
    await work.tx.insert(agreementGoals).values(rows)
  }
  return getAgreement(work.tx, work.actor, row!.id, dayOf(work.now))
}

/** Changes what the patch names. Throws `not_found`, `version_mismatch`, `rule_broken`, `conflict` for a wrong status. */
export async function changeAgreement(work: Work, id: string, patch: AgreementPatch): Promise<Agreement> {
  const row = await lockAgreement(work, id)
  await assertVersion(work, 'agreements', row)
  const { status = row.status, validFrom = row.validFrom, validTo = row.validTo } = patch
  mustBecome(agreementStates, row.status, status, '/status')
  throwFaults(agreementFaults({ status, validFrom, validTo }))
  if (patch.validFrom || patch.validTo) assertHoldsSignatures(await signaturesOutside(work, id, validFrom, validTo))
  const columns = columnsOf(patch)
  if (Object.keys(columns).length > 0) await work.tx.update(agreements).set(columns).where(eq(agreements.id, id))
  return getAgreement(work.tx, work.actor, id, dayOf(work.now))
}

/** Removes an agreement that nobody has signed. Throws `not_found`, `version_mismatch`, `conflict` naming what refers to it. */
export async function removeAgreement(work: Work, id: string): Promise<void> {
  const row = await lockAgreement(work, id)
  await assertVersion(work, 'agreements', row)
  await assertUnreferenced(work.tx, 'agreements', row)
  await removeRow(work.tx, agreements, id)
}

/** How many signatures lie before or after a period: by their day, or all of the month or year that they are dated to. */
async function signaturesOutside(work: Work, id: string, from: string | null, to: string | null) {
  const { signedOn, signedOnPrecision } = signatures
  const [counted] = await work.tx
    .select({
      earlier: sql<number>`(count(*) filter (where period_end(${signedOn}, ${signedOnPrecision}) < ${from}::date))::int`,
      later: sql<number>`(count(*) filter (where ${signedOn} > ${to}::date))::int`,
    })
    .from(signatures)
    .where(and(eq(signatures.agreementId, id), isSigned))
  return counted!
}

/** Wire to row: only what was sent. */
function columnsOf(
  body: Partial<Omit<NewAgreement, 'goals'>> | AgreementPatch,
): Partial<typeof agreements.$inferInsert> {
  const { purpose, text, ...same } = body
  return {
    ...(same as Partial<typeof agreements.$inferInsert>),
    ...(purpose === null && { purposeSv: null, purposeEn: null }),
    ...(purpose?.sv !== undefined && { purposeSv: purpose.sv }),
    ...(purpose?.en !== undefined && { purposeEn: purpose.en }),
    ...(text === null && { textSv: null, textEn: null }),
    ...(text?.sv !== undefined && { textSv: text.sv }),
    ...(text?.en !== undefined && { textEn: text.en }),
  }
}
