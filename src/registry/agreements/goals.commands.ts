import { eq } from 'drizzle-orm'
import { assertVersion } from '../../changes/versions.ts'
import { assertUnreferenced } from '../../db/references.ts'
import { removeRow } from '../../db/remove-row.ts'
import { throwFaults } from '../../errors.ts'
import type { Work } from '../../work.ts'
import { getAgreementGoal, noAgreementGoal } from './goals.queries.ts'
import { goalFaults, type Goal } from './goals.rules.ts'
import type { AgreementGoal, AgreementGoalPatch, NewAgreementGoal } from './goals.schema.ts'
import { agreementGoals } from './goals.table.ts'
import { lockAgreement } from './lock.commands.ts'

/** Adds a goal to an agreement. Throws `not_found`, `rule_broken`. */
export async function addAgreementGoal(
  work: Work,
  agreementId: string,
  body: NewAgreementGoal,
): Promise<AgreementGoal> {
  await lockAgreement(work, agreementId)
  throwFaults(goalFaults({ ...blank, ...loweredIn(body) }, await goalsOf(work, agreementId)))
  const [row] = await work.tx
    .insert(agreementGoals)
    .values({ ...body, agreementId })
    .returning({ id: agreementGoals.id })
  return getAgreementGoal(work.tx, work.actor, agreementId, row!.id)
}

/** Changes what the patch names. Throws `not_found`, `version_mismatch`, `rule_broken`. */
export async function changeAgreementGoal(
  work: Work,
  agreementId: string,
  id: string,
  patch: AgreementGoalPatch,
): Promise<AgreementGoal> {
  const { row, others } = await lockGoal(work, agreementId, id)
  await assertVersion(work, 'agreement_goals', row)
  throwFaults(goalFaults({ ...row, ...loweredIn(patch) }, others))
  await work.tx.update(agreementGoals).set(patch).where(eq(agreementGoals.id, row.id))
  return getAgreementGoal(work.tx, work.actor, agreementId, id)
}

/** Removes a goal added by mistake. Throws `not_found`, `version_mismatch`, `conflict` when another was replaced by it. */
export async function removeAgreementGoal(work: Work, agreementId: string, id: string): Promise<void> {
  const { row } = await lockGoal(work, agreementId, id)
  await assertVersion(work, 'agreement_goals', row)
  await assertUnreferenced(work.tx, 'agreement_goals', row)
  await removeRow(work.tx, agreementGoals, row.id)
}

const blank: Goal = { id: '', validFrom: null, validTo: null, successorId: null }

/** The agreement first: goals are held against the others that it has. */
async function lockGoal(work: Work, agreementId: string, id: string) {
  await lockAgreement(work, agreementId)
  const all = await goalsOf(work, agreementId)
  const row = all.find((goal) => goal.id === id.toLowerCase())
  if (!row) throw noAgreementGoal()
  return { row, others: all.filter((goal) => goal !== row) }
}

function goalsOf(work: Work, agreementId: string) {
  return work.tx.select().from(agreementGoals).where(eq(agreementGoals.agreementId, agreementId))
}

/** Ids are compared with those of rows. */
function loweredIn<T extends { successorId?: string | null }>(body: T): T {
  return body.successorId ? { ...body, successorId: body.successorId.toLowerCase() } : body
}
