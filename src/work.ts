import { setTimeout } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { atOneMoment, transact, type Database, type Reader, type Transaction } from './db/connect.ts'
import { isSignedIn, organisationOf, roleOf, type Actor } from './actor.ts'

/** Who writes, when, and on whose request: what Postgres must know to write its log. */
export interface Occasion {
  actor: Actor
  now: Date
  requestId: string
  /** The version that the caller's If-Match names; absent where none was asked for. */
  expectedVersions?: readonly number[] | undefined
}

/** All that a command may use. Reading through anything but `tx` inside a command sees stale rows and can starve the pool. */
export interface Work extends Occasion {
  tx: Transaction
  /** What is to be done once this is committed, before anybody hears of it; not at all when it is not. */
  afterCommit: (follow: (db: Database) => void) => void
}

const serializationFailure = '40001'
const deadlock = '40P01'
const attempts = 3
const pauseMs = 50

/**
 * Runs a command in one transaction, with actor, moment and request known to Postgres for as long as it lasts. Tried
 * again when Postgres gave it up for another's sake (a deadlock), so a command must do nothing but write through `tx`.
 */
export async function inTransaction<T>(
  db: Database,
  occasion: Occasion,
  command: (work: Work) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const follows: ((db: Database) => void)[] = []
    const afterCommit = (follow: (db: Database) => void) => void follows.push(follow)
    try {
      const result = await transact(db.writers, (tx) => command({ tx, afterCommit, ...occasion }), known(occasion))
      for (const follow of follows) follow(db)
      return result
    } catch (error) {
      if (attempt === attempts || !isGivenUp(error)) throw error
      // Or it takes its first lock again before the other has woken up, and both meet as before.
      await setTimeout(attempt * pauseMs * (0.5 + Math.random()))
    }
  }
}

/** Reads what Postgres shows to this actor alone: contacts. Writes are refused. */
export function readAs<T>(db: Database, actor: Actor, read: (tx: Transaction) => Promise<T>): Promise<T> {
  return transact(db.$client, read, settings('reading', { ...rightsOf(actor), transaction_read_only: 'on' }))
}

/** The same bit by bit, all of it as the database was at one moment. */
export function readAtOneMoment<T>(
  db: Database,
  actor: Actor,
  read: (tx: Reader) => AsyncGenerator<T>,
): AsyncGenerator<T> {
  return atOneMoment(db.$client, read, settings('rights', rightsOf(actor)))
}

/** What the policies of the tables ask for (`acts_for` and `is_coordinator` in the migrations). */
function rightsOf(actor: Actor) {
  return { 'app.actor_role': roleOf(actor), 'app.actor_organisation_id': organisationOf(actor) ?? '' }
}

/** What the triggers write into the log besides. */
function known({ actor, now, requestId }: Occasion) {
  return settings('writing', {
    ...rightsOf(actor),
    'app.actor_kind': actor.kind,
    'app.actor_id': isSignedIn(actor) ? actor.id : '',
    'app.actor_name': actor.kind === 'system' ? actor.name : '',
    'app.request_id': requestId,
    'app.now': now.toISOString(),
  })
}

/** The statement that makes settings hold for a transaction; `of` tells it from others of other settings. */
function settings(of: string, values: Record<string, string>) {
  const text = `select ${Object.keys(values)
    .map((name, i) => `set_config('${name}', $${i + 1}, true)`)
    .join(', ')}`
  return { name: `settings of ${of}`, text, values: Object.values(values) }
}

/**
 * What follows from a command for the rows of others, and is the register's own doing: a place that is freed goes to who
 * waits for it. The log names the actor of the command all the same. Keep it around single statements.
 */
export async function asRegister<T>(work: Work, effect: () => Promise<T>): Promise<T> {
  await work.tx.execute(sql`select set_config('app.as_register', 'on', true)`)
  const result = await effect()
  await work.tx.execute(sql`select set_config('app.as_register', '', true)`)
  return result
}

function isGivenUp(error: unknown): boolean {
  const cause = error instanceof Error && error.cause ? error.cause : error
  const code = (cause as { code?: unknown }).code
  return code === serializationFailure || code === deadlock
}
