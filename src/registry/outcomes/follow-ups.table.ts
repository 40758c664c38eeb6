import { sql } from 'drizzle-orm'
import { check, index, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core'
import { day, isOneOf, rowColumns } from '../../db/columns.ts'
import { contributions } from '../contributions/table.ts'

export const followUpStatuses = ['due', 'done', 'dropped'] as const

/** Uppföljningar: made when the time has come to ask what a contribution led to. */
export const followUps = pgTable(
  'follow_ups',
  {
    ...rowColumns,
    contributionId: uuid('contribution_id')
      .notNull()
      .references(() => contributions.id, { onDelete: 'restrict' }),
    dueOn: day('due_on').notNull(),
    status: text('status', { enum: followUpStatuses }).notNull().default('due'),
    reason: text('reason'),
  },
  (t) => [
    unique('follow_ups_contribution_key').on(t.contributionId),
    index('follow_ups_due_on').on(t.dueOn, t.id),
    index('follow_ups_created').on(t.createdAt, t.id),
    index('follow_ups_updated').on(t.updatedAt, t.id),
    index('follow_ups_due')
      .on(t.dueOn, t.id)
      .where(sql`${t.status} = 'due'`),
    check('follow_ups_status_known', isOneOf(t.status, followUpStatuses)),
    check('follow_ups_dropped_with_reason', sql`${t.status} <> 'dropped' or ${t.reason} is not null`),
  ],
)
