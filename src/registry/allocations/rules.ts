import { assertActsFor, isCoordinator, type Actor } from '../../actor.ts'
import { fault, RegistryError, unknownFault, type Fault } from '../../errors.ts'
import type { States } from '../../states.ts'
import type { ContributionStatus } from '../contributions/rules.ts'
import type { needStatuses } from '../needs/table.ts'
import type { allocationStatuses } from './table.ts'

export type AllocationStatus = (typeof allocationStatuses)[number]

export const allocationStates: States<AllocationStatus> = {
  subject: { en: 'The allocation', sv: 'Tilldelningen' },
  mayBecome: {
    // By the register alone, when its turn comes, a waiting one is reserved; and one that nobody confirms in time expires.
    waiting: ['cancelled'],
    reserved: ['confirmed', 'cancelled'],
    confirmed: ['started', 'cancelled', 'no_show'],
    started: ['completed', 'cancelled', 'no_show'],
    completed: [],
    cancelled: [],
    expired: [],
    no_show: [],
  },
  inSwedish: {
    waiting: 'i kö',
    reserved: 'reserverad',
    confirmed: 'bekräftad',
    started: 'påbörjad',
    completed: 'genomförd',
    cancelled: 'avbokad',
    expired: 'förfallen',
    no_show: 'utebliven',
  },
}

/** The state that each act leads to. */
export const stateAfter = {
  confirmation: 'confirmed',
  start: 'started',
  completion: 'completed',
  cancellation: 'cancelled',
  'no-show': 'no_show',
} as const satisfies Record<string, AllocationStatus>
export type AllocationAct = keyof typeof stateAfter

/** Throws `forbidden` unless the caller's organisation asked for the places; those of nobody are the coordinators'. */
export function assertMayDecide(actor: Actor, matcherId: string | null): void {
  assertActsFor(actor, matcherId, {
    en: 'Only the organisation that asked for the places, and coordinators, decide on them.',
    sv: 'Bara den organisation som bett om platserna, och samordnare, bestämmer om dem.',
  })
}

/** How a contribution stands for the next who comes. */
interface Places {
  status: ContributionStatus
  endsOn: string | null
  applyBy: string | null
  /** How many are offered, and funded where that is known. */
  inAll: number
  /** How many of them are left, and how many wait for them already. */
  available: number
  waiting: number
  /** Whether there are reservations whose time is out and that still count: what is free shows when they are ended. */
  hasDue: boolean
}

/**
 * Throws `conflict` when no places are given out today, when more are asked for than there are in all, and when not so
 * many are free and the caller does not queue, or it is too late for that. Who came in time is served until the last day,
 * and what is free is given out until then: the last day to apply is the applicants', not the matchers'.
 */
export function assertMayAllocate(
  places: Places,
  { quantity, waitlist = false }: { quantity: number; waitlist?: boolean },
  today: string,
): void {
  const { status, endsOn, applyBy, inAll } = places
  if (status !== 'published' && status !== 'full') {
    throw new RegistryError('conflict', {
      en: `Places are given out while it is published; it is ${status}.`,
      sv: 'Platser ges ut när bidraget är publicerat; det är det inte nu.',
    })
  }
  if (endsOn !== null && endsOn < today) {
    throw new RegistryError('conflict', { en: `It ended on ${endsOn}.`, sv: `Det slutade ${endsOn}.` })
  }
  // Nobody overtakes the head of the queue: one that can never be served would keep all the others from every place.
  if (!places.hasDue && quantity > inAll) {
    throw notEnough(
      places,
      `There are ${inAll} in all (offered and funded), not ${quantity}.`,
      `Det finns totalt ${inAll} (erbjudna och finansierade), inte ${quantity}.`,
    )
  }
  if (places.hasDue || isFree(places, quantity)) return
  const isTooLate = applyBy !== null && applyBy < today
  if (waitlist && isTooLate) throw tooLateToQueue(places, applyBy)
  if (!waitlist) throw notFree(places, quantity, !isTooLate)
}

interface Offer {
  status: ContributionStatus
  startsOn: string | null
  endsOn: string | null
}

/** Whether its places have been: they are given out no more, and what became of them can be entered afterwards. */
export function isPast({ status, startsOn, endsOn }: Offer, today: string): boolean {
  if (status === 'draft' || status === 'withdrawn') return false
  if (endsOn !== null) return endsOn < today
  return (status === 'closed' || status === 'followed_up') && (startsOn === null || startsOn <= today)
}

/** Throws `forbidden` when somebody else than a coordinator says what became of places before they are reserved. */
export function assertMaySayStatus(actor: Actor, status: string | undefined): void {
  if (status === undefined || isCoordinator(actor)) return
  throw new RegistryError('forbidden', {
    en: 'Only a coordinator enters afterwards what became of places. Reserve them, without status.',
    sv: 'Bara en samordnare för in i efterhand vad det blev av platser. Reservera dem, utan status.',
  })
}

/** What is said of places that have been and is for those to come, or the other way round. */
export function lateFaults(
  { status, waitlist, holdMinutes }: { status?: string; waitlist?: boolean; holdMinutes?: number },
  isLate: boolean,
): Fault[] {
  if (!isLate) {
    if (status === undefined) return []
    return [
      fault(
        '/status',
        'not_allowed',
        'It is not over: reserve the places, and say by the acts what becomes of them.',
        'Det är inte slut: reservera platserna och ange med åtgärderna vad det blir av dem.',
      ),
    ]
  }
  const notAfterwards = (pointer: string) =>
    fault(
      pointer,
      'not_allowed',
      'It is over: nothing is held or waited for.',
      'Det är slut: inget hålls eller väntas på.',
    )
  return [
    ...(waitlist ? [notAfterwards('/waitlist')] : []),
    ...(holdMinutes === undefined ? [] : [notAfterwards('/holdMinutes')]),
  ]
}

/** Throws `conflict` when it has been opened again, or so many places were not left over. */
export function assertWereLeft(places: Places & Offer, quantity: number, today: string): void {
  if (!isPast(places, today)) {
    throw new RegistryError('conflict', {
      en: 'It has been opened again: reserve the places.',
      sv: 'Det har öppnats igen: reservera platserna.',
    })
  }
  if (places.available >= quantity) return
  throw notEnough(
    places,
    `${places.available} were left, not ${quantity}.`,
    `${places.available} var kvar, inte ${quantity}.`,
  )
}

/** Whether so many can be had at once. Nobody overtakes the queue, not even for what is too little for its head. */
export function isFree({ available, waiting }: Pick<Places, 'available' | 'waiting'>, quantity: number): boolean {
  return waiting === 0 && available >= quantity
}

/** More than there will ever be, with how many are left and how many wait. */
function notEnough({ available, waiting }: Places, en: string, sv: string): RegistryError {
  return new RegistryError('conflict', { en, sv }, [fault('/quantity', 'not_enough', en, sv)], { available, waiting })
}

/** The queue is closed to whoever is new, with how many are left and how many wait. */
function tooLateToQueue({ available, waiting }: Places, applyBy: string): RegistryError {
  const en = `The last day to apply was ${applyBy}: nobody new joins the queue. Ask for what is left, without waitlist.`
  const sv = `Sista ansökningsdag var ${applyBy}: ingen ny får ställa sig i kön. Be om det som är kvar, utan waitlist.`
  return new RegistryError('conflict', { en, sv }, [fault('/waitlist', 'past', en, sv)], { available, waiting })
}

/** Why they cannot, with how many are left and how many wait, and the way into the queue while there is one. */
function notFree({ available, waiting }: Places, quantity: number, mayQueue: boolean): RegistryError {
  const [code, en, sv] =
    waiting > 0
      ? ['queue', `${waiting} are waiting in line before you.`, `${waiting} står i kö före dig.`]
      : ['not_enough', `${available} are left, not ${quantity}.`, `${available} är kvar, inte ${quantity}.`]
  const detail = mayQueue
    ? { en: `${en} Send waitlist to join the queue.`, sv: `${sv} Skicka waitlist för att ställa dig i kön.` }
    : { en, sv }
  return new RegistryError('conflict', detail, [fault('/quantity', code, en, sv)], { available, waiting })
}

/** What is wrong with the need that an allocation is said to cover; `need` is null when it is not the caller's to cover. */
export function needFaults(
  need: { type: string; status: (typeof needStatuses)[number] } | null | undefined,
  type: string,
): Fault[] {
  const wrong = (code: string, en: string, sv: string) => [fault('/needId', code, en, sv)]
  if (need === undefined) return []
  if (need === null) return [unknownFault('/needId', 'need', 'behov', 'ett')]
  if (need.type !== type) {
    return wrong('other_type', 'The need is of another type.', 'Behovet är av en annan typ.')
  }
  return need.status === 'closed' ? wrong('closed', 'The need is closed.', 'Behovet är stängt.') : []
}
