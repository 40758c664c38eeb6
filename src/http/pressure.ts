import underPressure from '@fastify/under-pressure'
import { RegistryError } from '../errors.ts'
import type { App, Request } from './app.ts'
import type { NoteRefusal } from './refusals.ts'

/** Far more wait no longer than a writer's connection is waited for. */
const mostWaiting = 500
const measuredEveryMs = 2_000

/** When the event loop has too much to do: its mean delay, and how long after the start it begins to tell of load. */
export interface Overload {
  delayMs: number
  fromMs: number
}
export const usualOverload: Overload = { delayMs: 500, fromMs: 10_000 }

interface Pressure {
  /** How many wait for a connection to read on, or to write on. */
  readers: () => number
  writers: () => number
  overload: Overload
  note: NoteRefusal
}

/**
 * Refuses at once, with 503 and a time to come back, what could only be served too late: while the event loop lags, or
 * while too many wait for a connection to the database. `/health/live` is answered all the same.
 */
export async function shedsLoad(app: App, { readers, writers, overload, note }: Pressure): Promise<void> {
  const began = performance.now()
  await app.register(underPressure, {
    sampleInterval: measuredEveryMs,
    maxEventLoopDelay: overload.delayMs,
    pressureHandler: async (request, _reply, _type, delay) => {
      // One pause as long as the interval leaves no measure, and is over by then.
      if (Number.isFinite(delay) && performance.now() - began > overload.fromMs) refuse(request)
    },
  })
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.routeOptions.config.outside) return done()
    const writes = !['GET', 'HEAD'].includes(request.method)
    if (readers() >= mostWaiting || (writes && writers() >= mostWaiting)) refuse(request)
    done()
  })

  function refuse(request: Request): never {
    note(request, 'overload')
    throw new RegistryError('unavailable', {
      en: 'The register has more to do than it can do in time. Try again shortly.',
      sv: 'Registret har mer att göra än det hinner med. Försök igen om en stund.',
    })
  }
}
