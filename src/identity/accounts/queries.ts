import { and, eq, gt, isNotNull, isNull, sql, type SQL } from 'drizzle-orm'
import type { Reader } from '../../db/connect.ts'
import { all, isAfter, keyOf, orderBy, slice, type Order, type Window } from '../../db/statements/keyset.ts'
import { notFound } from '../../errors.ts'
import { present, selfLink } from '../../representation.ts'
import type { Account, AccountQuery } from './schema.ts'
import { accounts, accountUses } from './table.ts'

export const accountOrders = {
  createdAt: { key: sql`${accounts.createdAt}`, type: 'timestamptz' },
  updatedAt: { key: sql`${accounts.updatedAt}`, type: 'timestamptz' },
} as const

const columns = { account: accounts, lastSeenAt: accountUses.lastSeenAt }
interface Row {
  account: typeof accounts.$inferSelect
  lastSeenAt: string | null
}

/** The account that a provider's subject has here, if any. */
export async function findAccount(db: Reader, issuer: string, subject: string) {
  const [row] = await db
    .select({ id: accounts.id, name: accounts.name })
    .from(accounts)
    .where(and(eq(accounts.issuer, issuer), eq(accounts.subject, subject)))
  return row
}

/** One account. Throws `not_found`. */
export async function getAccount(db: Reader, id: string): Promise<Account> {
  const [row] = await db
    .select(columns)
    .from(accounts)
    .leftJoin(accountUses, eq(accountUses.accountId, accounts.id))
    .where(eq(accounts.id, id))
  if (!row) throw notFound('account', 'konto', 'ett')
  return toAccount(row)
}

export async function listAccounts(db: Reader, query: AccountQuery, order: Order, window: Window) {
  const id = sql`${accounts.id}`
  const rows = await db
    .select({ ...columns, id: accounts.id, sortKey: keyOf(order) })
    .from(accounts)
    .leftJoin(accountUses, eq(accountUses.accountId, accounts.id))
    .where(all(...conditions(query), isAfter(order, id, window.after)))
    .orderBy(...orderBy(order, id))
    .limit(window.limit + 1)
    .offset(window.offset)
  return slice(rows, window.limit)
}

export function countAccounts(db: Reader, query: AccountQuery): Promise<number> {
  return db.$count(accounts, all(...conditions(query)))
}

function conditions({ erased, updatedAfter }: AccountQuery): (SQL | undefined)[] {
  return [
    erased === undefined ? undefined : erased ? isNotNull(accounts.erasedAt) : isNull(accounts.erasedAt),
    updatedAfter === undefined ? undefined : gt(accounts.updatedAt, updatedAfter),
  ]
}

export function toAccount({ account, lastSeenAt }: Row): Account {
  return { ...present({ ...account, lastSeenAt }), _links: selfLink(`/accounts/${account.id}`) }
}
