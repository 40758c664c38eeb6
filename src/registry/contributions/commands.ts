import { and, eq, type SQL } from 'drizzle-orm'
import { assertVersion } from '../../changes/versions.ts'
import { dayOf } from '../../days.ts'
import { prepared } from '../../db/statements/prepared.ts'
import { removeRow } from '../../db/remove-row.ts'
import { throwFaults } from '../../errors.ts'
import { isCoordinator, organisationOf, type Actor } from '../../actor.ts'
import { personalNumberFaults } from '../../personal.rules.ts'
import { omit } from '../../representation.ts'
import type { Work } from '../../work.ts'
import { expireReservations, followContribution } from '../allocations/places.commands.ts'
import { organisations } from '../organisations/table.ts'
import { followMove, joinsFigures, lockRoots } from '../disclosures/commands.ts'
import { positionColumns } from './position.rules.ts'
import {
  contributionColumns,
  getContribution,
  isVisibleContribution,
  noContribution,
  toContribution,
  type ContributionRow,
} from './queries.ts'
import { findReferences } from './references.queries.ts'
import { isOver, overFaults, periodFaults, reportedFaults, statusWhenPublished, termsDayOf } from './period.rules.ts'
import {
  assertMayChange,
  assertMayOffer,
  assertMayRemove,
  assertRoom,
  languageFaults,
  contributionMustBecome,
  offererFaults,
  publishesWhenSentAgain,
  referenceFaults,
  withdrawalFaults,
} from './rules.ts'
import type { Contribution, ContributionPatch, NewContribution, Withdrawal } from './schema.ts'
import { contributions } from './table.ts'

interface Locked {
  row: ContributionRow
  organisationName: string
  organisationEndedOn: string | null
}

/** What decides about those who hold or wait for its places. */
const steering = ['status', 'offered', 'funded', 'endsOn']
/** What is looked up before it is written. */
const references = ['type', 'areas', 'targetGroups', 'collaborationId', 'supervisorContactId']

const insertContribution = prepared(
  (db, { values }: { values: typeof contributions.$inferInsert }) =>
    db.insert(contributions).values(values).onConflictDoNothing().returning(contributionColumns),
  { values: 'member by member' },
)

/**
 * Offers something, or changes what the organisation has offered under the same reference: what is sent replaces, and a
 * draft is published when that is asked for. Two at once with one reference make one row. Throws `forbidden`,
 * `rule_broken` with all faults, and for a change what `changeContribution` throws, and `conflict` when it would not come
 * to the state that is asked for.
 */
export async function createContribution(
  work: Work,
  body: NewContribution,
): Promise<{ row: Contribution; isNew: boolean }> {
  const organisationId = offererOf(work.actor, body.organisationId)
  const today = dayOf(work.now)
  const { externalReference } = body
  if (organisationId && externalReference) {
    const isIt = and(
      eq(contributions.organisationId, organisationId),
      eq(contributions.externalReference, externalReference),
    )
    await lockFigures(work, isIt, body.collaborationId)
    const offered = await lockWhere(work, isIt)
    if (offered) {
      await assertVersion(work, 'contributions', offered.row)
      const publishes = publishesWhenSentAgain(
        body.status,
        { ...offered.row, endsOn: body.endsOn ?? offered.row.endsOn },
        today,
      )
      return { row: await changeLocked(work, offered, columnsOf(body), publishes), isNew: false }
    }
  }

  const wanted = {
    areas: [],
    targetGroups: [],
    collaborationId: null,
    supervisorContactId: null,
    ...body,
    organisationId,
  }
  const termsDay = termsDayOf(body, isCoordinator(work.actor), today)
  const found = await findReferences(work.tx, work.actor, wanted, today, termsDay)
  throwFaults([
    ...offererFaults(organisationId, found.organisation, isOver(body, today) ? termsDay : today),
    ...periodFaults(body),
    ...reportedFaults(body, 'draft', today),
    ...personalNumberFaults('/externalReference', externalReference),
    ...languageFaults(body.languages ?? []),
    ...referenceFaults(wanted, found),
  ])
  const values = {
    ...columnsOf(body),
    offered: body.capacity.offered,
    organisationId: organisationId!,
    type: body.type,
    title: body.title,
    ...(body.status === 'published' && { status: statusWhenPublished(body), publishedAt: work.now.toISOString() }),
  }
  const [row] = await insertContribution(work.tx, { values })
  // Another request with this reference was first, and is committed by now: this one changes its row.
  if (!row) return createContribution(work, body)
  return { row: toContribution(work.actor, { row, organisationName: found.organisation!.name }), isNew: true }
}

/**
 * Changes what the patch names. Throws `not_found`, `forbidden`, `version_mismatch`, `rule_broken`, and `conflict` where
 * the state does not allow it or fewer would be offered than are taken.
 */
export async function changeContribution(work: Work, id: string, patch: ContributionPatch): Promise<Contribution> {
  await lockFigures(work, eq(contributions.id, id), patch.collaborationId)
  return changeLocked(work, await lockOwnContribution(work, id), columnsOf(patch))
}

/** Removes a draft. Throws `not_found`, `forbidden`, `version_mismatch`, `conflict` when it has been published. */
export async function removeContribution(work: Work, id: string): Promise<void> {
  const { row } = await lockOwnContribution(work, id)
  assertMayRemove(row.status)
  await removeRow(work.tx, contributions, id)
}

/** Opens it to applicants, also again. Throws `not_found`, `forbidden`, `conflict`, `rule_broken`. */
export async function publishContribution(work: Work, id: string): Promise<Contribution> {
  const locked = await lockOwnContribution(work, id)
  return changeLocked(work, locked, {}, contributionMustBecome('published', locked.row.status))
}

/** Takes no more applicants for a while. Throws `not_found`, `forbidden`, `conflict`. */
export async function pauseContribution(work: Work, id: string): Promise<Contribution> {
  const locked = await lockOwnContribution(work, id)
  return writeLocked(work, locked, contributionMustBecome('paused', locked.row.status) ? { status: 'paused' } : {})
}

/** Takes no more applicants: what is held stays, and the queue is sent home. Throws `not_found`, `forbidden`, `conflict`. */
export async function closeContribution(work: Work, id: string): Promise<Contribution> {
  const locked = await lockOwnContribution(work, id)
  return writeLocked(work, locked, contributionMustBecome('closed', locked.row.status) ? { status: 'closed' } : {})
}

/**
 * Takes the offer back, with a reason when places are taken, and cancels those for that reason. Throws `not_found`,
 * `forbidden`, `conflict`, `rule_broken`.
 */
export async function withdrawContribution(work: Work, id: string, { reason }: Withdrawal): Promise<Contribution> {
  const locked = await lockOwnContribution(work, id)
  if (!contributionMustBecome('withdrawn', locked.row.status)) return writeLocked(work, locked, {})
  throwFaults(withdrawalFaults(reason, locked.row))
  return writeLocked(work, locked, { status: 'withdrawn', withdrawalReason: reason ?? null })
}

/** Changes a locked row, and publishes it where that is asked for. What is sent as it already is counts as no change. */
async function changeLocked(
  work: Work,
  locked: Locked,
  sent: Partial<ContributionRow>,
  publishes = false,
): Promise<Contribution> {
  const { row, organisationEndedOn } = locked
  const changes = differingColumns(row, sent)
  const fields = Object.keys(changes)
  if (fields.length === 0 && !publishes) return writeLocked(work, locked, {})
  const becomes = { ...row, ...changes }
  const today = dayOf(work.now)
  const termsDay = termsDayOf(becomes, isCoordinator(work.actor), today)
  assertMayChange(row.status, fields, isCoordinator(work.actor))
  const isFirst = publishes && row.status === 'draft'
  throwFaults([
    ...periodFaults(becomes),
    ...reportedFaults(becomes, row.status, today),
    ...personalNumberFaults('/externalReference', changes.externalReference),
    ...(publishes && !isFirst ? overFaults(becomes, today) : []),
    ...(publishes
      ? offererFaults(row.organisationId, { endedOn: organisationEndedOn }, isOver(becomes, today) ? termsDay : today)
      : []),
    ...languageFaults(becomes.languages),
    ...(isFirst || fields.some((name) => references.includes(name))
      ? referenceFaults(
          becomes,
          await findReferences(work.tx, work.actor, becomes, today, termsDay),
          isFirst ? { ...row, type: '' } : row,
        )
      : []),
  ])
  // A reservation whose time is out takes no place, also before anybody has come by to end it.
  if ((fields.includes('offered') || fields.includes('funded')) && (await expireReservations(work, row.id)) > 0) {
    return changeLocked(work, await lockContribution(work, row.id), sent, publishes)
  }
  assertRoom(becomes)
  const movesTo = changes.collaborationId ?? null
  const joins = movesTo !== null && (await joinsFigures(work, row.id, movesTo))
  const written = await writeLocked(work, locked, {
    ...changes,
    ...(publishes && { status: statusWhenPublished(becomes) }),
    ...(isFirst && { publishedAt: work.now.toISOString() }),
  })
  if (joins) await followMove(work, row.id)
  return written
}

/** Locks the figures that come to hang together when it moves into a collaboration, before the row itself. */
async function lockFigures(work: Work, which: SQL | undefined, collaborationId: string | null | undefined) {
  if (!collaborationId) return
  const found = await work.tx.select({ id: contributions.id }).from(contributions).where(which)
  if (found.length === 0) return
  await lockRoots(work, { contributionIds: found.map(({ id }) => id), collaborationIds: [collaborationId] })
}

/** Writes to a locked row, and lets its allocations follow; writing nothing, it answers with the row as it is. */
async function writeLocked(
  work: Work,
  { row, organisationName }: Locked,
  columns: Partial<ContributionRow>,
): Promise<Contribution> {
  if (Object.keys(columns).length === 0) return toContribution(work.actor, { row, organisationName })
  const [written] = await work.tx
    .update(contributions)
    .set(columns)
    .where(eq(contributions.id, row.id))
    .returning(contributionColumns)
  if (!steering.some((name) => name in columns)) return toContribution(work.actor, { row: written!, organisationName })
  await followContribution(work, written!)
  return getContribution(work.tx, work.actor, row.id)
}

/** The row, locked, as always before those of its allocations. Throws `not_found` when the caller may not know of it. */
async function lockContribution(work: Work, id: string): Promise<Locked> {
  const locked = await lockWhere(work, eq(contributions.id, id))
  if (!locked) throw noContribution()
  return locked
}

/** The row of the caller's own organisation, or any for a coordinator, locked and at the version that the caller knows. */
export async function lockOwnContribution(work: Work, id: string): Promise<Locked> {
  const locked = await lockContribution(work, id)
  assertMayOffer(work.actor, locked.row.organisationId)
  await assertVersion(work, 'contributions', locked.row)
  return locked
}

async function lockWhere(work: Work, which: SQL | undefined): Promise<Locked | undefined> {
  const [locked] = await work.tx
    .select({
      row: contributionColumns,
      organisationName: organisations.name,
      organisationEndedOn: organisations.endedOn,
    })
    .from(contributions)
    .innerJoin(organisations, eq(organisations.id, contributions.organisationId))
    .where(and(which, isVisibleContribution(work.actor)))
    .for('update', { of: contributions })
  return locked
}

/** Whom it is offered by: a partner offers for its own organisation. Throws `forbidden` for another. */
function offererOf(actor: Actor, sent: string | undefined): string | null {
  const own = organisationOf(actor)
  if (isCoordinator(actor) || own === null) return sent ?? null
  if (sent !== undefined) assertMayOffer(actor, sent.toLowerCase())
  return own
}

/** Wire to row: only what was sent. */
function columnsOf(body: NewContribution | ContributionPatch): Partial<ContributionRow> {
  const { capacity, position, ...same } = omit(body as NewContribution, 'organisationId', 'status')
  return { ...same, ...capacity, ...positionColumns(position) }
}

/** Of what was sent, what is not so already. */
function differingColumns(row: ContributionRow, sent: Partial<ContributionRow>): Partial<ContributionRow> {
  const isNews = ([name, value]: [string, unknown]) =>
    JSON.stringify(value) !== JSON.stringify(row[name as keyof ContributionRow])
  return Object.fromEntries(Object.entries(sent).filter(isNews))
}
