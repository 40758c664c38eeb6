import { assertActsFor, type Actor } from '../../actor.ts'
import { fault, RegistryError, type Fault } from '../../errors.ts'
import { offererFaults } from '../contributions/rules.ts'
import type { needStatuses } from './table.ts'

interface Asked {
  quantity: number
  covered: number
  status: (typeof needStatuses)[number]
}

/** How many are still asked for: none once it is closed. */
export function remainingIn({ quantity, covered, status }: Asked): number {
  return status === 'closed' ? 0 : Math.max(0, quantity - covered)
}

/** What is over cannot be asked for. */
export function overFaults(endsOn: string, today: string): Fault[] {
  if (endsOn >= today) return []
  return [
    fault(
      '/endsOn',
      'past',
      'What is asked for must not be over already.',
      'Det som efterfrågas får inte redan vara slut.',
    ),
  ]
}

/** Only an organisation that exists, still, can ask for something. */
export function requesterFaults(id: string | null, found: { endedOn: string | null } | null, today: string): Fault[] {
  if (id !== null) return offererFaults(id, found, today)
  return [
    fault(
      '/organisationId',
      'required',
      'Say which organisation asks for it.',
      'Ange vilken organisation som efterfrågar det.',
    ),
  ]
}

/** Throws `forbidden` when another organisation than the caller's asks for it. */
export function assertMayRequest(actor: Actor, organisationId: string): void {
  assertActsFor(actor, organisationId, {
    en: 'You may state and change needs of your own organisation only.',
    sv: 'Du kan bara ange och ändra din egen organisations behov.',
  })
}

/**
 * Throws `conflict` where a need cannot become this: once it is closed, of another type while places are held for it, or
 * below what is covered, saying by how much.
 */
export function assertNeedMayBecome(
  { status, covered, type }: Asked & { type: string },
  wanted: { quantity: number; type: string },
): void {
  if (status === 'closed') {
    throw new RegistryError('conflict', {
      en: 'It is closed and does not change any more. State a new need instead.',
      sv: 'Det är stängt och ändras inte längre. Ange ett nytt behov i stället.',
    })
  }
  const faults: Fault[] = []
  if (covered > 0 && wanted.type !== type) {
    faults.push(
      fault(
        '/type',
        'not_allowed',
        `The type stays while places are held for it: ${covered} are.`,
        `Typen ändras inte medan platser hålls för behovet: ${covered} hålls.`,
      ),
    )
  }
  if (wanted.quantity < covered) {
    const lacking = covered - wanted.quantity
    faults.push(
      fault(
        '/quantity',
        'below_covered',
        `${covered} are covered: quantity cannot be ${wanted.quantity}, which is ${lacking} too few.`,
        `${covered} är täckta: antalet kan inte vara ${wanted.quantity}, det är ${lacking} för få.`,
      ),
    )
  }
  if (faults[0]) throw new RegistryError('conflict', faults[0].detail, faults)
}
