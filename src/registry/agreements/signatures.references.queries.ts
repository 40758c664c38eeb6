import { and, eq, isNull } from 'drizzle-orm'
import { dayOf } from '../../days.ts'
import { unknownFault, type Fault } from '../../errors.ts'
import type { Work } from '../../work.ts'
import { contacts } from '../contacts/table.ts'
import { newCodeFaults } from '../vocabularies/queries.ts'
import { signatureMethods } from '../vocabularies/table.ts'
import type { SignatureRow } from './signatures.lock.commands.ts'

type Signed = Pick<SignatureRow, 'method' | 'organisationId' | 'signedByContactId'>

/** What is wrong with what a signature refers to. `before`: who signed may have been erased since, and stays who signed. */
export async function referenceFaults(work: Work, standing: Signed, before?: Signed): Promise<Fault[]> {
  const { organisationId, signedByContactId } = standing
  const faults = await methodFaults(work, standing, before)
  if (!signedByContactId || signedByContactId === before?.signedByContactId) return faults
  if (await isContactOf(work, organisationId, signedByContactId)) return faults
  return [
    ...faults,
    unknownFault('/signedByContactId', 'contact of the organisation', 'kontaktperson hos organisationen'),
  ]
}

/** Whether it is one of the organisation's that is not erased, and is not while this transaction lasts. */
async function isContactOf(work: Work, organisationId: string, id: string): Promise<boolean> {
  const found = await work.tx
    .select({ id: contacts.id })
    .from(contacts)
    .where(and(eq(contacts.id, id), eq(contacts.organisationId, organisationId), isNull(contacts.erasedAt)))
    .for('key share')
  return found.length > 0
}

/** A way of signing that the signature has already may have ended since. */
export async function methodFaults(
  work: Work,
  { method }: { method: string },
  before?: { method: string },
  at = '',
): Promise<Fault[]> {
  if (method === before?.method) return []
  return newCodeFaults(work.tx, signatureMethods, `${at}/method`, method, dayOf(work.now))
}
