// Fair queueing of requests by caller, with load shedding: how much is under way at once follows the delay of the event
// loop, and while that stays too long, what comes is refused.
import { RegistryError } from '../../errors.ts'
import { isSignedIn } from '../../actor.ts'
import { bucketOf } from './client-address.ts'
import type { App, Request } from '../app.ts'
import type { NoteRefusal } from '../observability/refusals.ts'

/** Two for each connection to the database: one is under way there, the next is there at once. */
const mostAtOnce = 20
const leastAtOnce = 5
/** Of all together: one may have them all, each of four a quarter. */
const mostWaiting = 500
const waitMs = 5_000
/** A write asks the database ten times over, each time a round of the event loop: that may take so long. */
const roundMs = 50
/** For as long as connections keep coming, so long they are accepted, and then so long requests begin. */
const acceptingMs = 400
const beginningMs = 100

/** When load is shed: the event loop is late by so much, so many times on end. One long pause is over when it is seen. */
export interface Overload {
  delayMs: number
  times: number
}
export const usualOverload: Overload = { delayMs: 500, times: 4 }

/** A request whose turn has not come. */
interface Waiting {
  isGone: () => boolean
  begin: () => void
  refuse: () => void
}

interface Entry extends Waiting {
  late: NodeJS.Timeout
}

/**
 * Has callers take turns when there is more to do than can be done at once: whoever asks for one thing waits for one of
 * each other's, never for the thousand that another has asked for. Where too much waits, the last of whoever has most is
 * refused. Those who write wait apart from those who read: for one row, they may all stand still. A turn lasts until the
 * answer is made, not until it is read. While the event loop lags, what could only be served too late is refused as it
 * comes, before its caller is looked up; a route that is answered `underAnyLoad` is not. Tells how many wait.
 */
export function queuesFairly(
  app: App,
  overload: Overload,
  noteRefusal: NoteRefusal,
): () => Record<'read' | 'write', number> {
  const connections = acceptsConnectionsFirst(app)
  const [reads, writes] = [fairQueue(connections), fairQueue(connections)]
  const isOverloaded = shedding(overload)
  app.decorateRequest('endTurn')

  let isShedding = false
  let lookedAt = performance.now()
  const look = setInterval(() => {
    const now = performance.now()
    const delayMs = now - lookedAt - roundMs
    for (const queue of [reads, writes]) queue.adaptTo(delayMs)
    isShedding = isOverloaded(delayMs)
    lookedAt = now
  }, roundMs).unref()
  app.addHook('onClose', async () => clearInterval(look))

  app.addHook('onRequest', (request, _, done) => {
    if (!isShedding || request.routeOptions.config.underAnyLoad) return done()
    noteRefusal(request, 'overload')
    done(overloaded)
  })
  // Not before the body is here: who sends it slowly would hold a turn as long.
  app.addHook('preHandler', (request, _, done) => {
    const { outside, turn } = request.routeOptions.config
    if (outside || turn === 'none' || request.is404) return done()
    const queue = ['GET', 'HEAD'].includes(request.method) ? reads : writes
    queue.enter(callerOf(request), {
      isGone: () => request.raw.socket.destroyed,
      begin: () => {
        request.endTurn = () => queue.endTurn()
        done()
      },
      refuse: () => {
        noteRefusal(request, 'overload')
        done(overloaded)
      },
    })
  })
  app.addHook('onSend', (request, _, payload, done) => {
    request.endTurn?.()
    request.endTurn = undefined
    done(null, payload)
  })
  return () => ({ read: reads.waiting(), write: writes.waiting() })
}

/** Whether load is to be shed, by one delay after the other: from so many long ones on end until as many short ones. */
function shedding({ delayMs: most, times }: Overload): (delayMs: number) => boolean {
  let long = 0
  let isOverloaded = false
  return (delayMs) => {
    long = delayMs > most ? Math.min(times, long + 1) : Math.max(0, long - 1)
    if (long === times) isOverloaded = true
    if (long === 0) isOverloaded = false
    return isOverloaded
  }
}

/** The lines of those who wait, one for each caller, served round robin. */
function fairQueue(connections: Connections) {
  let running = 0
  let atOnce = mostAtOnce
  let waits = 0
  /** In the order in which their turns come: whoever has had one goes last. */
  const lines = new Map<string, Entry[]>()

  function beginNext(): void {
    for (const [caller, line] of lines) {
      if (running >= atOnce) return
      const first = line.shift()
      lines.delete(caller)
      if (line.length > 0) lines.set(caller, line)
      if (!first) continue
      waits--
      clearTimeout(first.late)
      if (first.isGone()) first.refuse()
      else {
        running++
        first.begin()
      }
    }
  }

  function refuse(line: Entry[], entry: Entry): void {
    clearTimeout(entry.late)
    line.splice(line.indexOf(entry), 1)
    waits--
    entry.refuse()
  }

  /** Of several, the one whose turn comes last. */
  function longest(): Entry[] {
    let most: Entry[] = []
    for (const line of lines.values()) if (line.length >= most.length) most = line
    return most
  }

  return {
    enter(caller: string, waiting: Waiting): void {
      if (running < atOnce && lines.size === 0 && !connections.areComing()) {
        running++
        return waiting.begin()
      }
      const line = lines.get(caller) ?? []
      lines.set(caller, line)
      const late = setTimeout(() => refuse(line, entry), waitMs)
      const entry = { ...waiting, late }
      line.push(entry)
      if (++waits > mostWaiting) {
        const most = longest()
        refuse(most, most.at(-1)!)
      }
      connections.acceptedBefore(beginNext)
    },

    waiting: () => waits,

    endTurn(): void {
      running--
      connections.acceptedBefore(beginNext)
    },

    /** Has fewer turns begin at once while the event loop is late, and more again when it is not. */
    adaptTo(delayMs: number): void {
      atOnce = delayMs > roundMs ? Math.max(leastAtOnce, Math.floor(atOnce / 2)) : Math.min(mostAtOnce, atOnce + 1)
      connections.acceptedBefore(beginNext)
    },
  }
}

interface Connections {
  areComing: () => boolean
  /** Calls it once no connection is coming any more, or after a while. */
  acceptedBefore: (begin: () => void) => void
}

/**
 * Node accepts one connection each time round its loop: with work in each round, a thousand of them would keep the next
 * one waiting for many seconds, also if it only asks for `/health/live`. So they are accepted before turns begin.
 */
function acceptsConnectionsFirst(app: App): Connections {
  /** Since the last round that was looked at. */
  let isNew = false
  let since = 0
  let beginUntil = 0
  const waiting = new Set<() => void>()
  app.server.on('connection', () => (isNew = true))

  function look(): void {
    const now = performance.now()
    if (isNew && now - since < acceptingMs) {
      isNew = false
      setImmediate(look)
      return
    }
    if (isNew) beginUntil = now + beginningMs
    const begins = [...waiting]
    waiting.clear()
    for (const begin of begins) begin()
  }

  const areComing = () => waiting.size > 0 || (isNew && performance.now() > beginUntil)
  return {
    areComing,
    acceptedBefore(begin) {
      if (!areComing()) return begin()
      if (waiting.size === 0) {
        since = performance.now()
        setImmediate(look)
      }
      waiting.add(begin)
    },
  }
}

/** Whoever has a key or an account, else the address. */
export function callerOf({ actor, ip }: Request): string {
  return isSignedIn(actor) ? actor.id : bucketOf(ip)
}

/** There is more to do than can be done in time. One for all: a stack trace for each costs more than the rest of a refusal. */
const overloaded = new RegistryError('unavailable', {
  en: 'The register has more to do than it can do in time. Try again shortly.',
  sv: 'Registret har mer att göra än det hinner med. Försök igen om en stund.',
})
