import { LogController } from 'fastify'
import { pino, type Logger } from 'pino'
import type { Actor } from '../identity/actor.ts'
import type { App } from './app.ts'
import { denialOf } from './denials.ts'

/** JSON to standard output; pretty for a person at a terminal, where pino-pretty is installed. */
export async function createLogger(level: string): Promise<Logger> {
  const options = { level, base: null, redact: { paths: ['*.authorization', '*.cookie', '*.password'], remove: true } }
  if (!process.stdout.isTTY) return pino(options)
  const pretty = await import('pino-pretty').catch(() => undefined)
  return pretty
    ? pino(options, pretty.default({ ignore: 'requestId,traceId', singleLine: true, sync: true }))
    : pino(options)
}

/** Fastify's part: one line of our own for each request, below, instead of its two. */
export const logController = new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' })

/** One line a request: the route's pattern, never the path or query, which may hold what should not be in a log. */
export function logsRequests(app: App): void {
  app.addHook('onResponse', async (request, reply) => {
    const { actor, method, routeOptions, trace } = request
    const denial = denialOf(request, reply)
    request.log[denial ? 'warn' : 'info'](
      {
        method,
        route: routeOptions.url ?? 'unknown',
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        traceId: trace.traceId,
        ...idsOf(actor),
        ...(denial && { denied: denial.reason, ...(denial.keyId && { keyId: denial.keyId }) }),
      },
      'request',
    )
  })
}

/** Ids alone: what was shown to sign in is never logged, nor what it says. A broken URL has no actor. */
function idsOf(actor: Actor | undefined) {
  if (actor?.kind === 'api_key') return { keyId: actor.id, role: actor.role }
  return actor?.kind === 'account' ? { accountId: actor.id, role: actor.role } : {}
}
