import { and, eq } from 'drizzle-orm'
import { assertVersion } from '../../changes/versions.ts'
import { dayOf } from '../../days.ts'
import { assertUnreferenced } from '../../db/references.ts'
import { removeRow } from '../../db/remove-row.ts'
import { notFound, throwFaults } from '../../errors.ts'
import { isCoordinator, organisationOf, type Actor } from '../../actor.ts'
import type { Work } from '../../work.ts'
import { positionColumns, type Position } from '../contributions/position.rules.ts'
import { findReferences } from '../contributions/references.queries.ts'
import { periodFaults } from '../contributions/period.rules.ts'
import { languageFaults, referenceFaults } from '../contributions/rules.ts'
import { organisations } from '../organisations/table.ts'
import { getNeed, isVisibleNeed } from './queries.ts'
import { assertNeedMayBecome, assertMayRequest, overFaults, requesterFaults } from './rules.ts'
import type { Need, NeedPatch, NewNeed } from './schema.ts'
import { needs } from './table.ts'

/** A need is no part of a collaboration, and has no supervisor. */
const unrelated = { collaborationId: null, supervisorContactId: null }

/** States what an organisation needs. Throws `forbidden` for another's, `rule_broken` with all faults. */
export async function createNeed(work: Work, body: NewNeed): Promise<Need> {
  const organisationId = requesterOf(work.actor, body.organisationId)
  const wanted = { areas: [], targetGroups: [], languages: [], ...body, ...unrelated, organisationId }
  const today = dayOf(work.now)
  const found = await findReferences(work.tx, work.actor, wanted, today)
  throwFaults([
    ...requesterFaults(organisationId, found.organisation, today),
    ...periodFaults(body),
    ...overFaults(body.endsOn, today),
    ...languageFaults(wanted.languages),
    ...referenceFaults(wanted, found),
  ])
  const [row] = await work.tx
    .insert(needs)
    .values({ ...columnsOf(body), organisationId: organisationId! })
    .returning({ id: needs.id })
  return getNeed(work.tx, work.actor, row!.id)
}

/**
 * Changes what the patch names. Throws `not_found`, `forbidden`, `version_mismatch`, `rule_broken`, and `conflict` where
 * it is closed or fewer would be asked for than are covered.
 */
export async function changeNeed(work: Work, id: string, patch: NeedPatch): Promise<Need> {
  const row = await lockOwnNeed(work, id, 'no key update')
  const columns = columnsOf(patch)
  const becomes = { ...row, ...columns, ...unrelated }
  const today = dayOf(work.now)
  assertNeedMayBecome(row, becomes)
  throwFaults([
    ...periodFaults(becomes),
    ...(becomes.endsOn === row.endsOn ? [] : overFaults(becomes.endsOn, today)),
    ...languageFaults(becomes.languages),
    ...referenceFaults(becomes, await findReferences(work.tx, work.actor, becomes, today), { ...row, ...unrelated }),
  ])
  await work.tx.update(needs).set(columns).where(eq(needs.id, row.id))
  return getNeed(work.tx, work.actor, row.id)
}

/** Asks for no more; what is allocated stays. Throws `not_found`, `forbidden`, `version_mismatch`. */
export async function closeNeed(work: Work, id: string): Promise<Need> {
  const row = await lockOwnNeed(work, id, 'no key update')
  await work.tx.update(needs).set({ status: 'closed' }).where(eq(needs.id, row.id))
  return getNeed(work.tx, work.actor, row.id)
}

/** Removes a need that no allocation refers to. Throws `not_found`, `forbidden`, `version_mismatch`, `conflict`. */
export async function removeNeed(work: Work, id: string): Promise<void> {
  const row = await lockOwnNeed(work, id, 'update')
  await assertUnreferenced(work.tx, 'needs', row)
  await removeRow(work.tx, needs, row.id)
}

/**
 * The row of the caller's own organisation, or any for a coordinator, locked and at the version that the caller knows.
 * `update` also keeps new allocations from referring to it.
 */
async function lockOwnNeed(work: Work, id: string, strength: 'update' | 'no key update') {
  const [locked] = await work.tx
    .select({ row: needs })
    .from(needs)
    .innerJoin(organisations, eq(organisations.id, needs.organisationId))
    .where(and(eq(needs.id, id), isVisibleNeed(work.actor)))
    .for(strength, { of: needs })
  if (!locked) throw notFound('need', 'behovsanmälan')
  const { row } = locked
  assertMayRequest(work.actor, row.organisationId)
  await assertVersion(work, 'needs', row)
  return row
}

/** Whom it is asked for by: a matcher asks for its own organisation. Throws `forbidden` for another. */
function requesterOf(actor: Actor, sent: string | undefined): string | null {
  if (isCoordinator(actor)) return sent ?? null
  if (sent !== undefined) assertMayRequest(actor, sent.toLowerCase())
  return organisationOf(actor)
}

/** Wire to row: only what was sent. */
function columnsOf<T extends { position?: Position | null }>({ position, ...same }: T) {
  return { ...same, ...positionColumns(position) }
}
