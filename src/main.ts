import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { buildApp } from './app.ts'
import { readConfig } from './config.ts'
import { openDatabase } from './database.ts'
import { connect } from './db/connect.ts'
import { migrate } from './db/migrate.ts'
import { forgetReplays } from './db/replay.ts'
import { createLogger } from './http/logging.ts'
import { writeUses } from './identity/api-keys/uses.ts'
import { lineFor } from './lines.ts'
import { prepare } from './prepare.ts'

const housekeepingMs = 30_000
const drainWithinMs = 3_000
/** For each step after it: a database that does not answer keeps nobody from ending. */
const stepWithinMs = 500

/** Ends what has been begun. Last begun, first ended. */
const endings: (() => Promise<unknown>)[] = []

/** Config, database, migrate, app, listen; nothing else. */
async function main(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env')
  const config = readConfig(process.env)
  const logger = await createLogger(config.logLevel)
  // From the first moment on: a start that is broken off must not leave the embedded server behind.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      logger.info({ signal }, 'closing')
      end(0)
    })
  }

  const opening = openDatabase(config, 'exclusive')
  endings.push(async () => (await opening).stop())
  const { url } = await opening
  const { db, pool, close } = connect(url, ({ message }) =>
    logger.warn({ message }, 'lost a connection to the database'),
  )
  endings.push(() => within(stepWithinMs, close()))
  await migrate(url, async () => {
    const firstKey = await prepare(db, config.seed)
    // At once, whatever fails later: it is kept nowhere. On standard error and by hand: the log must never hold a key.
    if (firstKey) process.stderr.write(`\nThe first coordinator key, shown this once:\n\n  ${firstKey}\n\n`)
  })

  const keepHouse = () =>
    Promise.all([writeUses(db), forgetReplays(db, new Date())]).catch(({ cause, message }: Error) =>
      logger.warn({ err: cause ?? message }, 'housekeeping failed'),
    )
  setInterval(() => void keepHouse(), housekeepingMs).unref()
  endings.push(() => within(stepWithinMs, keepHouse()))

  const app = await buildApp({ db, pool, now: () => new Date(), logger, publicUrl: config.publicUrl })
  endings.push(() => within(drainWithinMs, app.close()))
  await app.listen({
    port: config.port,
    host: config.host,
    listenTextResolver: (address) => `the register is open at ${address}, its documentation at ${address}/docs`,
  })
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

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  await Promise.race([work, sleep(ms, undefined, { ref: false })])
}

main().catch((error: unknown) => {
  if (!ended) process.stderr.write(`${lineFor(error)}\n`)
  end(1)
})
