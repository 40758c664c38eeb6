import { eq } from 'drizzle-orm'
import { assertVersion } from '../../changes/versions.ts'
import { dayOf } from '../../days.ts'
import { assertUnreferenced } from '../../db/references.ts'
import { removeRow } from '../../db/remove-row.ts'
import { RegistryError, throwFaults, unknownFault, type Fault } from '../../errors.ts'
import { bareChangeFaults, dated } from '../../vague-dates.ts'
import type { Work } from '../../work.ts'
import { unknownOrganisation } from '../organisations/rules.ts'
import { newCodeFaults } from '../vocabularies/queries.ts'
import { signatureEndReasons } from '../vocabularies/table.ts'
import { noAgreement } from './queries.ts'
import { isActive, othersThen, overlapFaults, renewalFaults, type Placed } from './renewals.rules.ts'
import {
  clearMarks,
  findAgreement,
  lockOrganisation,
  lockSignature,
  otherSignatures,
  type AgreementRow,
  type SignatureRow,
} from './signatures.lock.commands.ts'
import { getSignature } from './signatures.queries.ts'
import { methodFaults, referenceFaults } from './signatures.references.queries.ts'
import {
  assertMaySign,
  assertNotAnnulled,
  assertNotSigned,
  assertSignable,
  endingFaults,
  signatureFaults,
} from './signatures.rules.ts'
import type { NewSignature, Signature, SignatureEnding, SignaturePatch, Signing } from './signatures.schema.ts'
import { signatures } from './signatures.table.ts'

/**
 * Registers that an organisation has signed an agreement, or has been invited to; what it renews ends when it begins.
 * `at` is where in the body the signature is, for a command that makes more than this. Throws `not_found`,
 * `rule_broken`, and `conflict` when the agreement is not open, or the organisation has ended, has signed already or is
 * invited.
 */
export async function signAgreement(work: Work, agreementId: string, body: NewSignature, at = ''): Promise<Signature> {
  const { organisationId, sources, inferred, renewedFromId = null, ...signing } = body
  // Before all else: whoever ends the organisation waits here, or has ended it.
  const organisation = await lockOrganisation(work, organisationId)
  const agreement = await findAgreement(work, agreementId)
  if (!agreement) throw noAgreement()
  const standing = { ...standingOf(signing), organisationId, renewedFromId: renewedFromId?.toLowerCase() ?? null }
  const others = await otherSignatures(work, organisationId)
  const placed = placedIn(work, { ...standing, id: '', agreementId: agreement.id, endedOn: null }, agreement)
  throwFaults([
    ...(organisation ? [] : [unknownOrganisation('/organisationId')]),
    ...signatureFaults(standing, agreement, dayOf(work.now)),
    ...(await referenceFaults(work, standing)),
    ...renewalFaults(placed, others),
  ])
  assertMaySign(organisation!)
  assertSignable(agreement, signing.method, signing.status === 'invited', at)
  const left = othersThen(placed, others)
  assertNotSigned(left.find((other) => other.agreementId === agreement.id && isActive(other)))
  throwFaults(overlapFaults(placed, left))
  await endRenewed(work, placed, others)
  const [row] = await work.tx
    .insert(signatures)
    .values({ ...standing, agreementId, ...(sources && { sources }), ...(inferred && { inferred }) })
    .returning({ id: signatures.id })
  return getSignature(work.tx, work.actor, row!.id)
}

/**
 * What is wrong with a signature of an organisation that may not be there yet, its agreement included; `at` is where in
 * the body the signature is.
 */
export async function newSignatureFaults(
  work: Work,
  { agreementId, ...signing }: Signing & { agreementId: string },
  at = '',
): Promise<Fault[]> {
  const agreement = await findAgreement(work, agreementId)
  return [
    ...(agreement
      ? signatureFaults(standingOf(signing), agreement, dayOf(work.now), at)
      : [unknownFault(`${at}/agreementId`, 'agreement', 'avtal', 'ett')]),
    ...(await methodFaults(work, signing, undefined, at)),
  ]
}

/** Corrects what the patch names. Throws `not_found`, `version_mismatch`, `rule_broken`, `conflict` when it is annulled. */
export async function changeSignature(work: Work, id: string, patch: SignaturePatch): Promise<Signature> {
  const { row, agreement, others } = await lockSignature(work, id)
  await assertVersion(work, 'signatures', row)
  assertNotAnnulled(row)
  const columns = { ...patch, ...dated(patch, 'signedOn'), ...loweredIn(patch) }
  const standing: SignatureRow = { ...row, ...columns }
  const placed = placedIn(work, standing, agreement)
  const isMoved = standing.signedOn !== row.signedOn
  const isLinked = standing.renewedFromId !== row.renewedFromId
  throwFaults([
    ...bareChangeFaults(patch, row, 'signedOn'),
    ...signatureFaults(standing, agreement, dayOf(work.now)),
    ...(await referenceFaults(work, standing, row)),
    ...(isMoved || isLinked ? renewalFaults(placed, others) : []),
    ...(isMoved ? overlapFaults(placed, othersThen(placed, others)) : []),
  ])
  if (isLinked) await endRenewed(work, placed, others)
  await work.tx.update(signatures).set(columns).where(eq(signatures.id, id))
  await clearMarks(work, row.organisationId)
  return getSignature(work.tx, work.actor, id)
}

/**
 * Registers that an invited organisation has signed; what it renews ends when it begins. Doing it again in the same words
 * changes nothing. Throws `not_found`, `version_mismatch`, `rule_broken`, and `conflict` as `signAgreement` does, or when
 * it has been signed in other words or has ended.
 */
export async function registerSigning(work: Work, id: string, body: Signing): Promise<Signature> {
  const { row, agreement, organisation, others } = await lockSignature(work, id)
  const signing = standingOf(body)
  assertNotAnnulled(row)
  if (row.status !== 'invited') {
    assertSame(
      row,
      signing,
      'It has been signed already, and registered in other words.',
      'Det är redan undertecknat, och registrerat på annat sätt.',
    )
    return getSignature(work.tx, work.actor, id)
  }
  await assertVersion(work, 'signatures', row)
  const standing = { ...row, ...signing }
  const placed = placedIn(work, standing, agreement)
  throwFaults([
    ...signatureFaults(standing, agreement, dayOf(work.now)),
    ...(await referenceFaults(work, standing)),
    ...renewalFaults(placed, others),
  ])
  assertMaySign(organisation)
  assertSignable(agreement, body.method, false)
  throwFaults(overlapFaults(placed, othersThen(placed, others)))
  await endRenewed(work, placed, others)
  await work.tx.update(signatures).set(signing).where(eq(signatures.id, id))
  return getSignature(work.tx, work.actor, id)
}

/**
 * Ends a signature. Doing it again in the same words changes nothing. Throws `not_found`, `version_mismatch`,
 * `rule_broken`, and `conflict` for an invitation, or when it has ended on another day or for another reason.
 */
export async function endSignature(work: Work, id: string, { endedOn, reason }: SignatureEnding): Promise<Signature> {
  const { row, agreement, others } = await lockSignature(work, id)
  const ending = { status: 'ended', endedOn, endReason: reason } as const
  assertNotAnnulled(row)
  if (row.status === 'invited') {
    throw new RegistryError('conflict', {
      en: 'An invitation does not end: withdraw it with DELETE.',
      sv: 'En inbjudan avslutas inte: dra tillbaka den med DELETE.',
    })
  }
  if (row.status === 'ended') {
    assertSame(
      row,
      ending,
      'It has ended already, on another day or for another reason. To correct that, POST to its /correction.',
      'Det är redan avslutat, en annan dag eller av ett annat skäl. För att rätta det, gör POST till dess /correction.',
    )
    return getSignature(work.tx, work.actor, id)
  }
  await assertVersion(work, 'signatures', row)
  const placed = placedIn(work, { ...row, ...ending }, agreement)
  const today = dayOf(work.now)
  throwFaults([
    ...endingFaults(endedOn, placed.start, today),
    ...renewalFaults(placed, others),
    ...(await newCodeFaults(work.tx, signatureEndReasons, '/reason', reason, today)),
  ])
  await work.tx.update(signatures).set(ending).where(eq(signatures.id, id))
  await clearMarks(work, row.organisationId)
  return getSignature(work.tx, work.actor, id)
}

/**
 * Takes back an invitation, or removes a signature that has been annulled. Throws `not_found`, `version_mismatch`, and
 * `conflict` for what has been signed, or when something refers to it.
 */
export async function withdrawInvitation(work: Work, id: string): Promise<void> {
  const { row } = await lockSignature(work, id)
  await assertVersion(work, 'signatures', row)
  if (row.status !== 'invited' && row.status !== 'annulled') {
    throw new RegistryError('conflict', {
      en: 'What has been signed is not removed: end it instead, or annul it where it was registered by mistake.',
      sv: 'Det som har undertecknats tas inte bort: avsluta det i stället, eller makulera det om det registrerades av misstag.',
    })
  }
  await assertUnreferenced(work.tx, 'signatures', row)
  await removeRow(work.tx, signatures, id)
}

/** How a signature stands when it has been made, with what the body leaves out. */
export function standingOf({ status = 'signed', ...signing }: Signing & { status?: 'invited' | 'signed' }) {
  const { signedOn = null, signedOnText = null, signedByFunction = null, signedByContactId = null, method } = signing
  const { signedOnPrecision = status === 'invited' ? 'unknown' : 'day' } = signing
  const { diaryNumber = null, decidingBody = null, scanHash = null } = signing
  const told = { signedByFunction, signedByContactId, diaryNumber, decidingBody, scanHash }
  return { status, method, signedOn, signedOnPrecision, signedOnText, ...told }
}

/** The organisation's signature of an agreement, or its invitation to sign, if it has one that has not ended. */
export async function findActiveSignature(work: Work, organisationId: string, agreementId: string) {
  const all = await otherSignatures(work, organisationId)
  return all.find((one) => one.agreementId === agreementId.toLowerCase() && isActive(one))
}

/** A signature among the others. An invitation begins, as far as is known, on the day that it is. */
function placedIn(work: Work, one: Omit<Placed, 'start'>, agreement: AgreementRow): Placed {
  const { id, agreementId, status, signedOn, endedOn, renewedFromId } = one
  const start = signedOn ?? (status === 'invited' ? dayOf(work.now) : agreement.validFrom)
  return { id, agreementId, status, signedOn, endedOn, start, renewedFromId }
}

/** Ends what a signature renews, unless it has ended: its first day that does not count is the one on which this begins. */
async function endRenewed(work: Work, one: Placed, others: Placed[]): Promise<void> {
  const earlier = others.find(({ id, status }) => id === one.renewedFromId && status === 'signed')
  if (!earlier || one.status === 'invited') return
  await work.tx
    .update(signatures)
    .set({ status: 'ended', endedOn: one.start, endReason: 'superseded' })
    .where(eq(signatures.id, earlier.id))
}

/** Ids are compared with those of rows. */
function loweredIn({ renewedFromId }: SignaturePatch) {
  return renewedFromId ? { renewedFromId: renewedFromId.toLowerCase() } : {}
}

/** Throws `conflict` unless the row already stands in these words. */
function assertSame(row: SignatureRow, words: Partial<SignatureRow>, en: string, sv: string): void {
  const isSame = Object.entries(words).every(([name, value]) => row[name as keyof SignatureRow] === value)
  if (!isSame) throw new RegistryError('conflict', { en, sv })
}
