// oxlint-disable-next-line import/no-unassigned-import -- it reads .env before any other module reads the environment
import './environment.ts'
import { writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { parseArgs } from 'node:util'
import { pino } from 'pino'
import { verifyChanges } from './changes/verify.ts'
import { readConfig, variables } from './config.ts'
import { openDatabase } from './database.ts'
import { backUp } from './db/backup/backup.ts'
import { connect, type Database } from './db/connect.ts'
import { constraintMessages } from './constraints.ts'
import { meaningOf } from './db/faults.ts'
import { migrate } from './db/migrate.ts'
import { restore } from './db/backup/restore.ts'
import { RegistryError, StartupError } from './errors.ts'
import { roles, scopes, type Role, type Scope } from './actor.ts'
import { createKey, keyTable, revokeKey, rotateKey } from './identity/api-keys/cli.ts'
import type { NewApiKey } from './identity/api-keys/schema.ts'
import { lineFor } from './error-line.ts'
import { seed, seeds } from './seed/seed.ts'
import { isUuid } from './uuid.ts'

const mostOverlapHours = 720

const help = `The register of partners, from the command line.

  npm run -s cli -- COMMAND

  migrate                 bring the database to the present schema
  seed vocabularies       load the terms without which nothing can be registered
  seed facts              load the facts of the source documents
  seed demo               load those and fictional, marked data
  api-key create --role ROLE --name NAME [--organisation ID] [--expires DATE] [--scopes read]
                          make a key and print it, this once; ROLE is one of ${roles.join(', ')};
                          partner and matcher act for an organisation; DATE is YYYY-MM-DD, the last day it works
  api-key list            show all keys: what they may do, whether they work, and what was rotated from what
  api-key rotate ID [--overlap HOURS]
                          make a key in the place of another and print it, this once; the old one works for
                          another 24 hours, or as many as are said (0 to ${mostOverlapHours})
  api-key revoke ID       end a key at once
  audit verify [--noted POSITION:LINK]
                          hold the whole log against its seals; --noted also against a link noted before
  backup FILE             write all that is kept to a new file, while the register runs or not; it holds personal data
  restore FILE            read a backup into an empty database, and bring it to the present schema
  openapi                 write the contract to openapi/openapi.json
  --help                  show this

All but restore work while the register runs and while it does not, by the same variables:

${Object.entries(variables)
  .map(([name, { meaning, fallback }]) => `  ${name.padEnd(24)} ${meaning}${fallback ? ` (${fallback})` : ''}`)
  .join('\n')}
`

/** By a signal: that its command then fails is no news. */
let isBrokenOff = false

/** A command line that cannot be followed. */
class UsageError extends Error {}

async function run(args: string[]): Promise<void> {
  const { values, positionals } = parse(args)
  const [command, what, ...more] = positionals
  if (values.help || !command) return print(help)
  if (command === 'api-key' && (what === 'rotate' || what === 'revoke')) return changeKey(what, more, values)
  if (more.length > 0) throw new UsageError(`Too many words: ${more.join(' ')}`)
  if (command === 'openapi' && !what) return writeContract()
  if (command === 'migrate' && !what) return withDatabase(async () => print('The database is at the present schema.\n'))
  const wanted = seeds.find((name) => name === what)
  if (command === 'seed' && wanted) {
    // What a register may not load when it starts, it may not load later.
    readConfig({ ...process.env, SEED: wanted })
    return withDatabase(async (db) => {
      await seed(db, wanted)
      print(`Loaded: ${wanted}.\n`)
    })
  }
  if (command === 'api-key' && what === 'list') return withDatabase(async (db) => print(await keyTable(db)))
  if (command === 'backup' || command === 'restore') {
    if (!what) throw new UsageError(`Name the file: ${command} FILE.`)
    return command === 'backup'
      ? withOwner('shared', async (url) => print(`Backed up ${await backUp(url, what)} rows to ${what}.\n`))
      : withOwner('exclusive', async (url) => print(`Restored ${await restore(url, what)} rows from ${what}.\n`))
  }
  if (command === 'api-key' && what === 'create') {
    const key = keyFrom(values)
    return withDatabase(async (db) => print(`${await createKey(db, key)}\n`))
  }
  if (command === 'audit' && what === 'verify') {
    const noted = notedFrom(values.noted)
    return withDatabase((db) => verify(db, noted))
  }
  throw new UsageError(`There is no command "${[command, what].filter(Boolean).join(' ')}".`)
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        role: { type: 'string' },
        name: { type: 'string' },
        organisation: { type: 'string' },
        expires: { type: 'string' },
        noted: { type: 'string' },
        scopes: { type: 'string' },
        overlap: { type: 'string' },
      },
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/** Opens the database that the configuration names, migrates it, and lets go of it afterwards. */
function withDatabase(command: (db: Database) => Promise<void>): Promise<void> {
  return withOwner('shared', async (ownerUrl, url) => {
    await migrate(ownerUrl)
    const { db, close } = connect(url, () => {}, 'service', 2)
    try {
      await command(db)
    } finally {
      await close()
    }
  })
}

/**
 * As it is, for what needs neither its present schema nor a pool. A command that is broken off lets go of it as well: it must
 * not leave the server behind that it has started. What it was writing is undone with its session.
 */
async function withOwner(
  use: 'exclusive' | 'shared',
  command: (ownerUrl: string, url: string) => Promise<void>,
): Promise<void> {
  const opening = openDatabase(readConfig(process.env), use)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      isBrokenOff = true
      const exit = () => process.exit(128 + constants.signals[signal])
      opening.then((database) => database.stop()).then(exit, exit)
    })
  }
  const database = await opening
  try {
    await command(database.ownerUrl, database.url)
  } finally {
    await database.stop()
  }
}

type Options = Record<string, string | boolean | undefined>

async function changeKey(what: 'rotate' | 'revoke', [id, ...more]: string[], { overlap }: Options): Promise<void> {
  if (!isId(id) || more.length > 0) throw new UsageError(`Say which key: api-key ${what} ID. api-key list shows them.`)
  if (overlap !== undefined && !(/^\d{1,3}$/.test(String(overlap)) && Number(overlap) <= mostOverlapHours))
    throw new UsageError(`--overlap must be hours from 0 to ${mostOverlapHours}.`)
  return withDatabase(async (db) => {
    if (what === 'rotate')
      return print(`${await rotateKey(db, id, overlap === undefined ? overlap : Number(overlap))}\n`)
    await revokeKey(db, id)
    print('Revoked.\n')
  })
}

function isId(text: unknown): text is string {
  return typeof text === 'string' && isUuid(text)
}

function keyFrom({ role, name, organisation, expires, scopes: chosen }: Options): NewApiKey {
  if (!roles.includes(role as Role)) throw new UsageError(`--role must be one of ${roles.join(', ')}.`)
  if (typeof name !== 'string' || name.trim() === '') throw new UsageError('--name must say what the key is for.')
  if (organisation !== undefined && !isId(organisation)) throw new UsageError('--organisation must be an id.')
  const named = chosen === undefined ? scopes : String(chosen).split(',')
  if (!named.every((scope) => scopes.includes(scope as Scope)))
    throw new UsageError(`--scopes must be of ${scopes.join(',')}.`)
  const expiresAt = expires === undefined ? undefined : endOf(String(expires))
  return {
    role: role as Role,
    name: name.trim(),
    scopes: scopes.filter((scope) => named.includes(scope)),
    ...(organisation !== undefined && { organisationId: organisation }),
    ...(expiresAt && { expiresAt }),
  }
}

/** The end of a day, in UTC: the first moment at which the key does not work. */
function endOf(day: string): string {
  const start = Date.parse(`${day}T00:00:00Z`)
  const real = /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(start) && new Date(start).toISOString().startsWith(day)
  if (!real) throw new UsageError('--expires must be a day, as 2027-06-30.')
  return new Date(start + 86_400_000).toISOString()
}

function notedFrom(text: string | undefined): { position: number; link: string } | undefined {
  if (text === undefined) return undefined
  const [, position, link] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? []
  if (!position || !link) throw new UsageError('--noted must be POSITION:LINK, as an earlier run printed it.')
  return { position: Number(position), link }
}

/** Says whether the log is whole, and where it is not; then the command fails. */
async function verify(db: Database, noted?: { position: number; link: string }): Promise<void> {
  const { entries, redacted, head, tampering, pastRegister } = await verifyChanges(db, noted, (done) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${done} entries`)
  })
  if (process.stderr.isTTY) process.stderr.write('\r')
  for (const { position, table, rowId, fields } of pastRegister) {
    print(
      `Entry ${position ?? 'to come'}: a redaction past the register, of ${fields.join(', ') || 'all'} in ${table} ${rowId}.\n`,
    )
  }
  if (tampering.length === 0) {
    print(`The log is whole: ${entries} entries, ${redacted} of them redacted.\n${head.position}:${head.link}\n`)
    return
  }
  for (const { position, what } of tampering) print(`Entry ${position}: ${what}.\n`)
  throw new StartupError(`The log has been tampered with: ${tampering.length} of ${entries} entries.`)
}

/** The contract needs no database: the pool of this app is never used. */
async function writeContract(): Promise<void> {
  // All of the program, which no other command has to wait for.
  const { buildApp } = await import('./app.ts')
  const { db, pool, close } = connect('postgres://unused', () => {}, 'service', 1)
  const logger = pino({ level: 'silent' })
  const app = await buildApp({ db, pool, now: () => new Date(), logger, publicUrl: 'http://127.0.0.1:3000' })
  await app.ready()
  writeFileSync(new URL('../openapi/openapi.json', import.meta.url), `${JSON.stringify(app.swagger(), null, 2)}\n`)
  await app.close()
  await close()
}

function print(text: string): void {
  process.stdout.write(text)
}

run(process.argv.slice(2)).catch((thrown: unknown) => {
  if (isBrokenOff) return
  const error = meaningOf(thrown, constraintMessages)
  const line =
    error instanceof UsageError
      ? `${error.message}\nSee npm run -s cli -- --help`
      : error instanceof RegistryError || error instanceof StartupError
        ? error.message
        : lineFor(error)
  process.stderr.write(`${line}\n`)
  process.exitCode = 1
})
