import { and, eq, sql } from 'drizzle-orm'
import { randomInt } from 'node:crypto'
import { assertVersion } from '../../changes/versions.ts'
import { dayOf } from '../../days.ts'
import { prepared } from '../../db/statements/prepared.ts'
import { throwFaults } from '../../errors.ts'
import { isCoordinator, organisationOf } from '../../actor.ts'
import { personalFaults } from '../../personal.rules.ts'
import { mustBecome } from '../../states.ts'
import type { Work } from '../../work.ts'
import { contributions } from '../contributions/table.ts'
import { needs } from '../needs/table.ts'
import { followCompletion, lockRoots } from '../disclosures/commands.ts'
import { expireReservations, serveQueue } from './places.commands.ts'
import { getAllocation, getPlaces } from './queries.ts'
import {
  allocationStates,
  assertMayAllocate,
  assertMayDecide,
  assertMaySayStatus,
  assertWereLeft,
  isFree,
  isPast,
  lateFaults,
  needFaults,
  stateAfter,
  type AllocationAct,
} from './rules.ts'
import type { Allocation, NewAllocation } from './schema.ts'
import { allocations } from './table.ts'

const usualHoldMinutes = 7 * 24 * 60

const reserve = prepared(
  (db, { values }: { values: typeof allocations.$inferInsert }) =>
    db.insert(allocations).values(values).returning({ id: allocations.id }),
  { values: 'member by member' },
)

/**
 * Reserves places, or queues for them where that is asked for; of what is over a coordinator enters them. Throws
 * `not_found`, `forbidden`, `rule_broken`, and `conflict` when the contribution gives out none, or not enough are left,
 * or others wait for them: nothing is taken then.
 */
export async function allocatePlaces(work: Work, contributionId: string, body: NewAllocation): Promise<Allocation> {
  const { quantity, reference, needId, holdMinutes = usualHoldMinutes } = body
  assertMaySayStatus(work.actor, body.status)
  const seen = await getPlaces(work.tx, work.actor, contributionId, work.now)
  const need = needId === undefined ? undefined : await findNeed(work, needId)
  const isLate = isCoordinator(work.actor) && isPast(seen, dayOf(work.now))
  throwFaults([...personalFaults('/reference', reference), ...needFaults(need, seen.type), ...lateFaults(body, isLate)])
  if (isLate) return enterPlaces(work, seen.id, body)
  // Also before the lock: in a rush for the last places most would stand in line for it only to be refused.
  assertMayAllocate(seen, body, dayOf(work.now))
  // One behind the other, without waiting for the first: everybody else waits for this lock.
  let [, places] = await Promise.all([
    lockContribution(work, seen.id),
    getPlaces(work.tx, work.actor, seen.id, work.now),
  ])
  // It may have been closed, or become another, while this waited for the contribution; from here on it stays.
  if (needId !== undefined) throwFaults(needFaults(await findNeed(work, needId, 'no key update'), seen.type))
  if (places.hasDue) {
    await expireReservations(work, seen.id)
    places = await getPlaces(work.tx, work.actor, seen.id, work.now)
  }
  assertMayAllocate(places, body, dayOf(work.now))
  const values = {
    contributionId: places.id,
    needId,
    // A coordinator who covers a need does it for the organisation whose need it is.
    matcherId: organisationOf(work.actor) ?? need?.organisationId,
    quantity,
    reference,
    holdMinutes,
  }
  if (!isFree(places, quantity)) {
    const waiting = { ...values, status: 'waiting', id: idBehind(places.last) } as const
    const [row] = await work.tx.insert(allocations).values(waiting).returning({ id: allocations.id })
    return getAllocation(work.tx, work.actor, row!.id)
  }
  const { nextId: id } = places
  const reserved = { ...values, status: 'reserved', id, expiresAt: afterMinutes(work.now, holdMinutes) } as const
  const [, made] = await Promise.all([reserve(work.tx, { values: reserved }), getAllocation(work.tx, work.actor, id)])
  return made
}

/** Enters places of what is over, with what became of them. Throws `conflict` when so many were not left. */
async function enterPlaces(work: Work, contributionId: string, body: NewAllocation): Promise<Allocation> {
  const { quantity, reference, needId, status = 'confirmed' } = body
  const figures = status === 'completed' ? await lockFigures(work, contributionId) : null
  await lockContribution(work, contributionId)
  await expireReservations(work, contributionId)
  const places = await getPlaces(work.tx, work.actor, contributionId, work.now)
  assertWereLeft(places, quantity, dayOf(work.now))
  const need = needId === undefined ? undefined : await findNeed(work, needId, 'no key update')
  throwFaults(needFaults(need, places.type))
  // They were never held.
  const values = {
    contributionId,
    needId,
    matcherId: need?.organisationId,
    quantity,
    reference,
    holdMinutes: 1,
    status,
  }
  const [row] = await work.tx.insert(allocations).values(values).returning({ id: allocations.id })
  if (figures) await followCompletion(work, figures)
  return getAllocation(work.tx, work.actor, row!.id)
}

/**
 * Moves an allocation on; doing it again changes nothing. What it frees goes to the queue. Throws `not_found`,
 * `forbidden`, `version_mismatch`, `rule_broken`, and `conflict` where its state, or its time, does not allow it.
 */
export async function actOnAllocation(
  work: Work,
  id: string,
  act: AllocationAct,
  reason?: string,
): Promise<Allocation> {
  const { contribution, matcher } = await getAllocation(work.tx, work.actor, id)
  assertMayDecide(work.actor, matcher?.id ?? null)
  throwFaults(personalFaults('/reason', reason))
  const figures = act === 'completion' ? await lockFigures(work, contribution.id) : null
  await lockContribution(work, contribution.id)
  await expireReservations(work, contribution.id)
  const [row] = await work.tx.select().from(allocations).where(eq(allocations.id, id)).for('update')
  await assertVersion(work, 'allocations', row!)
  const status = stateAfter[act]
  if (mustBecome(allocationStates, row!.status, status)) {
    await work.tx.update(allocations).set({ status, expiresAt: null, reason }).where(eq(allocations.id, id))
    await serveQueue(work, contribution.id)
    if (figures) await followCompletion(work, figures)
  }
  return getAllocation(work.tx, work.actor, id)
}

/** Ends what is due of one contribution, and serves its queue. Gives how many reservations have ended. */
export async function expireDueOf(work: Work, contributionId: string): Promise<number> {
  await lockContribution(work, contributionId)
  return expireReservations(work, contributionId)
}

/** What hangs together with who has completed a place, locked before the contribution. */
function lockFigures(work: Work, contributionId: string) {
  return lockRoots(work, { contributionIds: [contributionId], collaborationIds: [] })
}

/** What is read of the contribution before this may be old by the time the lock is had; what is read after it is not. */
const lockedContribution = prepared((db, { id }: { id: string }) =>
  db.select({ id: contributions.id }).from(contributions).where(eq(contributions.id, id)).for('update'),
)

async function lockContribution(work: Work, contributionId: string): Promise<void> {
  await lockedContribution(work.tx, { id: contributionId })
}

/** A need that the caller may cover, or null; locked as it will be when it is counted as covered, where that is asked. */
async function findNeed(work: Work, id: string, lock?: 'no key update') {
  const own = organisationOf(work.actor)
  const found = work.tx
    .select({ type: needs.type, status: needs.status, organisationId: needs.organisationId })
    .from(needs)
    .where(and(eq(needs.id, id), own === null ? undefined : eq(needs.organisationId, own)))
  const [row] = await (lock ? found.for(lock) : found)
  return row ?? null
}

/**
 * An id behind all that wait. `uuid_v7` orders by the millisecond only, and a clock may be set back; first come, first
 * served holds all the same. The step is random, so that it meets no id that was given before.
 */
function idBehind(last: string | null) {
  if (last === null) return sql`uuid_v7()`
  const next = (BigInt(`0x${last.replaceAll('-', '')}`) + BigInt(randomInt(1, 2 ** 40))).toString(16).padStart(32, '0')
  return sql`greatest(uuid_v7(), ${next}::uuid)`
}

function afterMinutes(now: Date, minutes: number): string {
  return new Date(now.getTime() + minutes * 60_000).toISOString()
}
