import { and, eq, isNull, ne, sql, type SQL } from 'drizzle-orm'
import { assertVersion } from '../../changes/versions.ts'
import { dayOf } from '../../days.ts'
import { removeRow } from '../../db/remove-row.ts'
import { RegistryError, throwFaults, type Fault } from '../../errors.ts'
import { isCoordinator, organisationOf } from '../../actor.ts'
import type { Work } from '../../work.ts'
import { allocations } from '../allocations/table.ts'
import { collaborations } from '../collaborations/table.ts'
import { isVisibleCollaboration } from '../collaborations/visible.queries.ts'
import { isVisibleContribution } from '../contributions/queries.ts'
import { contributions } from '../contributions/table.ts'
import { organisations } from '../organisations/table.ts'
import { findWholes, findUnusableCodes } from '../vocabularies/queries.ts'
import { codeFaults } from '../vocabularies/rules.ts'
import { outcomeMetrics } from '../vocabularies/table.ts'
import { findOutcome, toOutcome } from './queries.ts'
import {
  partFaults,
  periodFaults,
  statementFaults,
  subjectFaults,
  subjectsGiven,
  type Count,
  type SubjectName,
} from './rules.ts'
import type { NewOutcome, Outcome, OutcomePatch } from './schema.ts'
import { outcomes } from './table.ts'

type Columns = Omit<typeof outcomes.$inferInsert, 'id' | 'version' | 'createdAt' | 'updatedAt'>

/**
 * Records what came of something. Throws `forbidden` when that is another's, `rule_broken` with all faults, and
 * `conflict` when there is a figure of the metric for the same subject and period.
 */
export async function recordOutcome(work: Work, body: NewOutcome): Promise<Outcome> {
  const values = { sources: [], publiclyStated: false, ...columnsOf(body) } as Columns
  const given = subjectsGiven(body)
  const [name] = given
  const subject = name && given.length === 1 ? await lockSubject(work, name, body[name]!) : undefined
  if (subject) assertMayWrite(work, subject.ownerId, values.publiclyStated)
  // Held only against figures that the caller may know: a fault tells of them.
  const beside = subject ? await figuresBeside(work, values) : []
  throwFaults([...subjectFaults(given, subject !== undefined), ...(await faultsOf(work, values, beside))])
  const [row] = await work.tx.insert(outcomes).values(values).returning()
  return toOutcome({ row: row!, hiding: null }, 'en')
}

/** Changes what the patch names. Throws `not_found`, `forbidden`, `version_mismatch`, `rule_broken`, `conflict`. */
export async function changeOutcome(work: Work, id: string, patch: OutcomePatch): Promise<Outcome> {
  const row = await lockOutcome(work, id, patch.publiclyStated)
  const changes = columnsOf(patch)
  const becomes = { ...row, ...changes }
  const [subject] = subjectsGiven(row)
  await lockSubject(work, subject!, row[subject!]!)
  throwFaults(await faultsOf(work, becomes, await figuresBeside(work, becomes, row.id), row.metric))
  await work.tx.update(outcomes).set(changes).where(eq(outcomes.id, row.id))
  const [written] = await work.tx.select().from(outcomes).where(eq(outcomes.id, row.id))
  return toOutcome({ row: written!, hiding: null }, 'en')
}

/** Removes a figure recorded by mistake. Throws `not_found`, `forbidden`, `version_mismatch`. */
export async function removeOutcome(work: Work, id: string): Promise<void> {
  const row = await lockOutcome(work, id)
  await removeRow(work.tx, outcomes, row.id)
}

/** The row of something of the caller's own, or any for a coordinator, locked and at the version that the caller knows. */
async function lockOutcome(work: Work, id: string, publiclyStated?: boolean) {
  await work.tx.select({ id: outcomes.id }).from(outcomes).where(eq(outcomes.id, id)).for('update')
  const { row, in: place } = await findOutcome(work.tx, work.actor, id, dayOf(work.now))
  assertMayWrite(work, place.ownerId, row.publiclyStated || publiclyStated)
  await assertVersion(work, 'outcomes', row)
  return row
}

/**
 * What an outcome is of, locked so that no two of its figures are held against each other before both are there;
 * undefined when the caller may not know of it.
 */
async function lockSubject(work: Work, name: SubjectName, id: string): Promise<{ ownerId: string | null } | undefined> {
  const { tx, actor } = work
  const nobody = sql<string | null>`null`
  if (name === 'contributionId') {
    const [row] = await tx
      .select({ ownerId: contributions.organisationId })
      .from(contributions)
      .innerJoin(organisations, eq(organisations.id, contributions.organisationId))
      .where(and(eq(contributions.id, id), isVisibleContribution(actor)))
      .for('no key update', { of: contributions })
    return row
  }
  if (name === 'allocationId') {
    const [row] = await tx
      .select({ ownerId: allocations.matcherId })
      .from(allocations)
      .where(and(eq(allocations.id, id), isMadeBy(work)))
      .for('no key update')
    return row
  }
  const [row] = await tx
    .select({ ownerId: nobody })
    .from(collaborations)
    .where(and(eq(collaborations.id, id), isVisibleCollaboration(actor)))
    .for('no key update')
  return row
}

/** What becomes of the people of an allocation is between its maker and the coordinators. */
function isMadeBy({ actor }: Work): SQL | undefined {
  return isCoordinator(actor) ? undefined : eq(allocations.matcherId, organisationOf(actor)!)
}

/** Throws `forbidden` unless it is the caller's own; what a public document states is for coordinators to say. */
function assertMayWrite({ actor }: Work, ownerId: string | null, isStated: boolean | undefined): void {
  if (isCoordinator(actor)) return
  if (ownerId === null || organisationOf(actor) !== ownerId) {
    throw new RegistryError('forbidden', {
      en: 'You may record outcomes of your own contributions and allocations only.',
      sv: 'Du kan bara registrera utfall av dina egna bidrag och tilldelningar.',
    })
  }
  if (!isStated) return
  throw new RegistryError('forbidden', {
    en: 'A coordinator says which figures a public document states, and corrects them.',
    sv: 'En samordnare anger vilka uppgifter som står i ett offentligt dokument, och rättar dem.',
  })
}

/** Everything that is wrong with a figure. A metric that it had already may have ended since. */
async function faultsOf(work: Work, values: Columns, beside: Count[], presentMetric?: string): Promise<Fault[]> {
  const { metric, fromDay, toDay, publiclyStated = false, sources = [] } = values
  const today = dayOf(work.now)
  const unusable = await findUnusableCodes(work.tx, outcomeMetrics, metric === presentMetric ? [] : [metric], today)
  return [
    ...codeFaults('/metric', metric, unusable),
    ...periodFaults({ from: fromDay ?? null, to: toDay ?? null }, today),
    ...statementFaults(publiclyStated, sources),
    ...partFaults(values, beside, await findWholes(work.tx)),
  ]
}

/** The other figures of the same subject and period. */
function figuresBeside(work: Work, values: Columns, id?: string): Promise<Count[]> {
  const same = (['contributionId', 'allocationId', 'collaborationId', 'fromDay', 'toDay'] as const).map((name) =>
    values[name] == null ? isNull(outcomes[name]) : eq(outcomes[name], values[name]),
  )
  return work.tx
    .select({ metric: outcomes.metric, value: outcomes.value })
    .from(outcomes)
    .where(and(...same, id === undefined ? undefined : ne(outcomes.id, id)))
}

/** Wire to row: only what was sent. */
function columnsOf({ from, to, ...same }: Partial<NewOutcome> | OutcomePatch): Partial<Columns> {
  return { ...same, ...(from !== undefined && { fromDay: from }), ...(to !== undefined && { toDay: to }) }
}
