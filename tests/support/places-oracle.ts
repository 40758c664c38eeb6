// What the places of one contribution should be, told as plainly as possible: no database, no locks, no counters.

export type Status =
  'waiting' | 'reserved' | 'confirmed' | 'started' | 'completed' | 'cancelled' | 'expired' | 'no_show'

export interface Allocation {
  quantity: number
  holdMinutes: number
  status: Status
  /** In minutes, as `Offer.now`. */
  expiresAt?: number
}

export interface Offer {
  offered: number
  funded: number | null
  state: 'open' | 'paused' | 'closed' | 'withdrawn'
  now: number
  /** In order of arrival. */
  allocations: Allocation[]
}

export type Op =
  | { do: 'reserve'; quantity: number; holdMinutes: number; waitlist: boolean }
  | { do: 'enter'; quantity: number; status: 'confirmed' | 'started' | 'completed' }
  | { do: 'confirmation' | 'start' | 'completion' | 'cancellation' | 'no-show'; which: number }
  | { do: 'wait'; minutes: number }
  | { do: 'sweep' }
  | { do: 'capacity'; offered: number; funded: number | null }
  | { do: 'publication' | 'pause' | 'closure' | 'withdrawal' }

/** What came of it: the status or state that it led to, or a refusal. */
export type Outcome =
  { done: string; position?: number } | { refused: 'conflict' | 'rule_broken'; available?: number; waiting?: number }

const held: Status[] = ['reserved', 'confirmed', 'started', 'completed']
const sum = (allocations: Allocation[]) => allocations.reduce((total, { quantity }) => total + quantity, 0)

const within = (offer: Offer, ...statuses: Status[]) =>
  offer.allocations.filter(({ status }) => statuses.includes(status))
const takenIn = (offer: Offer) => sum(within(offer, ...held))
const inAll = ({ offered, funded }: Pick<Offer, 'offered' | 'funded'>) => Math.min(offered, funded ?? offered)
export const freeIn = (offer: Offer) => inAll(offer) - takenIn(offer)
export const countersOf = (offer: Offer) => ({
  reserved: sum(within(offer, 'reserved')),
  filled: sum(within(offer, 'confirmed', 'started', 'completed')),
  completed: sum(within(offer, 'completed')),
})

/** The offer after an operation, and what came of it. A refusal leaves the offer as it was. */
export function after(before: Offer, op: Op): { offer: Offer; outcome: Outcome } {
  const offer = structuredClone(before)
  const outcome = perform(offer, op)
  return { offer: 'refused' in outcome ? before : offer, outcome }
}

function perform(offer: Offer, op: Op): Outcome {
  switch (op.do) {
    case 'reserve':
      return reserve(offer, op)
    case 'enter':
      return enter(offer, op)
    case 'wait':
      offer.now += op.minutes
      return { done: 'waited' }
    case 'sweep':
      expire(offer)
      return { done: 'swept' }
    case 'capacity':
      return setCapacity(offer, op)
    case 'publication':
      return turn(offer, 'open', ['paused', 'closed'])
    case 'pause':
      return turn(offer, 'paused', ['open'])
    case 'closure':
      return turn(offer, 'closed', ['open', 'paused'])
    case 'withdrawal':
      return turn(offer, 'withdrawn', ['open', 'paused'])
    default:
      return act(offer, op)
  }
}

function reserve(offer: Offer, { quantity, holdMinutes, waitlist }: Op & { do: 'reserve' }): Outcome {
  if (offer.state !== 'open') return { refused: 'conflict' }
  expire(offer)
  const waiting = within(offer, 'waiting').length
  const available = freeIn(offer)
  if (quantity > inAll(offer)) return { refused: 'conflict', available, waiting }
  if (waiting === 0 && quantity <= available) {
    offer.allocations.push({ quantity, holdMinutes, status: 'reserved', expiresAt: offer.now + holdMinutes })
    return { done: 'reserved' }
  }
  if (!waitlist) return { refused: 'conflict', available, waiting }
  offer.allocations.push({ quantity, holdMinutes, status: 'waiting' })
  return { done: 'waiting', position: waiting + 1 }
}

/** What has been is entered afterwards, once it is closed: this offer has no days. */
function enter(offer: Offer, { quantity, status }: Op & { do: 'enter' }): Outcome {
  if (offer.state !== 'closed') return { refused: 'rule_broken' }
  expire(offer)
  const available = freeIn(offer)
  if (quantity > available) return { refused: 'conflict', available, waiting: within(offer, 'waiting').length }
  offer.allocations.push({ quantity, holdMinutes: 1, status })
  return { done: status }
}

const ways: Record<string, { from: Status[]; to: Status }> = {
  confirmation: { from: ['reserved'], to: 'confirmed' },
  start: { from: ['confirmed'], to: 'started' },
  completion: { from: ['started'], to: 'completed' },
  cancellation: { from: ['waiting', 'reserved', 'confirmed', 'started'], to: 'cancelled' },
  'no-show': { from: ['confirmed', 'started'], to: 'no_show' },
}

function act(offer: Offer, { do: name, which }: Extract<Op, { which: number }>): Outcome {
  expire(offer)
  const allocation = offer.allocations[which]!
  const { from, to } = ways[name]!
  if (allocation.status === to) return { done: to }
  if (!from.includes(allocation.status)) return { refused: 'conflict' }
  end(allocation, to)
  serve(offer)
  return { done: to }
}

function setCapacity(offer: Offer, { offered, funded }: Op & { do: 'capacity' }): Outcome {
  if (offered === offer.offered && funded === offer.funded) return { done: offer.state }
  expire(offer)
  const taken = takenIn(offer)
  if (inAll({ offered, funded }) < taken) return { refused: 'conflict' }
  Object.assign(offer, { offered, funded })
  for (const allocation of within(offer, 'waiting'))
    if (allocation.quantity > inAll(offer)) end(allocation, 'cancelled')
  serve(offer)
  return { done: offer.state }
}

function turn(offer: Offer, to: Offer['state'], from: Offer['state'][]): Outcome {
  if (offer.state === to) return { done: to }
  if (!from.includes(offer.state)) return { refused: 'conflict' }
  offer.state = to
  const ending: Status[] =
    to === 'closed' ? ['waiting'] : to === 'withdrawn' ? ['waiting', 'reserved', 'confirmed', 'started'] : []
  for (const allocation of within(offer, ...ending)) end(allocation, 'cancelled')
  serve(offer)
  return { done: to }
}

/** What is freed goes to the queue at once. */
function expire(offer: Offer): void {
  const due = within(offer, 'reserved').filter(({ expiresAt }) => expiresAt! <= offer.now)
  for (const allocation of due) allocation.status = 'expired'
  if (due.length > 0) serve(offer)
}

function serve(offer: Offer): void {
  if (offer.state !== 'open') return
  for (const head of within(offer, 'waiting')) {
    if (head.quantity > freeIn(offer)) return
    Object.assign(head, { status: 'reserved', expiresAt: offer.now + head.holdMinutes })
  }
}

function end(allocation: Allocation, status: Status): void {
  allocation.status = status
  delete allocation.expiresAt
}
