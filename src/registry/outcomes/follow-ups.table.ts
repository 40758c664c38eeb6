import { sql } from 'drizzle-orm'
import { check, index, pgTable, text, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { day, isOneOf, rowColumns } from '../../db/columns.ts'
import { collaborations } from '../collaborations/table.ts'
import { contributions } from '../contributions/table.ts'

export const followUpStatuses = ['due', 'done', 'dropped'] as const

/** Uppföljningar: made when the time has come to ask what a contribution led to, or whether a collaboration goes on. */
export const followUps = pgTable(
  'follow_ups',
  {
    ...rowColumns,
    contributionId: uuid('contribution_id').references(() => contributions.id, { onDelete: 'restrict' }),
    collaborationId: uuid('collaboration_id').references(() => collaborations.id, { onDelete: 'cascade' }),
    dueOn: day('due_on').notNull(),
    status: text('status', { enum: followUpStatuses }).notNull().default('due'),
    reason: text('reason'),
  },
  (t) => [
    unique('follow_ups_contribution_key').on(t.contributionId),
    uniqueIndex('follow_ups_collaboration_due')
      .on(t.collaborationId)
      .where(sql`${t.status} = 'due' and ${t.collaborationId} is not null`),
    index('follow_ups_collaboration')
      .on(t.collaborationId, t.dueOn)
      .where(sql`${t.collaborationId} is not null`),
    index('follow_ups_due_on').on(t.dueOn, t.id),
    index('follow_ups_created').on(t.createdAt, t.id),
    index('follow_ups_updated').on(t.updatedAt, t.id),
    index('follow_ups_due')
      .on(t.dueOn, t.id)
      .where(sql`${t.status} = 'due'`),
    check('follow_ups_one_subject', sql`num_nonnulls(${t.contributionId}, ${t.collaborationId}) = 1`),
    check('follow_ups_status_known', isOneOf(t.status, followUpStatuses)),
    check('follow_ups_dropped_with_reason', sql`${t.status} <> 'dropped' or ${t.reason} is not null`),
  ],
)
