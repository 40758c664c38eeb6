import { and, eq, isNull, ne } from 'drizzle-orm'
import { assertVersion } from '../../changes/versions.ts'
import { dayOf } from '../../days.ts'
import { removeRow } from '../../db/remove-row.ts'
import { fault, RegistryError, throwFaults, unknownFault, type Fault } from '../../errors.ts'
import type { Work } from '../../work.ts'
import { contacts } from '../contacts/table.ts'
import { unknownOrganisation } from '../organisations/rules.ts'
import { organisations } from '../organisations/table.ts'
import { newCodeFaults } from '../vocabularies/queries.ts'
import { signatureEndReasons, signatureMethods } from '../vocabularies/table.ts'
import { signatureStart } from './active.queries.ts'
import { isVisibleAgreement, noAgreement } from './queries.ts'
import { getSignature, isVisibleSignature, noSignature } from './signatures.queries.ts'
import { assertMaySign, assertNotSigned, assertSignable, endingFaults, signatureFaults } from './signatures.rules.ts'
import type { NewSignature, Signature, SignatureEnding, SignaturePatch, Signing } from './signatures.schema.ts'
import { signatures } from './signatures.table.ts'
import { agreements } from './table.ts'

type Row = typeof signatures.$inferSelect
type Agreement = typeof agreements.$inferSelect

/**
 * Registers that an organisation has signed an agreement, or has been invited to. `at` is where in the body the
 * signature is, for a command that makes more than this. Throws `not_found`, `rule_broken`, and `conflict` when the
 * agreement is not open, or the organisation has ended, has signed already or is invited.
 */
export async function signAgreement(work: Work, agreementId: string, body: NewSignature, at = ''): Promise<Signature> {
  const { organisationId, sources, inferred, renewedFromId = null, ...signing } = body
  // Before all else: whoever ends the organisation waits here, or has ended it.
  const organisation = await lockOrganisation(work, organisationId)
  const agreement = await findAgreement(work, agreementId)
  if (!agreement) throw noAgreement()
  const standing = { ...standingOf(signing), organisationId, renewedFromId }
  throwFaults([
    ...(organisation ? [] : [unknownOrganisation('/organisationId')]),
    ...signatureFaults(standing, agreement, dayOf(work.now)),
    ...(await referenceFaults(work, standing, agreement)),
  ])
  assertMaySign(organisation!)
  assertSignable(agreement, signing.method, signing.status === 'invited', at)
  assertNotSigned(await findActiveSignature(work, organisationId, agreementId))
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

/** Corrects what the patch names. Throws `not_found`, `version_mismatch`, `rule_broken`. */
export async function changeSignature(work: Work, id: string, patch: SignaturePatch): Promise<Signature> {
  const { row, agreement } = await lockSignature(work, id)
  await assertVersion(work, 'signatures', row)
  // The words that a date was given in go with that date.
  const columns = patch.signedOn === undefined ? patch : { signedOnText: null, ...patch }
  const standing: Row = { ...row, ...columns }
  throwFaults([
    ...signatureFaults(standing, agreement, dayOf(work.now)),
    ...(await referenceFaults(work, standing, agreement, row)),
  ])
  await work.tx.update(signatures).set(columns).where(eq(signatures.id, id))
  return getSignature(work.tx, work.actor, id)
}

/**
 * Registers that an invited organisation has signed. Doing it again in the same words changes nothing. Throws
 * `not_found`, `version_mismatch`, `rule_broken`, and `conflict` as `signAgreement` does, or when it has been signed in
 * other words or has ended.
 */
export async function registerSigning(work: Work, id: string, body: Signing): Promise<Signature> {
  const {
    organisation: { id: organisationId },
  } = await getSignature(work.tx, work.actor, id)
  // The organisation first, as in signAgreement, or two who wait for each other's row would never end.
  const organisation = await lockOrganisation(work, organisationId)
  const { row, agreement } = await lockSignature(work, id)
  const signing = standingOf(body)
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
  throwFaults([
    ...signatureFaults(standing, agreement, dayOf(work.now)),
    ...(await referenceFaults(work, standing, agreement)),
  ])
  assertMaySign(organisation!)
  assertSignable(agreement, body.method, false)
  await work.tx.update(signatures).set(signing).where(eq(signatures.id, id))
  return getSignature(work.tx, work.actor, id)
}

/**
 * Ends a signature. Doing it again in the same words changes nothing. Throws `not_found`, `version_mismatch`,
 * `rule_broken`, and `conflict` for an invitation, or when it has ended on another day or for another reason.
 */
export async function endSignature(work: Work, id: string, { endedOn, reason }: SignatureEnding): Promise<Signature> {
  const { row, agreement } = await lockSignature(work, id)
  const ending = { status: 'ended', endedOn, endReason: reason } as const
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
      'It has ended already, on another day or for another reason.',
      'Det är redan avslutat, en annan dag eller av ett annat skäl.',
    )
    return getSignature(work.tx, work.actor, id)
  }
  await assertVersion(work, 'signatures', row)
  const today = dayOf(work.now)
  throwFaults([
    ...endingFaults(endedOn, row.signedOn ?? agreement.validFrom, today),
    ...(await newCodeFaults(work.tx, signatureEndReasons, '/reason', reason, today)),
  ])
  await work.tx.update(signatures).set(ending).where(eq(signatures.id, id))
  return getSignature(work.tx, work.actor, id)
}

/** Takes back an invitation. Throws `not_found`, `version_mismatch`, and `conflict` for what has been signed. */
export async function withdrawInvitation(work: Work, id: string): Promise<void> {
  const { row } = await lockSignature(work, id)
  await assertVersion(work, 'signatures', row)
  if (row.status !== 'invited') {
    throw new RegistryError('conflict', {
      en: 'What has been signed is not removed: end it instead.',
      sv: 'Det som har undertecknats tas inte bort: avsluta det i stället.',
    })
  }
  await removeRow(work.tx, signatures, id)
}

/** The agreement, if the caller may know of it. Its status stays as it is until the transaction ends. */
async function findAgreement(work: Work, id: string): Promise<Agreement | undefined> {
  const [row] = await work.tx
    .select()
    .from(agreements)
    .where(and(eq(agreements.id, id), isVisibleAgreement(work.actor)))
    .for('share')
  return row
}

/** How a signature stands when it has been made, with what the body leaves out. */
export function standingOf({ status = 'signed', ...signing }: Signing & { status?: 'invited' | 'signed' }) {
  const { signedOn = null, signedOnText = null, signedByFunction = null, signedByContactId = null, method } = signing
  const { signedOnPrecision = status === 'invited' ? 'unknown' : 'day' } = signing
  return { status, method, signedOn, signedOnPrecision, signedOnText, signedByFunction, signedByContactId }
}

async function lockOrganisation(work: Work, id: string) {
  const [row] = await work.tx.select().from(organisations).where(eq(organisations.id, id)).for('no key update')
  return row
}

async function lockSignature(work: Work, id: string): Promise<{ row: Row; agreement: Agreement }> {
  const [found] = await work.tx
    .select({ row: signatures })
    .from(signatures)
    .innerJoin(organisations, eq(organisations.id, signatures.organisationId))
    .where(and(eq(signatures.id, id), isVisibleSignature(work.actor)))
    .for('update', { of: signatures })
  const agreement = found && (await findAgreement(work, found.row.agreementId))
  if (!agreement) throw noSignature()
  return { row: found.row, agreement }
}

/** The organisation's signature of an agreement, or its invitation to sign, if it has one that has not ended. */
export async function findActiveSignature(work: Work, organisationId: string, agreementId: string) {
  const [row] = await work.tx
    .select({ id: signatures.id, status: signatures.status })
    .from(signatures)
    .where(
      and(
        eq(signatures.organisationId, organisationId),
        eq(signatures.agreementId, agreementId),
        ne(signatures.status, 'ended'),
      ),
    )
  return row
}

type Standing = Pick<Row, 'method' | 'organisationId' | 'status' | 'signedOn' | 'signedByContactId' | 'renewedFromId'>

/** `before`: who signed may have been erased since, and stays who signed. */
async function referenceFaults(
  work: Work,
  standing: Standing,
  agreement: Agreement,
  before?: Standing,
): Promise<Fault[]> {
  const { organisationId, status, signedOn, signedByContactId, renewedFromId } = standing
  const faults = await methodFaults(work, standing, before)
  if (
    signedByContactId &&
    signedByContactId !== before?.signedByContactId &&
    !(await isContactOf(work, organisationId, signedByContactId))
  ) {
    faults.push(unknownFault('/signedByContactId', 'contact of the organisation', 'kontaktperson hos organisationen'))
  }
  if (!renewedFromId) return faults
  const [earlier] = await work.tx
    .select({ start: signatureStart.mapWith(String) })
    .from(signatures)
    .innerJoin(agreements, eq(agreements.id, signatures.agreementId))
    .where(
      and(
        eq(signatures.id, renewedFromId),
        eq(signatures.organisationId, organisationId),
        ne(signatures.status, 'invited'),
      ),
    )
  const start = signedOn ?? (status === 'invited' ? dayOf(work.now) : agreement.validFrom)
  if (!earlier || !start || earlier.start >= start) {
    faults.push(
      fault(
        '/renewedFromId',
        'not_earlier',
        'What is renewed must be an earlier signature of the same organisation.',
        'Det som förnyas måste vara ett tidigare undertecknande av samma organisation.',
      ),
    )
  }
  return faults
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

/** Throws `conflict` unless the row already stands in these words. */
function assertSame(row: Row, words: Partial<Row>, en: string, sv: string): void {
  const isSame = Object.entries(words).every(([name, value]) => row[name as keyof Row] === value)
  if (!isSame) throw new RegistryError('conflict', { en, sv })
}

/** A way of signing that the signature has already may have ended since. */
async function methodFaults(
  work: Work,
  { method }: { method: string },
  before?: { method: string },
  at = '',
): Promise<Fault[]> {
  if (method === before?.method) return []
  return newCodeFaults(work.tx, signatureMethods, `${at}/method`, method, dayOf(work.now))
}
