import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { Logger } from 'pino'
import type { Database } from '../db/connect.ts'
import { jobRuns } from './metrics.ts'
import { queueKeeper, queueOn } from './queue.ts'

export interface Job {
  name: string
  /** How often it runs: once in each interval, whichever register takes it. */
  everySeconds: number
  /** Does a part of what is due, and answers how much; 0 or nothing when nothing is left. Harmless when done twice. */
  run(db: Database, now: Date): Promise<number | void>
}

interface Deps {
  pool: pg.Pool
  db: Database
  now: () => Date
  logger: Pick<Logger, 'info' | 'warn' | 'error'>
  /** How often each job is looked for. */
  lookEveryMs?: number
}

/** Tried again after 1 to 2 seconds, then after about twice as long each time. */
const patience = { retryLimit: 3, retryDelay: 1, retryBackoff: true }
/** A run whose register has died is given to another one after this long. */
const expireInSeconds = 300
/** Parts in one run. What is left then waits for the next. */
const mostParts = 500

/**
 * Runs the jobs until it is stopped. Every register does, on one database: Postgres' clock divides time into intervals,
 * and a unique index lets one run into each. While Postgres is away nothing runs, and it goes on by itself when it is back.
 *
 * The loop is ours, since that of pg-boss 10 (`work`) does not await `complete` and `fail`: with Postgres away, their
 * rejections would end the process.
 */
export async function startJobs(
  { pool, db, now, logger, lookEveryMs = 5_000 }: Deps,
  jobs: Job[],
): Promise<{ stop(): Promise<void> }> {
  const queue = await queueOn(pool)
  const stopping = new AbortController()
  const { signal } = stopping
  let away = false

  const keeper: Job = { name: queueKeeper, everySeconds: 60, run: keepQueue }
  const loops = [...jobs, keeper].map(attend)
  return {
    /** Takes no more runs, and waits for the part that each is at. */
    async stop() {
      stopping.abort()
      await Promise.all(loops)
    },
  }

  // It answers more than its type says, which would be taken for work that is left.
  async function keepQueue(): Promise<void> {
    await queue.maintain()
  }

  async function attend(job: Job): Promise<void> {
    while (!signal.aborted) {
      try {
        await runIfDue(job)
        if (away) logger.info('the jobs go on')
        away = false
      } catch (error) {
        if (!away) logger.warn({ err: error, job: job.name }, 'the jobs wait for the database')
        away = true
      }
      await sleep(lookEveryMs, undefined, { signal, ref: false }).catch(() => {})
    }
  }

  async function runIfDue(job: Job): Promise<void> {
    const { name, everySeconds } = job
    await queue.insert([{ name, singletonSeconds: everySeconds, expireInSeconds, ...patience }])
    const [due] = await queue.fetch(name)
    if (!due) return
    try {
      const done = await runThrough(job)
      jobRuns.inc({ job: name, result: 'done' })
      if (done > 0) logger.info({ job: name, done }, 'job')
    } catch (error) {
      jobRuns.inc({ job: name, result: 'failed' })
      logger.error({ err: error, job: name }, 'a job failed, and will be tried again')
      // Without the error: what it says may come from a row, and is in the log.
      await queue.fail(name, due.id)
      return
    }
    await queue.complete(name, due.id)
  }

  async function runThrough(job: Job): Promise<number> {
    let done = 0
    // A run that was taken has one part at least, also at the stop: without one it would count as done.
    for (let part = 0; part === 0 || (part < mostParts && !signal.aborted); part++) {
      const more = await job.run(db, now())
      if (!more) break
      done += more
    }
    return done
  }
}
