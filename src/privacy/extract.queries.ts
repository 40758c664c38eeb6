import { and, asc, eq, ne, sql } from 'drizzle-orm'
import { changes } from '../changes/table.ts'
import { fieldOf } from '../changes/resources.ts'
import type { Reader } from '../db/connect.ts'
import { isCoordinator, type Actor } from '../actor.ts'
import { signatures } from '../registry/agreements/signatures.table.ts'
import { agreements } from '../registry/agreements/table.ts'
import { toConsent } from '../registry/contacts/consents.queries.ts'
import { consents } from '../registry/contacts/consents.table.ts'
import { getContact } from '../registry/contacts/queries.ts'
import { contacts } from '../registry/contacts/table.ts'
import { applications } from '../joining/applications/table.ts'
import { contributions } from '../registry/contributions/table.ts'
import { organisations } from '../registry/organisations/table.ts'
import { present, selfLink } from '../representation.ts'
import type { PersonalData } from './extract.schema.ts'
import { processing, type Processing } from './processing.ts'

/** All that the register holds on a contact. Throws `not_found` when the caller may not know of it. */
export async function getExtract(db: Reader, actor: Actor, id: string): Promise<PersonalData> {
  const contact = await getContact(db, actor, id)
  const [given, signed, supervised, changed, sameAddress] = await Promise.all([
    db.select().from(consents).where(eq(consents.contactId, id)).orderBy(asc(consents.createdAt), asc(consents.id)),
    signedBy(db, id),
    supervisedBy(db, id),
    changesOf(db, id),
    isCoordinator(actor) ? withAddress(db, id, contact.email) : undefined,
  ])
  const held: Processing['id'][] = [
    'contacts',
    ...(given.length > 0 ? (['consents'] as const) : []),
    ...(signed.length > 0 ? (['signatures'] as const) : []),
    ...(supervised.length > 0 ? (['supervision'] as const) : []),
    'history',
    'repeats',
  ]
  return {
    contact,
    consents: given.map(toConsent),
    signatures: signed,
    contributions: supervised,
    changes: changed,
    ...(sameAddress && { sameAddress }),
    processing: processing.filter((entry) => held.includes(entry.id)),
    _links: selfLink(`/contacts/${id}/extract`),
  }
}

async function signedBy(db: Reader, contactId: string): Promise<PersonalData['signatures']> {
  const rows = await db
    .select({
      id: signatures.id,
      agreement: agreements.code,
      signedOn: signatures.signedOn,
      signedByFunction: signatures.signedByFunction,
    })
    .from(signatures)
    .innerJoin(agreements, eq(agreements.id, signatures.agreementId))
    .where(eq(signatures.signedByContactId, contactId))
    .orderBy(asc(signatures.createdAt), asc(signatures.id))
  return rows.map((row) => ({ ...present(row), _links: selfLink(`/signatures/${row.id}`) }))
}

async function supervisedBy(db: Reader, contactId: string): Promise<PersonalData['contributions']> {
  const rows = await db
    .select({ id: contributions.id, title: contributions.title })
    .from(contributions)
    .where(eq(contributions.supervisorContactId, contactId))
    .orderBy(asc(contributions.createdAt), asc(contributions.id))
  return rows.map((row) => ({ ...row, _links: selfLink(`/contributions/${row.id}`) }))
}

/** Which key it was is the coordinators' to know: they read it in the history. */
async function changesOf(db: Reader, contactId: string): Promise<PersonalData['changes']> {
  const rows = await db
    .select()
    .from(changes)
    .where(and(eq(changes.tableName, 'contacts'), eq(changes.rowId, contactId)))
    .orderBy(asc(changes.seq))
  return rows.map(({ at, operation, changed, actorKind, actorRole, actorOrganisationId }) => ({
    at,
    operation,
    fields: changed.map(fieldOf),
    by: { kind: actorKind, ...present({ role: actorRole, organisationId: actorOrganisationId }) },
  }))
}

/** What else has this address, whoever's it is. */
async function withAddress(db: Reader, id: string, email = ''): Promise<NonNullable<PersonalData['sameAddress']>> {
  const address = email.toLowerCase()
  const [persons, functions, applied] = await Promise.all([
    db
      .select({ id: contacts.id, organisationId: contacts.organisationId })
      .from(contacts)
      .where(and(ne(contacts.id, id), eq(sql`lower(${contacts.email})`, address)))
      .orderBy(asc(contacts.id)),
    db
      .select({ id: organisations.id })
      .from(organisations)
      .where(eq(sql`lower(${organisations.email})`, address))
      .orderBy(asc(organisations.id)),
    db
      .select({ id: applications.id })
      .from(applications)
      .where(eq(sql`lower(${applications.contactEmail})`, address))
      .orderBy(asc(applications.id)),
  ])
  return [
    ...persons.map((row) => ({ kind: 'contact' as const, ...row, _links: selfLink(`/contacts/${row.id}`) })),
    ...functions.map((row) => ({
      kind: 'organisation' as const,
      id: row.id,
      organisationId: row.id,
      _links: selfLink(`/organisations/${row.id}`),
    })),
    ...applied.map(({ id: applicationId }) => ({
      kind: 'application' as const,
      id: applicationId,
      _links: selfLink(`/applications/${applicationId}`),
    })),
  ]
}
