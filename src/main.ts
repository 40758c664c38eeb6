import { existsSync } from 'node:fs'
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

/** Config, database, migrate, app, listen, close on signal; nothing else. */
async function main(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env')
  const config = readConfig(process.env)
  const logger = await createLogger(config.logLevel)
  const database = await openDatabase(config, 'exclusive')
  const connection = connect(database.url, (error) => logger.warn({ err: error }, 'lost a connection to the database'))
  const { db, pool } = connection
  const closeDatabase = async () => {
    await connection.close()
    await database.stop()
  }
  try {
    let firstKey: string | undefined
    await migrate(database.url, async () => {
      firstKey = await prepare(db, config.seed)
    })
    const app = await buildApp({ db, pool, now: () => new Date(), logger, publicUrl: config.publicUrl })
    const housekeeping = setInterval(() => void keepHouse(), housekeepingMs)
    const keepHouse = () =>
      Promise.all([writeUses(db), forgetReplays(db, new Date())]).catch((error: unknown) =>
        logger.warn({ err: error }, 'housekeeping failed'),
      )
    await app.listen({
      port: config.port,
      host: config.host,
      listenTextResolver: (address) => `the register is open at ${address}, its documentation at ${address}/docs`,
    })
    // On standard error and by hand: the log must never hold a key.
    if (firstKey) process.stderr.write(`\nThe first coordinator key, shown this once:\n\n  ${firstKey}\n\n`)

    let closing = false
    const close = async (signal: string) => {
      if (closing) return
      closing = true
      logger.info({ signal }, 'closing')
      clearInterval(housekeeping)
      const drained = app.close()
      await Promise.race([drained, new Promise((resolve) => setTimeout(resolve, drainWithinMs).unref())])
      await keepHouse()
      await closeDatabase()
      process.exit(0)
    }
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void close(signal))
  } catch (error) {
    await closeDatabase().catch(() => {})
    throw error
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${lineFor(error)}\n`)
  process.exit(1)
})
