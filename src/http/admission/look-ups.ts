// A keyed semaphore with bounded waiting: how many keys and tokens are looked up at a time for addresses that have failed.
import { RegistryError } from '../../errors.ts'

const mostOfOne = 4
const mostInAll = 20
/** Of all addresses together. Who has most of them then loses the last. */
const mostWaiting = 500
const waitMs = 5_000

interface Waiting {
  isGone: () => boolean
  begin: () => void
  refuse: () => void
  late: NodeJS.Timeout
}

interface Line {
  from: string
  running: number
  waiting: Waiting[]
}

/**
 * Look-ups for addresses without points: 4 at a time for one, 20 in all, whatever comes; the others wait in turn, address by
 * address. In each process by itself: two look up twice as many. Throws `unavailable` for whoever waits too long, or is one
 * too many.
 */
export function boundedLookUps() {
  /** Of addresses that look up or wait, in the order of their turns. */
  const lines = new Map<string, Line>()
  let running = 0
  let waits = 0

  function beginNext(): void {
    for (const line of lines.values()) {
      if (running >= mostInAll) return
      const next = line.running < mostOfOne && line.waiting[0]
      if (!next) continue
      // Who has had a turn goes last, and is come to again in this same round.
      lines.delete(line.from)
      lines.set(line.from, line)
      if (next.isGone()) refuse(line, next)
      else {
        line.running++
        running++
        leave(line, next)
        next.begin()
      }
    }
  }

  function leave(line: Line, one: Waiting): void {
    line.waiting.splice(line.waiting.indexOf(one), 1)
    clearTimeout(one.late)
    waits--
    forgetIdle(line)
  }

  function refuse(line: Line, one: Waiting): void {
    leave(line, one)
    one.refuse()
  }

  function forgetIdle(line: Line): void {
    if (line.running === 0 && line.waiting.length === 0) lines.delete(line.from)
  }

  function longest(): Line {
    return [...lines.values()].reduce((most, line) => (line.waiting.length > most.waiting.length ? line : most))
  }

  function turnOf(line: Line, isGone: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => refuse(line, one), waitMs)
      const one: Waiting = { isGone, begin: resolve, refuse: () => reject(tooMany), late }
      line.waiting.push(one)
      waits++
      beginNext()
      if (waits > mostWaiting) {
        const most = longest()
        refuse(most, most.waiting.at(-1)!)
      }
    })
  }

  function endTurn(line: Line): void {
    line.running--
    running--
    forgetIdle(line)
    beginNext()
  }

  return {
    waiting: () => waits,
    async lookUp<T>(from: string, isGone: () => boolean, look: () => Promise<T>): Promise<T> {
      const line = lines.get(from) ?? { from, running: 0, waiting: [] }
      lines.set(from, line)
      await turnOf(line, isGone)
      try {
        return await look()
      } finally {
        endTurn(line)
      }
    },
  }
}

/** One for all: a stack trace for each costs more than the rest of a refusal. */
export const tooMany = new RegistryError('unavailable', {
  en: 'Too many sign-ins are failing just now to try another. Try again shortly.',
  sv: 'För många inloggningar misslyckas just nu för att pröva en till. Försök igen om en stund.',
})
