import { fault, RegistryError, type Fault } from '../../errors.ts'
import type { ContributionStatus } from '../contributions/rules.ts'
import type { needStatuses } from '../needs/table.ts'
import type { allocationStatuses } from './table.ts'

export type AllocationStatus = (typeof allocationStatuses)[number]

/** What may be done, in which states, and the state it leads to. What is not here is refused. */
const acts = {
  confirmation: { from: ['reserved'], to: 'confirmed' },
  start: { from: ['confirmed'], to: 'started' },
  completion: { from: ['started'], to: 'completed' },
  cancellation: { from: ['waiting', 'reserved', 'confirmed', 'started'], to: 'cancelled' },
  'no-show': { from: ['confirmed', 'started'], to: 'no_show' },
} as const satisfies Record<string, { from: AllocationStatus[]; to: AllocationStatus }>
export type AllocationAct = keyof typeof acts

const inWords: Record<AllocationStatus, { en: string; sv: string }> = {
  waiting: { en: 'waiting', sv: 'i kö' },
  reserved: { en: 'reserved', sv: 'reserverad' },
  confirmed: { en: 'confirmed', sv: 'bekräftad' },
  started: { en: 'started', sv: 'påbörjad' },
  completed: { en: 'completed', sv: 'genomförd' },
  cancelled: { en: 'cancelled', sv: 'avbokad' },
  expired: { en: 'expired', sv: 'förfallen' },
  no_show: { en: 'a no-show', sv: 'utebliven' },
}

/** The state that an act leads to, or null when it has been done already. Throws `conflict` where it cannot be done. */
export function stateAfter(act: AllocationAct, status: AllocationStatus): AllocationStatus | null {
  const { to } = acts[act]
  const from: readonly AllocationStatus[] = acts[act].from
  if (status === to) return null
  if (from.includes(status)) return to
  throw new RegistryError('conflict', {
    en: `This can be done while it is ${from.map((word) => inWords[word].en).join(' or ')}; it is ${inWords[status].en}.`,
    sv: `Detta går att göra när den är ${from.map((word) => inWords[word].sv).join(' eller ')}; den är ${inWords[status].sv}.`,
  })
}

/** How a contribution stands for the next who comes. */
interface Places {
  status: ContributionStatus
  endsOn: string | null
  offered: number
  /** How many are left, and how many wait for them already. */
  available: number
  waiting: number
  /** Whether there are reservations whose time is out and that still count: what is free shows when they are ended. */
  hasDue: boolean
}

/**
 * Throws `conflict` when no places are given out today, when more are asked for than are offered in all, and when not so
 * many are free and the caller does not queue.
 */
export function assertMayAllocate(
  places: Places,
  { quantity, waitlist = false }: { quantity: number; waitlist?: boolean },
  today: string,
): void {
  const { status, endsOn, offered } = places
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
  if (!places.hasDue && quantity > offered) {
    throw notEnough(
      places,
      `${offered} are offered in all, not ${quantity}.`,
      `${offered} erbjuds totalt, inte ${quantity}.`,
    )
  }
  if (!waitlist && !places.hasDue && !isFree(places, quantity)) throw notFree(places, quantity)
}

/** Whether so many can be had at once. Nobody overtakes the queue, not even for what is too little for its head. */
export function isFree({ available, waiting }: Pick<Places, 'available' | 'waiting'>, quantity: number): boolean {
  return waiting === 0 && available >= quantity
}

/** More than there will ever be, with how many are left and how many wait. */
function notEnough({ available, waiting }: Places, en: string, sv: string): RegistryError {
  return new RegistryError('conflict', { en, sv }, [fault('/quantity', 'not_enough', en, sv)], { available, waiting })
}

/** Why they cannot, with how many are left and how many wait. */
function notFree({ available, waiting }: Places, quantity: number): RegistryError {
  const [code, en, sv] =
    waiting > 0
      ? ['queue', `${waiting} are waiting in line before you.`, `${waiting} står i kö före dig.`]
      : ['not_enough', `${available} are left, not ${quantity}.`, `${available} är kvar, inte ${quantity}.`]
  return new RegistryError(
    'conflict',
    { en: `${en} Send waitlist to join the queue.`, sv: `${sv} Skicka waitlist för att ställa dig i kön.` },
    [fault('/quantity', code, en, sv)],
    { available, waiting },
  )
}

/** What is wrong with the need that an allocation is said to cover; `need` is null when it is not the caller's to cover. */
export function needFaults(
  need: { type: string; status: (typeof needStatuses)[number] } | null | undefined,
  type: string,
): Fault[] {
  const wrong = (code: string, en: string, sv: string) => [fault('/needId', code, en, sv)]
  if (need === undefined) return []
  if (need === null) return wrong('unknown', 'There is no such need.', 'Det finns inget sådant behov.')
  if (need.type !== type) {
    return wrong('other_type', 'The need is of another type.', 'Behovet är av en annan typ.')
  }
  return need.status === 'closed' ? wrong('closed', 'The need is closed.', 'Behovet är stängt.') : []
}
