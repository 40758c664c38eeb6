import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import { assertVersion } from '../../changes/versions.ts'
import type { Database } from '../../db/connect.ts'
import { notFound } from '../../errors.ts'
import { inTransaction, type Work } from '../../work.ts'
import { forgetSignIns } from '../sign-in-cache.ts'
import type { SignInOccasion } from '../sign-in.ts'
import { findAccount, getAccount } from './queries.ts'
import type { Account } from './schema.ts'
import { accounts, accountUses } from './table.ts'

const unseenForMonths = 24
const batch = 100

interface Person {
  issuer: string
  subject: string
  /** Absent when the provider tells none. */
  name?: string | undefined
}

/** The id of the account of a subject: made when it is new, and told of a new name. Safe with two at once. */
export async function accountOf(
  { db, now, requestId }: SignInOccasion,
  { issuer, subject, name }: Person,
): Promise<string> {
  const known = await findAccount(db, issuer, subject)
  if (known && (name === undefined || name === known.name)) return known.id
  const occasion = { actor: { kind: 'system', name: 'sign-in' }, now, requestId } as const
  return inTransaction(db, occasion, async ({ tx }) => {
    const [row] = await tx
      .insert(accounts)
      .values({ issuer, subject, name })
      // Sets at least the subject that it has, so that the row is answered in either case.
      .onConflictDoUpdate({ target: [accounts.issuer, accounts.subject], set: { subject, name } })
      .returning({ id: accounts.id })
    return row!.id
  })
}

/**
 * Blanks who it was, for good. The same subject gets a new account when it comes again. Doing it again changes nothing.
 * Throws `not_found`, `version_mismatch`.
 */
export async function eraseAccount(work: Work, id: string): Promise<Account> {
  const [row] = await work.tx.select().from(accounts).where(eq(accounts.id, id)).for('update')
  if (!row) throw notFound('account', 'konto', 'ett')
  if (!row.erasedAt) {
    await assertVersion(work, 'accounts', row)
    await blankAccounts(work, [id])
  }
  return getAccount(work.tx, id)
}

/** Erases accounts that nobody has come with for 24 months, so many at most. Answers how many; 0 when none is left. */
export async function eraseUnusedAccounts(db: Database, now: Date): Promise<number> {
  const occasion = { actor: { kind: 'system', name: 'jobs' }, now, requestId: 'erase-unused-accounts' } as const
  return inTransaction(db, occasion, async (work) => {
    const lastSeen = sql`coalesce((select ${accountUses.lastSeenAt} from ${accountUses} where ${accountUses.accountId} = ${accounts.id}), ${accounts.createdAt})`
    const unused = await work.tx
      .select({ id: accounts.id })
      .from(accounts)
      .where(
        and(
          isNull(accounts.erasedAt),
          sql`${lastSeen} < ${now.toISOString()}::timestamptz - make_interval(months => ${unseenForMonths})`,
        ),
      )
      .limit(batch)
      .for('update', { skipLocked: true })
    const ids = unused.map(({ id }) => id)
    if (ids.length > 0) await blankAccounts(work, ids)
    return ids.length
  })
}

async function blankAccounts({ tx, afterCommit }: Work, ids: string[]): Promise<void> {
  await tx
    .update(accounts)
    .set({ subject: null, name: null, erasedAt: sql`registry_now()` })
    .where(inArray(accounts.id, ids))
  await tx.delete(accountUses).where(inArray(accountUses.accountId, ids))
  afterCommit(forgetSignIns)
}
