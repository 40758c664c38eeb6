import { and, eq } from 'drizzle-orm'
import { redactHistory } from '../../changes/redaction.commands.ts'
import { assertVersion } from '../../changes/versions.ts'
import { dayOf } from '../../days.ts'
import { assertUnreferenced } from '../../db/references.ts'
import { removeRow } from '../../db/remove-row.ts'
import { notFound, throwFaults, type Fault } from '../../errors.ts'
import type { Work } from '../../work.ts'
import { unknownOrganisation } from '../organisations/rules.ts'
import { organisations } from '../organisations/table.ts'
import { newCodeFaults } from '../vocabularies/queries.ts'
import { contactRoles } from '../vocabularies/table.ts'
import { consents } from './consents.table.ts'
import { getContact, isVisibleContact } from './queries.ts'
import {
  assertMayAddContact,
  assertNotErased,
  consentEvents,
  contactFaults,
  isConsentWithdrawn,
  retentionFaults,
} from './rules.ts'
import type { Contact, ContactPatch, NewContact } from './schema.ts'
import { contacts } from './table.ts'

type Row = typeof contacts.$inferSelect

/**
 * Adds a contact to an organisation; to another than their own only coordinators do. `at` is where in the body the
 * contact is, for a command that makes more than this. Throws `forbidden`, `rule_broken` with all faults.
 */
export async function createContact(work: Work, body: NewContact, at = ''): Promise<Contact> {
  assertMayAddContact(work.actor, body.organisationId)
  const faults = await newContactFaults(work, body, at)
  if (!(await organisationExists(work, body.organisationId))) {
    faults.push(unknownOrganisation(`${at}/organisationId`))
  }
  throwFaults(faults)
  const [row] = await work.tx.insert(contacts).values(body).returning()
  await keepConsents(work, {}, row!)
  return getContact(work.tx, work.actor, row!.id)
}

/** What is wrong with a contact of an organisation that may not be there yet; `at` is where in the body the contact is. */
export async function newContactFaults(
  work: Work,
  contact: Omit<NewContact, 'organisationId'>,
  at = '',
): Promise<Fault[]> {
  const today = dayOf(work.now)
  return [
    ...contactFaults(contact, today, at),
    ...retentionFaults(contact.retainUntil, today, at),
    ...(await newCodeFaults(work.tx, contactRoles, `${at}/role`, contact.role, today)),
  ]
}

/**
 * Changes what the patch names. Withdrawing the consent that a contact rests on ends its publication with it. Throws
 * `not_found`, `version_mismatch`, `conflict` when it is erased, `rule_broken`.
 */
export async function changeContact(work: Work, id: string, patch: ContactPatch): Promise<Contact> {
  const row = await lockContact(work, id)
  await assertVersion(work, 'contacts', row)
  assertNotErased(row)
  const set = isConsentWithdrawn({ ...row, ...patch }) ? { publish: false, ...patch } : patch
  const after = { ...row, ...set }
  const today = dayOf(work.now)
  throwFaults([
    ...contactFaults(after, today),
    ...(after.retainUntil === row.retainUntil ? [] : retentionFaults(after.retainUntil, today)),
    // A role that the contact has already may have ended since.
    ...(after.role === row.role ? [] : await newCodeFaults(work.tx, contactRoles, '/role', after.role, today)),
  ])
  await work.tx.update(contacts).set(set).where(eq(contacts.id, id))
  await keepConsents(work, row, after)
  return getContact(work.tx, work.actor, id)
}

/**
 * Removes a contact that nothing refers to, and what the log has of it. Throws `not_found`, `version_mismatch`,
 * `conflict` naming what refers to it.
 */
export async function removeContact(work: Work, id: string): Promise<void> {
  const row = await lockContact(work, id)
  await assertVersion(work, 'contacts', row)
  await assertUnreferenced(work.tx, 'contacts', row)
  const kept = await work.tx.delete(consents).where(eq(consents.contactId, id)).returning({ id: consents.id })
  await removeRow(work.tx, contacts, id)
  const whole = { fields: 'all', kind: 'erasure', reason: 'removed' } as const
  await redactHistory(work, { table: 'contacts', rowIds: [id], ...whole })
  await redactHistory(work, { table: 'consents', rowIds: kept.map((consent) => consent.id), ...whole })
}

/** The row, locked until the transaction ends; `not_found` when the caller may not know of it. */
export async function lockContact(work: Work, id: string): Promise<Row> {
  const [row] = await work.tx
    .select()
    .from(contacts)
    .where(and(eq(contacts.id, id), isVisibleContact(work.actor)))
    .for('update')
  if (!row) throw notFound('contact', 'kontaktperson')
  return row
}

/** Adds to the log of consents what has changed. */
async function keepConsents(work: Work, before: Partial<Row>, after: Row): Promise<void> {
  const { id: contactId, organisationId } = after
  const events = consentEvents(before, after, dayOf(work.now))
  if (events.length === 0) return
  await work.tx.insert(consents).values(events.map((event) => ({ contactId, organisationId, ...event })))
}

async function organisationExists(work: Work, id: string): Promise<boolean> {
  return (await work.tx.$count(organisations, eq(organisations.id, id))) > 0
}
