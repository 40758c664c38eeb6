import { and, eq, isNotNull, lte } from 'drizzle-orm'
import { redactHistory } from '../changes/redaction.commands.ts'
import { assertVersion } from '../changes/versions.ts'
import { dayOf } from '../days.ts'
import { signatures } from '../registry/agreements/signatures.table.ts'
import { lockContact } from '../registry/contacts/commands.ts'
import { consents } from '../registry/contacts/consents.table.ts'
import { getContact } from '../registry/contacts/queries.ts'
import type { Contact } from '../registry/contacts/schema.ts'
import { contacts } from '../registry/contacts/table.ts'
import { asRegister, type Work } from '../work.ts'
import type { Erasure } from './erasure.schema.ts'

/** All of a contact that tells of a person. */
const nobody = {
  name: null,
  title: null,
  email: null,
  phone: null,
  consentGivenOn: null,
  consentWithdrawnOn: null,
  consentEvidence: null,
  retainUntil: null,
  publish: false,
}

/**
 * Erases a person for good: from the contact, from its consents, from the signatures that say in which function it
 * signed, and from the log of all three. What refers to the contact still does. Doing it again changes nothing. Throws
 * `not_found`, `version_mismatch`.
 */
export async function eraseContact(
  work: Work,
  id: string,
  { reason = 'request' }: Erasure,
): Promise<{ row: Contact; isNew: boolean }> {
  const row = await lockContact(work, id)
  if (row.erasedAt) return { row: await getContact(work.tx, work.actor, id), isNew: false }
  await assertVersion(work, 'contacts', row)
  await work.tx
    .update(contacts)
    .set({ ...nobody, erasedAt: work.now.toISOString() })
    .where(eq(contacts.id, id))
  await work.tx
    .update(consents)
    .set({ evidence: null })
    .where(and(eq(consents.contactId, id), isNotNull(consents.evidence)))
  await asRegister(work, () =>
    work.tx
      .update(signatures)
      .set({ signedByFunction: null })
      .where(and(eq(signatures.signedByContactId, id), isNotNull(signatures.signedByFunction))),
  )

  const given = await work.tx.select({ id: consents.id }).from(consents).where(eq(consents.contactId, id))
  const signed = await work.tx
    .select({ id: signatures.id })
    .from(signatures)
    .where(eq(signatures.signedByContactId, id))
  const idsOf = (rows: { id: string }[]) => rows.map((one) => one.id)
  // Last: the log has what was written above as well.
  const why = { kind: 'erasure', reason } as const
  await redactHistory(work, { table: 'contacts', rowIds: [id], fields: 'all', ...why })
  await redactHistory(work, { table: 'consents', rowIds: idsOf(given), fields: 'all', ...why })
  await redactHistory(work, { table: 'signatures', rowIds: idsOf(signed), fields: ['signedByFunction'], ...why })
  return { row: await getContact(work.tx, work.actor, id), isNew: true }
}

/** The same for one whose day has come, if it still has: it may have got another day since it was found. */
export async function eraseOverdueContact(work: Work, id: string): Promise<boolean> {
  const [due] = await work.tx
    .select({ id: contacts.id })
    .from(contacts)
    .where(and(eq(contacts.id, id), lte(contacts.retainUntil, dayOf(work.now))))
    .for('update')
  if (!due) return false
  await eraseContact(work, id, { reason: 'retention' })
  return true
}
