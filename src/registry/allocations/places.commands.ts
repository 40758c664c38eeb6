// What becomes of the places of a contribution. Every function here wants the contribution's row locked by the
// transaction that it runs in: that lock puts all who take, free or queue for its places in line. It is always taken
// before those of its allocations, or two could wait for each other. What follows for the allocations of others is the
// register's doing. It names tables only: contributions stand on it.
import { and, eq, gt, inArray, lte, sql, type SQL } from 'drizzle-orm'
import { dayOf } from '../../days.ts'
import { prepared } from '../../db/statements/prepared.ts'
import { asRegister, type Work } from '../../work.ts'
import { placesInAll, placesLeft } from '../contributions/places.queries.ts'
import { contributions } from '../contributions/table.ts'
import type { AllocationStatus } from './rules.ts'
import { allocations } from './table.ts'

/** The reservations of a contribution whose time is out. */
function isDue(contributionId: string, at: string): SQL | undefined {
  return and(
    eq(allocations.contributionId, contributionId),
    eq(allocations.status, 'reserved'),
    lte(allocations.expiresAt, at),
  )
}

const firstDue = prepared((db, { contributionId, at }: { contributionId: string; at: string }) =>
  db.select({ id: allocations.id }).from(allocations).where(isDue(contributionId, at)).limit(1),
)

/** Ends the reservations whose time is out, and gives their places to the queue. Gives how many have ended. */
export async function expireReservations(work: Work, contributionId: string): Promise<number> {
  const at = work.now.toISOString()
  // Mostly none, and everybody else waits for the lock: asked first, in one round trip.
  if ((await firstDue(work.tx, { contributionId, at })).length === 0) return 0
  const { rowCount } = await asRegister(work, () =>
    work.tx.update(allocations).set({ status: 'expired' }).where(isDue(contributionId, at)),
  )
  await serveQueue(work, contributionId)
  return rowCount ?? 0
}

/**
 * Gives what is free to the head of the queue, and on, for as long as it suffices. A head that needs more waits, and all
 * behind it: the sums only rise, so nothing after it is within what is free. Called whenever places may have become free.
 */
export async function serveQueue(work: Work, contributionId: string): Promise<void> {
  const waiting = and(eq(allocations.contributionId, contributionId), eq(allocations.status, 'waiting'))
  if ((await work.tx.$count(allocations, waiting)) === 0) return
  await asRegister(work, () =>
    work.tx.execute(sql`
      update ${allocations} set status = 'reserved',
        expires_at = ${work.now.toISOString()}::timestamptz + hold_minutes * interval '1 minute'
      where id in (
        select id from (
          select id, sum(quantity) over (order by id) as sum from ${allocations}
          where contribution_id = ${contributionId} and status = 'waiting') queue
        where sum <= (
          select ${placesLeft} from ${contributions}
          where ${contributions.id} = ${contributionId} and ${contributions.status} in ('published', 'full')
            and coalesce(ends_on >= ${dayOf(work.now)}, true)))`),
  )
}

/**
 * What the state of a contribution, just written, means for those who hold or wait for its places. Withdrawn, it has
 * none for anybody but those who are done. Closed, it keeps those it has given, and nobody waits in vain. Nor does one who
 * waits for more than there are by now, and would keep all the others from every place. What is free goes to the queue,
 * unless it is paused.
 */
export async function followContribution(
  work: Work,
  { id, status, withdrawalReason }: { id: string; status: string; withdrawalReason: string | null },
): Promise<void> {
  if (status === 'withdrawn') {
    const reason = withdrawalReason ?? 'Bidraget har dragits tillbaka.'
    return cancelAllocations(work, [id], ['waiting', 'reserved', 'confirmed', 'started'], reason)
  }
  if (status === 'closed') return sendQueuesHome(work, [id])
  const inAll = sql`(select ${placesInAll} from ${contributions} where ${contributions.id} = ${id})`
  await cancelAllocations(
    work,
    [id],
    ['waiting'],
    'Så många platser finns inte längre.',
    gt(allocations.quantity, inAll),
  )
  await serveQueue(work, id)
}

/** Nobody waits for places of contributions that have been closed. */
export function sendQueuesHome(work: Work, contributionIds: string[]): Promise<void> {
  return cancelAllocations(work, contributionIds, ['waiting'], 'Bidraget har stängts.')
}

async function cancelAllocations(
  work: Work,
  contributionIds: string[],
  which: AllocationStatus[],
  reason: string,
  those?: SQL,
): Promise<void> {
  await asRegister(work, () =>
    work.tx
      .update(allocations)
      .set({ status: 'cancelled', expiresAt: null, reason })
      .where(and(inArray(allocations.contributionId, contributionIds), inArray(allocations.status, which), those)),
  )
}
