import { randomFillSync, randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { holdsPersonalNumber } from '../../personal.rules.ts'
import type { App, Reply, Request } from '../app.ts'

const traceparent = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(-.*)?$/
const usableId = /^[\w.-]{8,64}$/

/** The caller's own request id where it can be logged safely, else a new one. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id']
  return typeof given === 'string' && usableId.test(given) && !holdsPersonalNumber(given) ? given : randomUUID()
}

/** Every response, errors and 204 included, carries `traceparent` (the caller's trace, our step) and `x-request-id`. */
export function traces(app: App): void {
  app.decorateRequest('trace')
  app.addHook('onRequest', (request, reply, done) => {
    beginTrace(request, reply)
    done()
  })
}

/** Also for what never reaches a route, and so no hook. */
export function beginTrace(request: Request, reply: Reply): void {
  const given = request.headers.traceparent
  const [, traceId, flags] = (typeof given === 'string' && traceparent.exec(given)) || []
  request.trace = {
    traceId: traceId ?? randomHex(16),
    spanId: randomHex(8),
    flags: flags ?? '00',
  }
  reply.header('traceparent', `00-${request.trace.traceId}-${request.trace.spanId}-${request.trace.flags}`)
  reply.header('x-request-id', request.id)
}

/** Asked for one by one, random bytes take longer than all else that is done here. */
const store = Buffer.alloc(4_096)
let used = store.length

function randomHex(bytes: number): string {
  if (used + bytes > store.length) {
    randomFillSync(store)
    used = 0
  }
  used += bytes
  return store.toString('hex', used - bytes, used)
}
