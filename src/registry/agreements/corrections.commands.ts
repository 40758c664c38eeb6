import { eq } from 'drizzle-orm'
import { noteCorrection, reasonFaults } from '../../changes/corrections.commands.ts'
import { assertVersion } from '../../changes/versions.ts'
import { dayOf } from '../../days.ts'
import { RegistryError, throwFaults } from '../../errors.ts'
import type { Work } from '../../work.ts'
import { newCodeFaults } from '../vocabularies/queries.ts'
import { signatureEndReasons } from '../vocabularies/table.ts'
import { assertMayGoOn, assertNotRenewed, overlapFaults, renewalFaults, type Placed } from './renewals.rules.ts'
import { clearMarks, lockSignature, type SignatureRow } from './signatures.lock.commands.ts'
import { getSignature } from './signatures.queries.ts'
import { assertMaySign, assertNotAnnulled, correctionFaults, endingFaults } from './signatures.rules.ts'
import type { Annulment, Signature, SignatureCorrection } from './signatures.schema.ts'
import { signatures } from './signatures.table.ts'

/**
 * Corrects the end of a signature, or undoes one that was registered by mistake. Doing it again in the same words changes
 * nothing. Throws `not_found`, `version_mismatch`, `rule_broken`, and `conflict` when it has not ended, or when something
 * has been built on its end.
 */
export async function correctSignature(work: Work, id: string, body: SignatureCorrection): Promise<Signature> {
  const { row, agreement, organisation, others } = await lockSignature(work, id)
  const { reason, status, ...ending } = body
  throwFaults([
    ...reasonFaults(reason),
    ...correctionFaults(body),
    ...(ending.endReason && ending.endReason !== row.endReason
      ? await newCodeFaults(work.tx, signatureEndReasons, '/endReason', ending.endReason, dayOf(work.now))
      : []),
  ])
  assertNotAnnulled(row)
  const becomes = status === 'signed' ? { status, endedOn: null, endReason: null } : ending
  const isSame = Object.entries(becomes).every(([name, value]) => row[name as keyof SignatureRow] === value)
  if (isSame) return getSignature(work.tx, work.actor, id)
  if (row.status !== 'ended') {
    throw new RegistryError('conflict', {
      en: 'It has not ended: there is no end to correct.',
      sv: 'Det har inte avslutats: det finns inget slut att rätta.',
    })
  }
  await assertVersion(work, 'signatures', row)
  const placed: Placed = { ...row, ...ending, start: row.signedOn ?? agreement.validFrom }
  if (status === 'signed') {
    assertMaySign(organisation)
    assertMayGoOn(placed, others)
  } else if (ending.endedOn && ending.endedOn !== row.endedOn) {
    throwFaults([
      ...endingFaults(ending.endedOn, placed.start, dayOf(work.now)),
      ...renewalFaults(placed, others).filter(({ pointer }) => pointer === '/endedOn'),
      ...overlapFaults(placed, others).map((fault) => ({ ...fault, pointer: '/endedOn' })),
    ])
  }
  return correct(work, row, becomes, reason)
}

/**
 * Annuls what was registered by mistake: it was never signed, and counts nowhere. Doing it again changes nothing. Throws
 * `not_found`, `version_mismatch`, `rule_broken`, and `conflict` for an invitation, or when something has been built on it.
 */
export async function annulSignature(work: Work, id: string, { reason }: Annulment): Promise<Signature> {
  const { row, agreement, others } = await lockSignature(work, id)
  throwFaults(reasonFaults(reason))
  if (row.status === 'annulled') return getSignature(work.tx, work.actor, id)
  if (row.status === 'invited') {
    throw new RegistryError('conflict', {
      en: 'An invitation is not annulled: withdraw it with DELETE.',
      sv: 'En inbjudan makuleras inte: dra tillbaka den med DELETE.',
    })
  }
  await assertVersion(work, 'signatures', row)
  assertNotRenewed({ ...row, start: row.signedOn ?? agreement.validFrom }, others)
  return correct(work, row, { status: 'annulled' }, reason)
}

async function correct(
  work: Work,
  { id, organisationId }: SignatureRow,
  becomes: Partial<SignatureRow>,
  reason: string,
): Promise<Signature> {
  const [written] = await work.tx
    .update(signatures)
    .set(becomes)
    .where(eq(signatures.id, id))
    .returning({ id: signatures.id, version: signatures.version })
  await noteCorrection(work, 'signatures', written!, reason)
  await clearMarks(work, organisationId)
  return getSignature(work.tx, work.actor, id)
}
