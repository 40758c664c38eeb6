import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import type { Reader } from '../../db/connect.ts'
import { byUpdate } from '../../db/statements/filters.ts'
import { list } from '../../db/statements/list.ts'
import { notFound } from '../../errors.ts'
import { present, selfLink } from '../../representation.ts'
import type { Account, AccountQuery } from './schema.ts'
import { accounts, accountUses } from './table.ts'

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

export const accountList = list<object, AccountQuery, Row>({
  from: accounts,
  id: accounts.id,
  columns: { account: accounts, lastSeenAt: accountUses.lastSeenAt },
  joinShown: (select) => select.leftJoin(accountUses, eq(accountUses.accountId, accounts.id)),
  filters: {
    erased: (isErased) => (isErased ? isNotNull(accounts.erasedAt) : isNull(accounts.erasedAt)),
    updatedAfter: byUpdate(accounts.updatedAt),
  },
  orders: {
    createdAt: { key: sql`${accounts.createdAt}`, type: 'timestamptz' },
    updatedAt: { key: sql`${accounts.updatedAt}`, type: 'timestamptz' },
  },
  fallback: '-createdAt',
  present: toAccount,
})

/** One account. Throws `not_found`. */
export async function getAccount(db: Reader, id: string): Promise<Account> {
  const row = await accountList.find(db, id, {})
  if (!row) throw notFound('account', 'konto', 'ett')
  return toAccount(row)
}

function toAccount({ account, lastSeenAt }: Row): Account {
  return { ...present({ ...account, lastSeenAt }), _links: selfLink(`/accounts/${account.id}`) }
}
