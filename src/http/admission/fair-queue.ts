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
/** For as long as newcomers keep coming, so long is theirs, and then so long the work's. */
const lettingInMs = 400
const workingMs = 100

interface Entry extends Waiting {
  late: NodeJS.Timeout
}

/** A request whose turn has not come. */
interface Waiting {
  isGone: () => boolean
  begin: () => void
  giveUp: () => void
}

/**
 * Has callers take turns when there is more to do than can be done at once: whoever asks for one thing waits for one of
 * each other's, never for the thousand that another has asked for. Where too much waits, the last of whoever has most is
 * refused. Those who write wait apart from those who read: for one row, they may all stand still. A turn lasts until the
 * answer is made, not until it is read. Call it once the caller is known. Tells how many wait.
 */
export function takesTurns(app: App, note: NoteRefusal): () => Record<'read' | 'write', number> {
  const newcomers = letsIn(app)
  const [reading, writing] = [turns(newcomers), turns(newcomers)]
  app.decorateRequest('endTurn')

  let lookedAt = performance.now()
  const look = setInterval(() => {
    const now = performance.now()
    for (const its of [reading, writing]) its.fit(now - lookedAt - roundMs)
    lookedAt = now
  }, roundMs).unref()
  app.addHook('onClose', async () => clearInterval(look))

  // Not before the body is here: who sends it slowly would hold a turn as long.
  app.addHook('preHandler', (request, _, done) => {
    const { outside, turn } = request.routeOptions.config
    if (outside || turn === 'none' || request.is404) return done()
    const its = ['GET', 'HEAD'].includes(request.method) ? reading : writing
    const caller = callerOf(request)
    const refuse = () => {
      note(request, 'overload')
      done(overloaded)
    }
    its.take(caller, {
      isGone: () => request.raw.socket.destroyed,
      begin: () => {
        request.endTurn = () => its.end()
        done()
      },
      giveUp: refuse,
    })
  })
  app.addHook('onSend', (request, _, payload, done) => {
    request.endTurn?.()
    request.endTurn = undefined
    done(null, payload)
  })
  return () => ({ read: reading.waiting(), write: writing.waiting() })
}

/** The lines of those who wait, one for each caller, and the turns that they take. */
function turns(newcomers: Newcomers) {
  let running = 0
  let atOnce = mostAtOnce
  let waits = 0
  /** In the order in which their turns come: whoever has had one goes last. */
  const lines = new Map<string, Entry[]>()

  function begin(): void {
    for (const [caller, line] of lines) {
      if (running >= atOnce) return
      const first = line.shift()
      lines.delete(caller)
      if (line.length > 0) lines.set(caller, line)
      if (!first) continue
      waits--
      clearTimeout(first.late)
      if (first.isGone()) first.giveUp()
      else {
        running++
        first.begin()
      }
    }
  }

  function leave(line: Entry[], entry: Entry): void {
    clearTimeout(entry.late)
    line.splice(line.indexOf(entry), 1)
    waits--
    entry.giveUp()
  }

  /** Of several, the one whose turn comes last. */
  function longest(): Entry[] {
    let most: Entry[] = []
    for (const line of lines.values()) if (line.length >= most.length) most = line
    return most
  }

  return {
    take(caller: string, waiting: Waiting): void {
      if (running < atOnce && lines.size === 0 && !newcomers.areComing()) {
        running++
        return waiting.begin()
      }
      const line = lines.get(caller) ?? []
      lines.set(caller, line)
      const late = setTimeout(() => leave(line, entry), waitMs)
      const entry = { ...waiting, late }
      line.push(entry)
      if (++waits > mostWaiting) {
        const most = longest()
        leave(most, most.at(-1)!)
      }
      newcomers.before(begin)
    },

    waiting: () => waits,

    end(): void {
      running--
      newcomers.before(begin)
    },

    /** Has fewer turns begin at once while the rounds of the event loop take too long, and more again when they do not. */
    fit(ms: number): void {
      atOnce = ms > roundMs ? Math.max(leastAtOnce, Math.floor(atOnce / 2)) : Math.min(mostAtOnce, atOnce + 1)
      newcomers.before(begin)
    },
  }
}

interface Newcomers {
  areComing: () => boolean
  /** Calls it once nobody is coming any more, or after a while. */
  before: (begin: () => void) => void
}

/**
 * Node accepts one connection each time round its loop: with work in each round, a thousand of them would keep the next
 * one waiting for many seconds, also if it only asks for `/health/live`. So newcomers are let in before turns begin.
 */
function letsIn(app: App): Newcomers {
  /** Since the last round that was looked at. */
  let isNew = false
  let began = 0
  let workUntil = 0
  const waiting = new Set<() => void>()
  app.server.on('connection', () => (isNew = true))

  function look(): void {
    const now = performance.now()
    if (isNew && now - began < lettingInMs) {
      isNew = false
      setImmediate(look)
      return
    }
    if (isNew) workUntil = now + workingMs
    const begins = [...waiting]
    waiting.clear()
    for (const begin of begins) begin()
  }

  const areComing = () => waiting.size > 0 || (isNew && performance.now() > workUntil)
  return {
    areComing,
    before(begin) {
      if (!areComing()) return begin()
      if (waiting.size === 0) {
        began = performance.now()
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
export const overloaded = new RegistryError('unavailable', {
  en: 'The register has more to do than it can do in time. Try again shortly.',
  sv: 'Registret har mer att göra än det hinner med. Försök igen om en stund.',
})
