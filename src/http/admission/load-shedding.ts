import underPressure from '@fastify/under-pressure'
import type { App } from '../app.ts'
import type { NoteRefusal } from '../observability/refusals.ts'
import { overloaded } from './fair-queue.ts'

const measuredEveryMs = 2_000

/** When the event loop has too much to do: its mean delay, and how long after the start it begins to tell of load. */
export interface Overload {
  delayMs: number
  fromMs: number
}
export const usualOverload: Overload = { delayMs: 500, fromMs: 10_000 }

/**
 * Refuses at once, with 503 and a time to come back, what could only be served too late: while the event loop lags.
 * `/health/live` is answered all the same.
 */
export async function shedsLoad(app: App, overload: Overload, note: NoteRefusal): Promise<void> {
  const began = performance.now()
  await app.register(underPressure, {
    sampleInterval: measuredEveryMs,
    maxEventLoopDelay: overload.delayMs,
    pressureHandler: async (request, _reply, _type, delay) => {
      // One pause as long as the interval leaves no measure, and is over by then.
      if (!Number.isFinite(delay) || performance.now() - began <= overload.fromMs) return
      note(request, 'overload')
      throw overloaded
    },
  })
}
