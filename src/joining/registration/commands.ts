import { dayOf } from '../../days.ts'
import { throwFaults, type Fault } from '../../errors.ts'
import type { Work } from '../../work.ts'
import { newSignatureFaults, signAgreement } from '../../registry/agreements/signatures.commands.ts'
import { createContact, newContactFaults } from '../../registry/contacts/commands.ts'
import { createOrganisation, newOrganisationFaults } from '../../registry/organisations/commands.ts'
import { getOrganisation } from '../../registry/organisations/queries.ts'
import type { Organisation } from '../../registry/organisations/schema.ts'
import { registrationFaults } from './rules.ts'
import type { Registration } from './schema.ts'

/**
 * Registers an organisation with its contacts and its signature: all of it, or nothing. Throws `rule_broken` with the
 * faults of all parts, `conflict` when its number is taken or the agreement is not open.
 */
export async function registerOrganisation(work: Work, body: Registration): Promise<Organisation> {
  const { contacts = [], signature, ...own } = body
  const today = dayOf(work.now)
  throwFaults([
    ...(await newOrganisationFaults(work, own)),
    ...(await contactFaults(work, contacts)),
    ...(signature ? await newSignatureFaults(work, signature, '/signature') : []),
    ...registrationFaults(body),
  ])
  const { id: organisationId } = await createOrganisation(work, own)
  const contactIds: string[] = []
  for (const [index, contact] of contacts.entries()) {
    const { id } = await createContact(work, { ...contact, organisationId }, `/contacts/${index}`)
    contactIds.push(id)
  }
  if (signature) {
    const { agreementId, signedByContact, ...signing } = signature
    const signedByContactId = signedByContact === undefined ? undefined : contactIds[signedByContact]
    await signAgreement(
      work,
      agreementId,
      { ...signing, organisationId, ...(signedByContactId && { signedByContactId }) },
      '/signature',
    )
  }
  return getOrganisation(work.tx, work.actor, organisationId, today)
}

async function contactFaults(work: Work, contacts: NonNullable<Registration['contacts']>): Promise<Fault[]> {
  const faults: Fault[] = []
  for (const [index, contact] of contacts.entries()) {
    faults.push(...(await newContactFaults(work, contact, `/contacts/${index}`)))
  }
  return faults
}
