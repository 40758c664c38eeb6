// Requests that were denied, and why: for the access log and the metrics.
import { Counter, type Registry } from 'prom-client'
import type { ErrorCode } from '../../errors.ts'
import type { App, Reply, Request } from '../app.ts'

const codes: Record<number, ErrorCode> = { 401: 'unauthenticated', 403: 'forbidden', 429: 'rate_limited' }

/**
 * Why a request was turned away, or nothing when it was not. Whoever turns it away says so in `request.denied`; where
 * nobody does, it is a rule of the resource that refused the caller.
 */
export function denialOf({ denied }: Request, { statusCode }: Reply) {
  const code = codes[statusCode] ?? (denied && 'unavailable')
  return code && { code, reason: denied?.reason ?? 'rule', keyId: denied?.keyId }
}

/** Adds to the metrics what was turned away, and why. */
export function countsDenials(app: App, registry: Registry): void {
  const denials = new Counter({
    name: 'requests_denied_total',
    help: 'Requests turned away, by the code of the answer and the reason',
    labelNames: ['code', 'reason'],
    registers: [registry],
  })
  app.addHook('onResponse', (request, reply, done) => {
    const denial = denialOf(request, reply)
    if (denial) denials.inc({ code: denial.code, reason: denial.reason })
    done()
  })
}
