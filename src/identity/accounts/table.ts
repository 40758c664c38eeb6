import { sql } from 'drizzle-orm'
import { check, index, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core'
import { instant, rowColumns } from '../../db/columns.ts'

/**
 * Who has signed in through the OpenID provider, made at the first time. Personal data, besides contacts the only:
 * `subject` and `name` never enter the log, and an erased account has neither. Rights are no part of it: each token
 * brings its own.
 */
export const accounts = pgTable(
  'accounts',
  {
    ...rowColumns,
    issuer: text('issuer').notNull(),
    subject: text('subject'),
    name: text('name'),
    erasedAt: instant('erased_at'),
  },
  (t) => [
    // Nulls differ from one another: of erased accounts there may be many.
    unique('accounts_subject_key').on(t.issuer, t.subject),
    index('accounts_created').on(t.createdAt, t.id),
    index('accounts_updated').on(t.updatedAt, t.id),
    check('accounts_subject_until_erased', sql`(${t.subject} is null) = (${t.erasedAt} is not null)`),
    check('accounts_name_until_erased', sql`${t.name} is null or ${t.erasedAt} is null`),
  ],
)

/** When somebody was last here, to the hour: apart from the accounts, so that coming back leaves no trail in the log. */
export const accountUses = pgTable('account_uses', {
  accountId: uuid('account_id')
    .primaryKey()
    .references(() => accounts.id, { onDelete: 'cascade' }),
  lastSeenAt: instant('last_seen_at').notNull(),
})
