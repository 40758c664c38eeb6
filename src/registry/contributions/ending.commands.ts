import { and, asc, inArray, lt } from 'drizzle-orm'
import { dayOf } from '../../days.ts'
import type { Database } from '../../db/connect.ts'
import { inTransaction } from '../../work.ts'
import { sendQueuesHome } from '../allocations/places.commands.ts'
import { contributions } from './table.ts'

const batch = 50

/**
 * Closes what is open though its last day has passed, with what that means for those who wait for its places:
 * so many at most, in one transaction. Answers how many, 0 when none is left. Rows that somebody else is writing are left
 * for the next time.
 */
export async function closeEnded(db: Database, now: Date): Promise<number> {
  const occasion = { actor: { kind: 'system', name: 'jobs' }, now, requestId: 'close-ended-contributions' } as const
  return inTransaction(db, occasion, async (work) => {
    const ended = await work.tx
      .select({ id: contributions.id })
      .from(contributions)
      .where(and(inArray(contributions.status, ['published', 'full', 'paused']), lt(contributions.endsOn, dayOf(now))))
      .orderBy(asc(contributions.endsOn))
      .limit(batch)
      .for('update', { skipLocked: true })
    const ids = ended.map(({ id }) => id)
    if (ids.length === 0) return 0
    await work.tx.update(contributions).set({ status: 'closed' }).where(inArray(contributions.id, ids))
    await sendQueuesHome(work, ids)
    return ids.length
  })
}
