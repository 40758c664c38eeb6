import { fault, RegistryError, type Fault } from '../../errors.ts'
import type { States } from '../../states.ts'
import type { agreementStatuses } from './table.ts'

export type AgreementStatus = (typeof agreementStatuses)[number]

/** Closing is no promise: a closed agreement may be opened again, a superseded one never. */
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
  if (validFrom !== null && validTo !== null && validTo < validFrom) {
    faults.push(
      fault('/validTo', 'before_start', 'The agreement ends before it begins.', 'Avtalet slutar innan det börjar.'),
    )
  }
  return faults
}

/** Throws `conflict` when the agreement would begin after signatures of it that are there already. */
export function assertBeginsBeforeSignatures(earlierSignatures: number): void {
  if (earlierSignatures === 0) return
  const en = `${earlierSignatures} of its signatures are earlier than that day.`
  const sv = `${earlierSignatures} av dess undertecknanden är tidigare än den dagen.`
  throw new RegistryError('conflict', { en, sv }, [fault('/validFrom', 'after_signatures', en, sv)])
}
