import { fault, RegistryError, type Fault } from '../../errors.ts'
import type { agreementStatuses } from './table.ts'

export type AgreementStatus = (typeof agreementStatuses)[number]

/** Which status may follow which. Closing is no promise: a closed agreement may be opened again, a superseded one never. */
const next: Record<AgreementStatus, readonly AgreementStatus[]> = {
  draft: ['open'],
  open: ['closed', 'superseded'],
  closed: ['open', 'superseded'],
  superseded: [],
}

export const inSwedish: Record<AgreementStatus, string> = {
  draft: 'ett utkast',
  open: 'öppet',
  closed: 'stängt',
  superseded: 'ersatt',
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

/** Throws `conflict` when a status cannot follow the present one. To remain is no change. */
export function assertMayBecome(present: AgreementStatus, wanted: AgreementStatus): void {
  if (present === wanted || next[present].includes(wanted)) return
  const open = next[present]
  const only = (word: string, words: string[]) => (words.length > 0 ? `, ${word} ${words.join(', ')}` : '')
  const en = `An agreement that is ${present} cannot become ${wanted}${only('only', [...open])}.`
  const sv = `Ett avtal som är ${inSwedish[present]} kan inte bli ${inSwedish[wanted]}${only(
    'bara',
    open.map((status) => inSwedish[status]),
  )}.`
  throw new RegistryError('conflict', { en, sv }, [fault('/status', 'wrong_order', en, sv)])
}

/** Throws `conflict` when the agreement would begin after signatures of it that are there already. */
export function assertBeginsBeforeSignatures(earlierSignatures: number): void {
  if (earlierSignatures === 0) return
  const en = `${earlierSignatures} of its signatures are earlier than that day.`
  const sv = `${earlierSignatures} av dess undertecknanden är tidigare än den dagen.`
  throw new RegistryError('conflict', { en, sv }, [fault('/validFrom', 'after_signatures', en, sv)])
}
