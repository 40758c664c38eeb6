// oxlint-disable-next-line import/no-unassigned-import -- it reads .env before any other module reads the environment
import './environment.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { buildApp } from './app.ts'
import { readConfig, type Config } from './config.ts'
import { openDatabase } from './database.ts'
import { connect } from './db/connect.ts'
import { migrate } from './db/migrate.ts'
import { assertStartupOptions } from './db/roles.ts'
import { openReplica } from './db/replica.ts'
import { countedInMemory, countedInPostgres } from './db/rate-limits.ts'
import { backlog } from './http/admission/connections.ts'
import { usualFailures, type Limits } from './http/admission/rate-limits.ts'
import { startWatchdog } from './db/watchdog.ts'
import { createLogger } from './http/observability/logging.ts'
import { writeUses } from './identity/uses.ts'
import { jobs } from './jobs/jobs.ts'
import { prepareQueues } from './jobs/queue.ts'
import { startJobs } from './jobs/runner.ts'
import { lineFor } from './error-line.ts'
import { makeFirstKey } from './first-start.ts'
import { prepareOccurrences } from './registry/collaborations/occurrences.commands.ts'
import { seed } from './seed/seed.ts'

const writeUsesMs = 30_000
const drainWithinMs = 3_000
/** For each step after it: a database that does not answer keeps nobody from ending. */
const stepWithinMs = 500

/** Ends what has been begun. Last begun, first ended. */
const endings: (() => Promise<unknown>)[] = []

/** Config, database, migrate, app, listen, jobs; nothing else. */
async function main(): Promise<void> {
  const config = readConfig(process.env)
  const logger = await createLogger(config.logLevel)
  // From the first moment on: a start that is broken off must not leave the embedded server behind.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      logger.info({ signal }, 'closing')
      end(0)
    })
  }

  logger.info(config.databaseUrl ? 'connecting to DATABASE_URL' : `opening the database in ${config.dataDir}`)
  const opening = openDatabase(config, 'exclusive', (message, err) => logger.warn({ err }, message))
  endings.push(async () => (await opening).stop())
  const { url, ownerUrl } = await opening
  const { db, patient, pool, close } = connect(url, ({ message }) =>
    logger.warn({ message }, 'lost a connection to the database'),
  )
  const stopWatchdog = startWatchdog(url, [pool, db.writers], (message) => logger.warn(message))
  // A request or job that was not done in time holds its connection; Postgres undoes what it was at.
  endings.push(() => within(stepWithinMs, close()))
  endings.push(async () => stopWatchdog())
  await migrate(ownerUrl, {
    asOwner: (owner) => prepareQueues(owner, jobs),
    asService: async () => {
      await assertStartupOptions(pool)
      if (config.seed !== 'none') await seed(db, config.seed)
      await prepareOccurrences(db, new Date())
    },
  })

  const noteUses = () =>
    writeUses(patient).catch((error: unknown) => logger.warn({ err: error }, 'uses of keys could not be written'))
  setInterval(() => void noteUses(), writeUsesMs).unref()
  endings.push(() => within(stepWithinMs, noteUses()))

  const now = () => new Date()
  const { publicUrl, trustProxy, corsOrigins, oidc } = config
  const limits = limitsFrom(config, url, logger)
  const replica =
    config.databaseReadUrl === undefined
      ? undefined
      : openReplica(config.databaseReadUrl, { url, db }, (message) => logger.warn(message))
  endings.push(() => within(stepWithinMs, Promise.resolve(replica?.close())))
  const app = await buildApp({ db, pool, replica, now, logger, publicUrl, limits, trustProxy, corsOrigins, oidc })
  const running = startJobs({ pool: db.writers, db: patient, now, logger }, jobs)
  endings.push(() => within(drainWithinMs, Promise.all([app.close(), running.then((work) => work.stop())])))
  const address = await app.listen({
    port: config.port,
    host: config.host,
    backlog,
    listenTextResolver: (one) => `listening at ${one}`,
  })
  const firstKey = await makeFirstKey(db)
  // On standard error and by hand: it is kept nowhere, and the log must never hold a key.
  if (firstKey) process.stderr.write(`\nThe first coordinator key, shown this once:\n\n  ${firstKey}\n\n`)
  logger.info(`the register is open at ${address}, its documentation at ${address}/docs`)
  await running
}

/** The limits of the configuration, with what they are counted in. */
function limitsFrom({ rateLimit, rateLimitStore }: Config, url: string, logger: Logger): Limits | undefined {
  if (!rateLimit) {
    logger.warn('there are no limits (RATE_LIMIT=off)')
    return undefined
  }
  const allowed = { ...rateLimit, ...usualFailures }
  if (rateLimitStore === 'memory') return { ...allowed, counting: countedInMemory }
  const { counting, close } = countedInPostgres(url, (away) =>
    logger.warn(away ? 'requests are counted by this register alone' : 'requests are counted together again'),
  )
  endings.push(() => within(stepWithinMs, close()))
  return { ...allowed, counting }
}

let ended = false
function end(code: number): void {
  if (ended) return
  ended = true
  const exit = () => process.exit(code)
  endAll().then(exit, exit)
}

async function endAll(): Promise<void> {
  for (const ending of endings.toReversed()) await ending().catch(() => {})
}

/** Waits for it, but no longer than so many milliseconds. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  await Promise.race([work, sleep(ms, undefined, { ref: false })])
}

main().catch((error: unknown) => {
  if (!ended) process.stderr.write(`${lineFor(error)}\n`)
  end(1)
})
