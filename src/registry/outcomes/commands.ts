import { and, eq, ne, sql, type SQL } from 'drizzle-orm'
import { isCoordinator } from '../../actor.ts'
import { assertVersion } from '../../changes/versions.ts'
import { dayOf } from '../../days.ts'
import { removeRow } from '../../db/remove-row.ts'
import { throwFaults, type Fault } from '../../errors.ts'
import type { Work } from '../../work.ts'
import { findUnusableCodes } from '../vocabularies/queries.ts'
import { findWholes } from '../vocabularies/wholes.queries.ts'
import { codeFaults } from '../vocabularies/rules.ts'
import { outcomeMetrics } from '../vocabularies/table.ts'
import {
  decide,
  findUncovered,
  followAllocation,
  keepDisclosure,
  type Figure,
  type Told,
} from '../disclosures/commands.ts'
import { daysCounted } from '../disclosures/cells.rules.ts'
import { reportYearFaults } from '../periods.rules.ts'
import { findOutcome, toOutcome } from './queries.ts'
import {
  assertFewEnough,
  assertMayWrite,
  assertPublishable,
  metricDayOf,
  partFaults,
  periodFaults,
  statementFaults,
  subjectFaults,
  subjectsGiven,
  wouldUncover,
  type Count,
} from './rules.ts'
import type { NewOutcome, Outcome, OutcomePatch, OutcomePublication } from './schema.ts'
import { lockSubject, type Subject } from './subject.commands.ts'
import { firstCounted, lastCounted, outcomes } from './table.ts'

type Columns = Omit<typeof outcomes.$inferInsert, 'id' | 'version' | 'createdAt' | 'updatedAt'>

/**
 * Records what came of something, and decides what is told of it. Throws `forbidden` when that is another's, `rule_broken`
 * with all faults, and `conflict` when there is a figure of the metric for the same subject and period, or too many are.
 */
export async function recordOutcome(work: Work, body: NewOutcome): Promise<Outcome> {
  const values = { sources: [], publiclyStated: false, ...columnsOf(body) } as Columns
  const given = subjectsGiven(body)
  const [name] = given
  const subject = name && given.length === 1 ? await lockSubject(work, name, body[name]!) : undefined
  if (subject) assertMayWrite(work.actor, subject.ownerId, values.publiclyStated)
  // Held only against figures that the caller may know: a fault tells of them.
  const beside = subject ? await figuresBeside(work, values) : []
  throwFaults([...subjectFaults(given, subject !== undefined), ...(await faultsOf(work, values, beside))])
  await assertRoom(work, values)
  const told = await toldOf(work, subject!, values)
  const [row] = await work.tx
    .insert(outcomes)
    .values({ ...values, disclosure: told?.answer ?? 'nothing' })
    .returning()
  await keepTold(work, subject!, row!, told)
  return toOutcome({ row: row!, isShown: true }, 'en')
}

/** Changes what the patch names. Throws `not_found`, `forbidden`, `version_mismatch`, `rule_broken`, `conflict`. */
export async function changeOutcome(work: Work, id: string, patch: OutcomePatch): Promise<Outcome> {
  const { row, subject } = await lockOutcome(work, id, patch.publiclyStated)
  const changes = columnsOf(patch)
  const becomes = { ...row, ...changes }
  throwFaults(await faultsOf(work, becomes, await figuresBeside(work, becomes, row.id), row.metric))
  if (becomes.metric !== row.metric) await assertRoom(work, becomes)
  if (isSameFigure(row, becomes)) await work.tx.update(outcomes).set(changes).where(eq(outcomes.id, row.id))
  else await writeDecided(work, subject, row.id, becomes, changes)
  const [written] = await work.tx.select().from(outcomes).where(eq(outcomes.id, row.id))
  return toOutcome({ row: written!, isShown: true }, 'en')
}

/** Removes a figure recorded by mistake; what was told of it stays known. Throws `not_found`, `forbidden`, `version_mismatch`. */
export async function removeOutcome(work: Work, id: string): Promise<void> {
  const { row } = await lockOutcome(work, id)
  await removeRow(work.tx, outcomes, row.id)
}

/**
 * Has a figure told although that tells others, if this is accepted. Throws `not_found`, `version_mismatch`, and
 * `conflict`, naming the others, when it is not accepted.
 */
export async function publishOutcome(
  work: Work,
  id: string,
  { accepted = false }: OutcomePublication,
): Promise<Outcome> {
  const { row, subject } = await lockOutcome(work, id)
  if (row.disclosure !== 'value') {
    const figure = figureOf(subject, row)
    assertPublishable(figure !== null)
    if (!accepted) throw wouldUncover(await findUncovered(work, subject.roots, figure!))
    await work.tx.update(outcomes).set({ disclosure: 'value' }).where(eq(outcomes.id, id))
    const told = { answer: 'value', reason: 'publication', least: row.value, most: row.value } as const
    await keepDisclosure(work, subject.roots, id, figure!, told)
  }
  const [written] = await work.tx.select().from(outcomes).where(eq(outcomes.id, id))
  return toOutcome({ row: written!, isShown: true }, 'en')
}

/** Nothing of a figure of an allocation: that is shown to who made it. */
function figureOf({ ownerId }: Subject, values: Columns): Figure | null {
  const { contributionId = null, collaborationId = null } = values
  const { allocationId, metric, value, publiclyStated = false } = values
  if (allocationId) return null
  const owner = (ownerId ?? collaborationId)!
  return { contributionId, collaborationId, metric, ...daysCounted(values), value, publiclyStated, ownerId: owner }
}

async function toldOf(work: Work, subject: Subject, values: Columns): Promise<Told | null> {
  const figure = figureOf(subject, values)
  return figure && decide(work, subject.roots, figure)
}

/** Keeps what was told of a figure that is written; one of an allocation may be too much for others. */
async function keepTold(work: Work, subject: Subject, row: Columns & { id: string }, told: Told | null): Promise<void> {
  if (told) await keepDisclosure(work, subject.roots, row.id, figureOf(subject, row)!, told)
  else {
    const { contributionId } = subject
    const part = { contributionId, collaborationId: null, metric: row.metric, ...daysCounted(row) }
    await followAllocation(work, subject.roots, part)
  }
}

/** Whether a change leaves what was decided about. */
function isSameFigure(row: Columns, becomes: Columns): boolean {
  const decided = ['metric', 'value', 'fromDay', 'toDay', 'reportYear', 'publiclyStated'] as const
  return decided.every((name) => row[name] === becomes[name])
}

async function writeDecided(
  work: Work,
  subject: Subject,
  id: string,
  becomes: Columns,
  changes: Partial<Columns>,
): Promise<void> {
  const told = await toldOf(work, subject, becomes)
  // Or Postgres would take the figure for one of which nothing is decided.
  await work.tx.execute(sql`select set_config('app.decided', 'on', true)`)
  await work.tx
    .update(outcomes)
    .set({ ...changes, disclosure: told?.answer ?? 'nothing' })
    .where(eq(outcomes.id, id))
  await work.tx.execute(sql`select set_config('app.decided', '', true)`)
  await keepTold(work, subject, { ...becomes, id }, told)
}

/**
 * The row of something of the caller's own, or any for a coordinator, locked and at the version that the caller knows;
 * what it is of, locked before it.
 */
async function lockOutcome(work: Work, id: string, publiclyStated?: boolean) {
  const today = dayOf(work.now)
  const { row: seen, in: place } = await findOutcome(work.tx, work.actor, id, today)
  const [name] = subjectsGiven(seen)
  const isStated = (stated: boolean) => stated || publiclyStated
  assertMayWrite(work.actor, place.ownerId, isStated(seen.publiclyStated))
  const subject = await lockSubject(work, name!, seen[name!]!)
  await work.tx.select({ id: outcomes.id }).from(outcomes).where(eq(outcomes.id, id)).for('update')
  const { row } = await findOutcome(work.tx, work.actor, id, today)
  assertMayWrite(work.actor, place.ownerId, isStated(row.publiclyStated))
  await assertVersion(work, 'outcomes', row)
  return { row, subject: subject! }
}

/** Everything that is wrong with a figure. A metric that it had already may have ended since. */
async function faultsOf(work: Work, values: Columns, beside: Count[], presentMetric?: string): Promise<Fault[]> {
  const {
    metric,
    fromDay = null,
    toDay = null,
    reportYear = null,
    periodPrecision,
    publiclyStated = false,
    sources = [],
  } = values
  const today = dayOf(work.now)
  const day = metricDayOf(daysCounted(values), isCoordinator(work.actor), today)
  const unusable = await findUnusableCodes(work.tx, outcomeMetrics, metric === presentMetric ? [] : [metric], day)
  return [
    ...codeFaults('/metric', metric, unusable),
    ...periodFaults({ from: fromDay, to: toDay, periodPrecision }, today),
    ...reportYearFaults({ first: fromDay, last: toDay, reportYear }, today),
    ...statementFaults(publiclyStated, sources),
    ...partFaults(values, beside, await findWholes(work.tx)),
  ]
}

/** The other figures of the same subject and period. */
function figuresBeside(work: Work, values: Columns, id?: string): Promise<Count[]> {
  const { fromDay, toDay } = daysCounted(values)
  const same = [
    isOfSubject(values),
    sql`${firstCounted} is not distinct from ${fromDay}::date`,
    sql`${lastCounted} is not distinct from ${toDay}::date`,
  ]
  return work.tx
    .select({ metric: outcomes.metric, value: outcomes.value })
    .from(outcomes)
    .where(and(...same, id === undefined ? undefined : ne(outcomes.id, id)))
}

/** Throws `conflict` where there are as many figures of the metric for its subject as there may be. */
async function assertRoom({ tx }: Work, values: Columns): Promise<void> {
  assertFewEnough(await tx.$count(outcomes, and(eq(outcomes.metric, values.metric), isOfSubject(values))))
}

function isOfSubject(values: Columns): SQL | undefined {
  return and(...subjectsGiven(values).map((name) => eq(outcomes[name], values[name]!)))
}

/** Wire to row: only what was sent. The words that a period was given in go with it. */
function columnsOf({ from, to, ...same }: Partial<NewOutcome> | OutcomePatch): Partial<Columns> {
  const isMoved = from !== undefined || to !== undefined || same.reportYear !== undefined
  return {
    ...(isMoved && { periodText: null }),
    ...same,
    ...(from !== undefined && { fromDay: from }),
    ...(to !== undefined && { toDay: to }),
  }
}
