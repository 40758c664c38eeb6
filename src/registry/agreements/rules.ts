import { fault, RegistryError, summaryOf, type Fault } from '../../errors.ts'
import type { States } from '../../states.ts'
import type { agreementStatuses } from './table.ts'

export type AgreementStatus = (typeof agreementStatuses)[number]

/** One that is superseded has a last day. Closing is no promise: a closed agreement may be opened again, a superseded one never. */
export const agreementStates: States<AgreementStatus> = {
  subject: { en: 'The agreement', sv: 'Avtalet' },
  mayBecome: { draft: ['open'], open: ['closed', 'superseded'], closed: ['open', 'superseded'], superseded: [] },
  inSwedish: { draft: 'ett utkast', open: 'öppet', closed: 'stängt', superseded: 'ersatt' },
}

interface AgreementFields {
  status: AgreementStatus
  validFrom: string | null
  validTo: string | null
}

/** Everything that is wrong with an agreement as it would stand. */
export function agreementFaults({ status, validFrom, validTo }: AgreementFields): Fault[] {
  const faults: Fault[] = []
  if (status !== 'draft' && validFrom === null) {
    faults.push(
      fault(
        '/validFrom',
        'required',
        'Say from which day the agreement is valid: only a draft can do without.',
        'Ange från vilken dag avtalet gäller: bara ett utkast klarar sig utan.',
      ),
    )
  }
  if (status === 'superseded' && validTo === null) {
    faults.push(
      fault(
        '/validTo',
        'required',
        'Say which is the last day of the agreement: nobody is a signatory by it after that.',
        'Ange avtalets sista dag: ingen är undertecknare genom det efter den.',
      ),
    )
  }
  if (validFrom !== null && validTo !== null && validTo < validFrom) {
    faults.push(
      fault('/validTo', 'before_start', 'The agreement ends before it begins.', 'Avtalet slutar innan det börjar.'),
    )
  }
  return faults
}

/** Throws `conflict` when the agreement would begin after signatures of it that are there already, or end before them. */
export function assertHoldsSignatures({ earlier, later }: { earlier: number; later: number }): void {
  const faults: Fault[] = []
  if (earlier > 0) {
    const en = `${earlier} of its signatures are earlier than that day.`
    const sv = `${earlier} av dess undertecknanden är tidigare än den dagen.`
    faults.push(fault('/validFrom', 'after_signatures', en, sv))
  }
  if (later > 0) {
    const en = `${later} of its signatures are later than that day.`
    const sv = `${later} av dess undertecknanden är senare än den dagen.`
    faults.push(fault('/validTo', 'before_signatures', en, sv))
  }
  if (faults[0]) throw new RegistryError('conflict', summaryOf(faults), faults)
}
