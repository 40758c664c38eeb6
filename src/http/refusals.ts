import { Counter } from 'prom-client'
import { networkOf } from './address.ts'
import type { App, Request } from './app.ts'

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

export type NoteRefusal = (request: Request, policy: string) => void

/**
 * Counts refused requests, and keeps them from filling the log: the first of a network in a minute is a line, at most
 * twenty of those, and then one line tells how many there were. Gives the function that notes one.
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
