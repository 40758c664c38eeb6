import { fault, RegistryError, summaryOf, type Fault } from '../../errors.ts'
import type { SignatureStatus } from './signatures.table.ts'

/** A signature among the others of its organisation, as far as these rules look at it. */
export interface Placed {
  id: string
  agreementId: string
  status: SignatureStatus
  signedOn: string | null
  endedOn: string | null
  /** The day from which it counts; of an invitation the day that it is. */
  start: string | null
  renewedFromId: string | null
}

/** The others as they are once what a signature renews has ended; an invitation ends nothing yet. */
export function othersThen(one: Placed, others: Placed[]): Placed[] {
  return others.map((other) =>
    one.status !== 'invited' && other.id === one.renewedFromId && other.status === 'signed'
      ? { ...other, status: 'ended', endedOn: one.start }
      : other,
  )
}

/** Whether it keeps its organisation from signing the same agreement. */
export function isActive({ status }: { status: SignatureStatus }): boolean {
  return status === 'signed' || status === 'invited'
}

/** The signature that renews one, if any does; an invitation may come to. */
function renewalOf({ id }: { id: string }, others: Placed[]): Placed | undefined {
  return others.find((other) => other.renewedFromId === id && isSigned(other))
}

/** What holds at the same time as a signature: of its agreement, as the constraints of the table have it. */
export function overlapFaults(one: Placed, others: Placed[]): Fault[] {
  if (!isSigned(one)) return []
  return others.flatMap((other) => {
    if (other.id === one.id || other.agreementId !== one.agreementId || !isSigned(other)) return []
    if (one.signedOn === null || other.signedOn === null) {
      if (one.signedOn !== other.signedOn) return []
      const en = `The day of another signature of this agreement is unknown as well: /signatures/${other.id}.`
      const sv = `Dagen för ett annat undertecknande av avtalet är också okänd: /signatures/${other.id}.`
      return [fault('/signedOn', 'unknown_twice', en, sv)]
    }
    if (isBefore(one, other) || isBefore(other, one)) return []
    const [en, sv] = other.endedOn
      ? [`from ${other.signedOn} until ${other.endedOn}`, `från ${other.signedOn} till ${other.endedOn}`]
      : [`from ${other.signedOn} on`, `från och med ${other.signedOn}`]
    return [
      fault(
        '/signedOn',
        'overlaps',
        `Another signature of this agreement holds ${en}: /signatures/${other.id}.`,
        `Ett annat undertecknande av avtalet gäller ${sv}: /signatures/${other.id}.`,
      ),
    ]
  })
}

/** Whether one has ended when the other begins: an end is the first day on which it no longer counts. */
function isBefore(one: Placed, other: Placed): boolean {
  const neverHeld = one.endedOn === one.signedOn
  return neverHeld || (one.endedOn !== null && one.endedOn <= other.signedOn!)
}

/**
 * What is wrong with the chain in which a signature renews another and is renewed: each begins after the one that it
 * renews, so that no chain comes back to where it was, and not before that has ended.
 */
export function renewalFaults(one: Placed, others: Placed[]): Fault[] {
  const faults: Fault[] = []
  const later = isSigned(one) ? renewalOf(one, others) : undefined
  if (later && !(one.start! < later.start!)) {
    const en = `It is renewed by /signatures/${later.id}, from ${later.start}.`
    const sv = `Det förnyas av /signatures/${later.id}, från ${later.start}.`
    faults.push(fault('/signedOn', 'after_renewal', en, sv))
  }
  if (later?.start && one.endedOn && one.endedOn > later.start) {
    const en = `It is renewed by /signatures/${later.id}, and ends no later than that begins: ${later.start}.`
    const sv = `Det förnyas av /signatures/${later.id}, och upphör senast när det börjar: ${later.start}.`
    faults.push(fault('/endedOn', 'after_renewal', en, sv))
  }
  if (one.renewedFromId === null) return faults
  const earlier = others.find(({ id }) => id === one.renewedFromId)
  if (!earlier || !isSigned(earlier) || !(earlier.start! < one.start!)) {
    faults.push(
      fault(
        '/renewedFromId',
        'not_earlier',
        'What is renewed must be an earlier signature of the same organisation.',
        'Det som förnyas måste vara ett tidigare undertecknande av samma organisation.',
      ),
    )
    return faults
  }
  if (earlier.endedOn && earlier.endedOn > one.start!) {
    faults.push(
      fault(
        '/renewedFromId',
        'ended_later',
        `What is renewed ended on ${earlier.endedOn}, later than this begins: correct its end first.`,
        `Det som förnyas upphörde ${earlier.endedOn}, senare än detta börjar: rätta dess slut först.`,
      ),
    )
  }
  const another = renewalOf(earlier, others)
  if (another && another.id !== one.id) {
    faults.push(
      fault(
        '/renewedFromId',
        'already_renewed',
        `It is renewed already, by /signatures/${another.id}.`,
        `Det är redan förnyat, av /signatures/${another.id}.`,
      ),
    )
  }
  return faults
}

/** Throws `conflict`, naming each, when something has been built on a signature that would count no more. */
export function assertNotRenewed(one: Placed, others: Placed[]): void {
  throwConflict(
    others
      .filter((other) => other.renewedFromId === one.id && other.status !== 'annulled')
      .map(({ id, status }) =>
        status === 'invited'
          ? fault(
              '',
              'renewed',
              `The invitation /signatures/${id} would renew it: withdraw that first.`,
              `Inbjudan /signatures/${id} skulle förnya det: dra tillbaka den först.`,
            )
          : fault(
              '',
              'renewed',
              `It is renewed by /signatures/${id}: annul that first.`,
              `Det är förnyat av /signatures/${id}: makulera det först.`,
            ),
      ),
  )
}

/** Throws `conflict`, naming each, when something has been built on the end of a signature that would go on. */
export function assertMayGoOn(one: Placed, others: Placed[]): void {
  const later = renewalOf(one, others)
  const active = others.find(({ agreementId, status }) => agreementId === one.agreementId && status === 'invited')
  throwConflict([
    ...(later
      ? [
          fault(
            '',
            'renewed',
            `It is renewed by /signatures/${later.id}: annul that first.`,
            `Det är förnyat av /signatures/${later.id}: makulera det först.`,
          ),
        ]
      : []),
    ...(active
      ? [
          fault(
            '',
            'already_invited',
            `The organisation is invited anew: withdraw /signatures/${active.id} first.`,
            `Organisationen är inbjuden på nytt: dra tillbaka /signatures/${active.id} först.`,
          ),
        ]
      : []),
    ...overlapFaults({ ...one, status: 'signed', endedOn: null }, others),
  ])
}

/** Whether it breaks a constraint with others of its organisation, so that one of them has to be corrected. */
export function isContested(one: Placed, others: Placed[]): boolean {
  if (overlapFaults(one, others).length > 0) return true
  if (one.renewedFromId === null || !isSigned(one)) return false
  return others.some((other) => other.id !== one.id && isSigned(other) && other.renewedFromId === one.renewedFromId)
}

function isSigned({ status }: { status: SignatureStatus }): boolean {
  return status === 'signed' || status === 'ended'
}

function throwConflict(faults: Fault[]): void {
  if (faults.length > 0) throw new RegistryError('conflict', summaryOf(faults), faults)
}
