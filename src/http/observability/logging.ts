import { LogController } from 'fastify'
import { pino, type Logger, type LoggerOptions } from 'pino'
import type { Actor } from '../../actor.ts'
import type { App } from '../app.ts'
import { denialOf } from '../admission/denials.ts'

const secrets = ['authorization', 'cookie', 'password', 'email', 'phone']

/** What every log has: no secrets, and errors without what they were about. */
export const logOptions = {
  base: null,
  redact: { paths: secrets.flatMap((name) => [name, `*.${name}`]), remove: true },
  serializers: { err: withoutValues },
} as const

/**
 * An error for the log, by names and places alone. Drizzle's message and `params`, Postgres' `detail`, and its message
 * about a value that it cannot read (class 22) repeat what was written; so does the first line of a stack.
 */
function withoutValues(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error }
  const source = error.cause instanceof Error ? error.cause : error
  const { code, constraint, table } = source as { code?: unknown; constraint?: unknown; table?: unknown }
  return {
    type: source.name,
    ...(!String(code).startsWith('22') && { message: source.message }),
    code,
    constraint,
    table,
    query: (error as { query?: unknown }).query,
    stack: source.stack
      ?.split('\n')
      .filter((line) => line.startsWith('    at '))
      .join('\n'),
  }
}

/**
 * Lines go out some at a time, and no later than this: written one by one they are a tenth of a short request. All of them
 * are out before the process ends, unless it is killed. What nobody reads is kept up to `maxLength` bytes, then lost.
 */
const gathered = { dest: 1, sync: false, minLength: 4_096, maxLength: 8 * 1024 * 1024, periodicFlush: 100 }

/** A line says by its `traceId` which request it is of, as the answer does: no second id beside it. */
export const atTerminal = { ignore: 'requestId', singleLine: true, sync: true }

/** JSON to standard output; pretty for a person at a terminal, where pino-pretty is installed. */
export async function createLogger(level: string): Promise<Logger> {
  const options = { level, ...logOptions }
  if (!process.stdout.isTTY) return gathering(options)
  const pretty = await import('pino-pretty').catch(() => undefined)
  return pretty ? pino(options, pretty.default(atTerminal)) : pino(options)
}

function gathering(options: LoggerOptions): Logger {
  const out = pino.destination(gathered)
  const logger = pino(options, out)
  let lines = 0
  out.on('drop', () => lines++)
  out.on('drain', () => {
    const lost = lines
    lines = 0
    if (lost > 0) logger.warn({ lost }, 'lines were lost: nobody read the log')
  })
  return logger
}

/** Fastify's part: one line of our own for each request, below, instead of its two. */
export const logController = new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' })

/** One line a request: the route's pattern, never the path or query, which may hold what should not be in a log. */
export function logsRequests(app: App): void {
  // Of these lines every name is known: none is looked for to be left out.
  const log = app.log.child({}, { redact: [] })
  app.addHook('onResponse', (request, reply, done) => {
    const { id: requestId, actor, method, routeOptions, trace, refusedBy } = request
    // Counted and summed up instead.
    if (refusedBy) return done()
    const denial = denialOf(request, reply)
    // Probes come every few seconds for as long as the register runs: one that fails is what there is to be read of them.
    const isAsWanted = routeOptions.config.isProbe && reply.statusCode < 400
    log[denial ? 'warn' : isAsWanted ? 'debug' : 'info'](
      {
        requestId,
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
    done()
  })
}

/** Ids alone: what was shown to sign in is never logged, nor what it says. A broken URL has no actor. */
function idsOf(actor: Actor | undefined) {
  if (actor?.kind === 'api_key') return { keyId: actor.id, role: actor.role }
  return actor?.kind === 'account' ? { accountId: actor.id, role: actor.role } : {}
}
