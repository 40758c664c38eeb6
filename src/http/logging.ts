import { LogController } from 'fastify'
import { pino, type Logger } from 'pino'
import type { App } from './app.ts'

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
    request.log.info(
      {
        method,
        route: routeOptions.url ?? 'unknown',
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        traceId: trace.traceId,
        ...(actor?.kind === 'api_key' && { keyId: actor.id, role: actor.role }),
      },
      'request',
    )
  })
}
