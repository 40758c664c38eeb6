import type { Transaction } from '../db/connect.ts'
import { signatures } from '../registry/agreements/signatures.table.ts'
import { participants } from '../registry/collaborations/participants.table.ts'
import { collaborations } from '../registry/collaborations/table.ts'
import { contacts } from '../registry/contacts/table.ts'
import { contributions } from '../registry/contributions/table.ts'
import { organisations } from '../registry/organisations/table.ts'
import { demoCollaborations } from './demo/collaborations.ts'
import { demoContributions, offeringsOf } from './demo/contributions.ts'
import { demoContacts, demoInvited, demoLeavers, demoParts, demoSignatories } from './demo/organisations.ts'
import { demoSignatures, endedSignatures, invitations } from './demo/signatures.ts'
import { agreementId, seedAgreement } from './facts.ts'
import { seedDemoDocument } from './documents.ts'
import { insertNew } from './insert.ts'

/** Made-up organisations and what they do: the same rows in every register, at any time, each marked as made up. */
export function demoRows() {
  const signatories = demoSignatories()
  const [left, invited] = [demoLeavers(), demoInvited()]
  const people = demoContacts(signatories)
  const signed = demoSignatures(signatories, people, agreementId)
  const running = demoCollaborations(signatories)
  return {
    organisations: [...signatories, ...left, ...invited],
    parts: demoParts(signatories),
    contacts: people,
    signatures: [...signed, ...endedSignatures(left, agreementId), ...invitations(invited, agreementId)],
    ...running,
    contributions: demoContributions(offeringsOf(signatories, people, signed, running.participants)),
  }
}

/** Loads the demo, except what refers to a row that could not be loaded or that people have removed. */
export async function seedDemo(tx: Transaction): Promise<void> {
  await seedDemoDocument(tx)
  const rows = demoRows()
  const known = await insertNew(tx, organisations, rows.organisations)
  const isThere = (ids: Set<string>, id: string | null | undefined) => !id || ids.has(id)
  const ofKnown = <T extends { organisationId?: string | null | undefined }>(all: T[]) =>
    all.filter((row) => isThere(known, row.organisationId))
  const parts = rows.parts.filter((row) => isThere(known, row.parentId))
  await insertNew(tx, organisations, parts)
  await insertNew(tx, contacts, ofKnown(rows.contacts))
  const agreement = await seedAgreement(tx)
  const signed = ofKnown(rows.signatures).filter((row) => isThere(agreement, row.agreementId))
  await insertNew(tx, signatures, signed)
  const running = await insertNew(tx, collaborations, rows.collaborations)
  const taking = ofKnown(rows.participants).filter((row) => isThere(running, row.collaborationId))
  await insertNew(tx, participants, taking)
  const offered = ofKnown(rows.contributions).filter((row) => isThere(running, row.collaborationId))
  await insertNew(tx, contributions, offered)
}
