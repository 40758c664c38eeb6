import { fault, futureFault, RegistryError, type Fault } from '../../errors.ts'
import { lastDayOf, vagueDateFaults, type Precision } from '../../vague-dates.ts'
import { agreementStates, type AgreementStatus } from './rules.ts'
import type { SignatureStatus } from './signatures.table.ts'

interface SignatureFields {
  status: SignatureStatus
  signedOn: string | null
  signedOnPrecision: Precision
  signedByFunction: string | null
  signedByContactId: string | null
  endedOn?: string | null
}

/** Everything that is wrong with a signature as it would stand. `at` is where in the body the signature is. */
export function signatureFaults(
  signature: SignatureFields,
  agreement: { validFrom: string | null; validTo: string | null },
  today: string,
  at = '',
): Fault[] {
  if (signature.status === 'invited') return invitationFaults(signature)
  const { signedOn, signedOnPrecision: precision, endedOn } = signature
  if (signedOn === null) {
    if (precision === 'unknown') return []
    return [
      fault(
        `${at}/signedOn`,
        'required',
        'Say when it was signed, or that the day is unknown (signedOnPrecision).',
        'Ange när det undertecknades, eller att dagen är okänd (signedOnPrecision).',
      ),
    ]
  }
  const faults = vagueDateFaults(`${at}/signedOn`, { day: signedOn, precision })
  if (signedOn > today) {
    faults.push(futureFault(`${at}/signedOn`))
  }
  if (agreement.validFrom !== null && lastDayOf(signedOn, precision) < agreement.validFrom) {
    faults.push(
      fault(
        `${at}/signedOn`,
        'before_agreement',
        `The agreement is valid from ${agreement.validFrom}.`,
        `Avtalet gäller från ${agreement.validFrom}.`,
      ),
    )
  }
  if (agreement.validTo !== null && signedOn > agreement.validTo) {
    faults.push(
      fault(
        `${at}/signedOn`,
        'after_agreement',
        `The agreement is valid until ${agreement.validTo}.`,
        `Avtalet gäller till och med ${agreement.validTo}.`,
      ),
    )
  }
  if (endedOn && endedOn < signedOn) {
    faults.push(
      fault(
        `${at}/signedOn`,
        'after_end',
        `The signature ended on ${endedOn}.`,
        `Undertecknandet avslutades ${endedOn}.`,
      ),
    )
  }
  return faults
}

function invitationFaults({
  signedOn,
  signedOnPrecision,
  signedByFunction,
  signedByContactId,
}: SignatureFields): Fault[] {
  const early = {
    signedOn: signedOn !== null,
    signedOnPrecision: signedOnPrecision !== 'unknown',
    signedByFunction: signedByFunction !== null,
    signedByContactId: signedByContactId !== null,
  }
  return Object.entries(early)
    .filter(([, given]) => given)
    .map(([name]) =>
      fault(
        `/${name}`,
        'not_allowed',
        'Who is invited has not signed yet.',
        'Den som är inbjuden har inte undertecknat än.',
      ),
    )
}

/** Everything that is wrong with an end; `start` is the day from which the signature counts. */
export function endingFaults(endedOn: string, start: string | null, today: string): Fault[] {
  if (endedOn > today) return [futureFault('/endedOn')]
  if (start === null || endedOn >= start) return []
  return [
    fault('/endedOn', 'before_start', `The signature counts from ${start}.`, `Undertecknandet räknas från ${start}.`),
  ]
}

/** What is wrong with a correction: it undoes an end, or says what is right of it. */
export function correctionFaults(correction: { status?: 'signed'; endedOn?: string; endReason?: string }): Fault[] {
  const { status, endedOn, endReason } = correction
  const said = Object.entries({ endedOn, endReason }).filter(([, value]) => value !== undefined)
  if (status === undefined) {
    if (said.length > 0) return []
    return [
      fault(
        '',
        'required',
        'Say what is right: endedOn, endReason, or the status signed where it has not ended.',
        'Ange vad som är rätt: endedOn, endReason, eller status signed om det inte har avslutats.',
      ),
    ]
  }
  return said.map(([name]) =>
    fault(`/${name}`, 'not_allowed', 'One that goes on has no end.', 'Ett som fortsätter har inget slut.'),
  )
}

/** Throws `conflict` when it has been annulled: nothing becomes of it any more. */
export function assertNotAnnulled({ status }: { status: SignatureStatus }): void {
  if (status !== 'annulled') return
  throw new RegistryError('conflict', {
    en: 'It is annulled. If that was a mistake, register the signature anew.',
    sv: 'Det är makulerat. Om det var ett misstag, registrera undertecknandet på nytt.',
  })
}

/**
 * Throws `conflict` unless the agreement is open. What was signed earlier may be imported after it has closed, or has
 * been superseded: the register came later than the agreement.
 */
export function assertSignable(
  agreement: { code: string; status: AgreementStatus },
  method: string,
  invites: boolean,
  at = '',
): void {
  const { code, status } = agreement
  if (status === 'open') return
  if (status !== 'draft' && method === 'imported' && !invites) return
  const en = `${code} is ${status}: only an open agreement is signed.`
  const sv = `${code} är ${agreementStates.inSwedish[status]}: bara ett öppet avtal undertecknas.`
  throw new RegistryError('conflict', { en, sv }, [fault(at, 'not_open', en, sv)])
}

/** Throws `conflict` when the organisation has ended. */
export function assertMaySign(organisation: { endedOn: string | null }): void {
  if (organisation.endedOn === null) return
  const en = `The organisation ended on ${organisation.endedOn}.`
  const sv = `Organisationen upphörde ${organisation.endedOn}.`
  throw new RegistryError('conflict', { en, sv }, [fault('/organisationId', 'ended', en, sv)])
}

/** Throws `conflict` when the organisation has signed the agreement, or has been invited to. */
export function assertNotSigned(present: { id: string; status: SignatureStatus } | undefined): void {
  if (!present) return
  const { id, status } = present
  const [code, en, sv] =
    status === 'invited'
      ? [
          'already_invited',
          `The organisation is invited: register its signing at /signatures/${id}/signing.`,
          `Organisationen är inbjuden: registrera undertecknandet på /signatures/${id}/signing.`,
        ]
      : [
          'already_signed',
          `The organisation already has an active signature of this agreement: /signatures/${id}.`,
          `Organisationen har redan ett aktivt undertecknande av detta avtal: /signatures/${id}.`,
        ]
  throw new RegistryError('conflict', { en, sv }, [fault('/organisationId', code, en, sv)])
}
