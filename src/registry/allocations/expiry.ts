import type { Database } from '../../db/connect.ts'
import { inTransaction } from '../../work.ts'
import { expireDueOf } from './commands.ts'
import { findDueContributions } from './queries.ts'

const occasion = { actor: { kind: 'system', name: 'expiry' }, requestId: 'expiry' } as const

/**
 * Ends all reservations whose time is out and gives their places to the queues, each contribution in a transaction of
 * its own. Safe with several at once: who comes second finds nothing due. Gives how many have ended; throws what went
 * wrong with any of them, after the others.
 */
export async function expireDue(db: Database, now: Date): Promise<number> {
  let ended = 0
  const errors: unknown[] = []
  for (const id of await findDueContributions(db, now)) {
    try {
      ended += await inTransaction(db, { ...occasion, now }, (work) => expireDueOf(work, id))
    } catch (error) {
      errors.push(error)
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, 'reservations of some contributions could not be ended')
  return ended
}
