import { existsSync } from 'node:fs'
import { buildApp } from './app.ts'
import { readConfig } from './config.ts'
import { openDatabase } from './database.ts'
import { connect } from './db/connect.ts'
import { migrate } from './db/migrate.ts'
import { forgetReplays } from './db/replay.ts'
import { StartupError } from './errors.ts'
import { createLogger } from './http/logging.ts'
import { writeUses } from './identity/api-keys/uses.ts'
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
    const address = await app.listen({ port: config.port, host: config.host })
    logger.info({ address }, 'the register is open')
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

/** One line that says what to do, for what a person can mend; the whole error for what only a developer can. */
function lineFor(error: unknown): string {
  if (error instanceof StartupError) return error.message
  const { code, port, address } = error as { code?: string; port?: number; address?: string }
  if (code === 'EADDRINUSE') return `Port ${port} on ${address} is in use. Stop what uses it, or set PORT to another.`
  if (code === 'EADDRNOTAVAIL') return `The address ${address} is not this machine's. Set HOST to one that is.`
  if (code === 'EACCES') return `Port ${port} may not be opened by this user. Set PORT to one above 1023.`
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'ETIMEDOUT') {
    return `The database of DATABASE_URL does not answer (${code}). Start it, or correct the URL.`
  }
  if (code === '28P01' || code === '28000' || code === '3D000') {
    return 'The database of DATABASE_URL refuses its user, password or database name. Correct the URL.'
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
