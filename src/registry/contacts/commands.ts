import { and, eq } from 'drizzle-orm'
import { assertVersion } from '../../changes/versions.ts'
import { dayOf } from '../../days.ts'
import { assertUnreferenced } from '../../db/references.ts'
import { removeRow } from '../../db/remove.ts'
import { fault, notFound, RegistryError, throwFaults } from '../../errors.ts'
import { isCoordinator, organisationOf } from '../../identity/actor.ts'
import type { Work } from '../../work.ts'
import { organisations } from '../organisations/table.ts'
import { getContact, isVisibleContact } from './queries.ts'
import { contactFaults, isConsentWithdrawn, newContactFaults } from './rules.ts'
import type { Contact, ContactPatch, NewContact } from './schema.ts'
import { contacts } from './table.ts'

/**
 * Adds a contact to an organisation; to another than their own only coordinators do. `at` is where in the body the
 * contact is, for a command that makes more than this. Throws `forbidden`, `rule_broken` with all faults.
 */
export async function createContact(work: Work, body: NewContact, at = ''): Promise<Contact> {
  assertOwn(work, body.organisationId)
  const faults = newContactFaults(body, dayOf(work.now), at)
  if (!(await organisationExists(work, body.organisationId))) {
    faults.push(
      fault(`${at}/organisationId`, 'unknown', 'There is no such organisation.', 'Det finns ingen sådan organisation.'),
    )
  }
  throwFaults(faults)
  const [row] = await work.tx.insert(contacts).values(body).returning({ id: contacts.id })
  return getContact(work.tx, work.actor, row!.id)
}

/**
 * Changes what the patch names. Withdrawing the consent that a contact rests on ends its publication with it. Throws
 * `not_found`, `version_mismatch`, `rule_broken`.
 */
export async function changeContact(work: Work, id: string, patch: ContactPatch): Promise<Contact> {
  const row = await lockContact(work, id)
  const after = { ...row, ...patch }
  const set = isConsentWithdrawn(after) ? { publish: false, ...patch } : patch
  throwFaults(contactFaults({ ...row, ...set }, dayOf(work.now)))
  await work.tx.update(contacts).set(set).where(eq(contacts.id, id))
  return getContact(work.tx, work.actor, id)
}

/** Removes a contact that nothing refers to. Throws `not_found`, `version_mismatch`, `conflict` naming what does. */
export async function removeContact(work: Work, id: string): Promise<void> {
  const row = await lockContact(work, id)
  await assertUnreferenced(work.tx, 'contacts', row)
  await removeRow(work.tx, contacts, id)
}

/** The row, locked until the transaction ends, at the version read; `not_found` when the caller may not know of it. */
async function lockContact(work: Work, id: string) {
  const [row] = await work.tx
    .select()
    .from(contacts)
    .where(and(eq(contacts.id, id), isVisibleContact(work.actor)))
    .for('update')
  if (!row) throw notFound('contact', 'kontaktperson')
  await assertVersion(work, 'contacts', row)
  return row
}

/** Throws `forbidden` when the caller acts for another organisation. */
function assertOwn(work: Work, organisationId: string): void {
  if (isCoordinator(work.actor) || organisationOf(work.actor) === organisationId) return
  throw new RegistryError('forbidden', {
    en: 'You may add contacts to your own organisation only.',
    sv: 'Du kan bara lägga till kontaktpersoner hos din egen organisation.',
  })
}

async function organisationExists(work: Work, id: string): Promise<boolean> {
  return (await work.tx.$count(organisations, eq(organisations.id, id))) > 0
}
