import { dayOf } from '../days.ts'
import type { Database } from '../db/connect.ts'
import { findOverdueContacts } from '../registry/contacts/queries.ts'
import { inTransaction } from '../work.ts'
import { eraseOverdueContact } from './erasure.commands.ts'
import { contactsErased } from './metrics.ts'

const atOnce = 100
const by = { actor: { kind: 'system', name: 'retention' }, requestId: 'retention' } as const

/**
 * Erases some of the contacts whose day has come, each in a transaction of its own, and gives how many. Safe with several
 * at once: who comes second finds them erased. Throws what went wrong with any of them, after the others.
 */
export async function eraseOverdueContacts(db: Database, now: Date): Promise<number> {
  const occasion = { ...by, now }
  const due = await inTransaction(db, occasion, ({ tx }) => findOverdueContacts(tx, dayOf(now), atOnce))
  let erased = 0
  const errors: unknown[] = []
  for (const id of due) {
    try {
      if (await inTransaction(db, occasion, (work) => eraseOverdueContact(work, id))) erased++
    } catch (error) {
      errors.push(error)
    }
  }
  contactsErased.inc({ by: 'retention' }, erased)
  if (errors.length > 0) throw new AggregateError(errors, 'some contacts whose time is out could not be erased')
  return erased
}
