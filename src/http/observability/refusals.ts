import { Counter } from 'prom-client'
import { networkOf } from '../admission/client-address.ts'
import type { App, Request } from '../app.ts'

const everyMs = 60_000
const mostFirsts = 20
const mostNetworks = 1_000
const shownNetworks = 5

/** Requests answered 429, by the policy that they broke, and 503 where there was too much to do. */
export const limited = new Counter({
  name: 'requests_limited_total',
  help: 'Requests refused because of a limit, by policy, or of overload',
  labelNames: ['policy'],
  registers: [],
})

/**
 * Whoever asks again at once, whatever Retry-After says, is answered no faster than this: so many, then a pause, and a
 * round of the event loop however long it takes. A thousand connections would else have all the time there is.
 */
const answeredTogether = 10
const pauseMs = 5
/** Further ones are cut off. */
const mostHeld = 2_000

export type NoteRefusal = (request: Request, policy: string) => void

/**
 * Counts refused requests, and keeps them from filling the log: the first of a network in a minute is a line, at most
 * twenty of those, and then one line tells how many there were. Bounds how fast they are answered. Gives the function that
 * notes one.
 */
export function notesRefusals(app: App): NoteRefusal {
  app.decorateRequest('refusedBy')
  const counts = new Map<string, number>()
  let total = 0
  let timer: NodeJS.Timeout | undefined

  function sumUp(): void {
    clearTimeout(timer)
    timer = undefined
    const most = [...counts].toSorted(([, a], [, b]) => b - a).slice(0, shownNetworks)
    if (total > Math.min(counts.size, mostFirsts)) {
      app.log.warn({ refused: total, networks: counts.size, most: Object.fromEntries(most) }, 'requests were refused')
    }
    counts.clear()
    total = 0
  }

  app.addHook('onClose', async () => {
    if (timer) sumUp()
  })

  const held: (() => void)[] = []
  const answerSome = () => {
    for (const answer of held.splice(0, answeredTogether)) answer()
    if (held.length > 0) setTimeout(answerSome, pauseMs)
  }
  app.addHook('onSend', ({ refusedBy, raw: { socket } }, _reply, payload, done) => {
    const answer = () => done(null, payload)
    if (!refusedBy || socket.destroyed) return answer()
    if (held.length === mostHeld) {
      socket.destroy()
      return answer()
    }
    if (held.push(answer) === 1) setTimeout(answerSome, pauseMs)
  })

  return (request, policy) => {
    request.refusedBy = policy
    limited.inc({ policy })
    total++
    timer ??= setTimeout(sumUp, everyMs).unref()
    const network = networkOf(request.ip)
    const before = counts.get(network)
    if (before === undefined && counts.size >= mostNetworks) return
    counts.set(network, (before ?? 0) + 1)
    if (before === undefined && counts.size <= mostFirsts) {
      const { url: route = 'unknown' } = request.routeOptions
      request.log.warn({ network, policy, route, traceId: request.trace.traceId }, 'a request was refused')
    }
  }
}
