// Idempotency keys: the answer to a request is kept, and replayed to the same request sent again.
import { createHash } from 'node:crypto'
import { and, eq, gt, lt, sql } from 'drizzle-orm'
import { RegistryError } from '../errors.ts'
import type { Database, Transaction } from './connect.ts'
import { replays } from './idempotency.table.ts'

const keptForHours = 48

export interface StoredAnswer {
  status: number
  headers: Record<string, string>
  body: string | null
}

/** What makes two requests the same. */
export function requestHash(method: string, path: string, body: unknown): Buffer {
  return createHash('sha256')
    .update(`${method} ${path}\n${JSON.stringify(body ?? null)}`)
    .digest()
}

/**
 * The answer given before under this key, nothing, or that another request with it is still running. From here to the end
 * of the transaction the key is this caller's. Throws `rule_broken` when it was used for another request.
 */
export async function findReplay(tx: Transaction, now: Date, caller: string, key: string, hash: Buffer) {
  const { rows } = await tx.execute<{ held: boolean }>(
    sql`select pg_try_advisory_xact_lock(hashtextextended(${`${caller} ${key}`}, 0)) as held`,
  )
  if (!rows[0]?.held) return 'running'
  const [stored] = await tx
    .select()
    .from(replays)
    .where(and(eq(replays.caller, caller), eq(replays.key, key), gt(replays.createdAt, oldest(now))))
  if (!stored) return undefined
  if (!stored.requestHash.equals(hash)) {
    throw new RegistryError('rule_broken', {
      en: 'This Idempotency-Key was used for another request. Take a new key for each request.',
      sv: 'Denna Idempotency-Key användes för en annan begäran. Ta en ny nyckel för varje begäran.',
    })
  }
  const { status, headers, body } = stored
  return { status, headers, body }
}

/** Keeps an answer with the write that it answers: both are there after a crash, or neither. */
export async function keepReplay(tx: Transaction, caller: string, key: string, hash: Buffer, answer: StoredAnswer) {
  const row = { caller, key, requestHash: hash, ...answer }
  // A row older than it is kept for may still lie there.
  const set = { requestHash: hash, ...answer, createdAt: sql`registry_now()` }
  await tx
    .insert(replays)
    .values(row)
    .onConflictDoUpdate({ target: [replays.caller, replays.key], set })
}

/** Removes what is past its time. */
export async function forgetReplays(db: Database, now: Date): Promise<void> {
  await db.delete(replays).where(lt(replays.createdAt, oldest(now)))
}

function oldest(now: Date): string {
  return new Date(now.getTime() - keptForHours * 3_600_000).toISOString()
}
