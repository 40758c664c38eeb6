import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { day, instant, isOneOf } from '../../db/columns.ts'

/** What is told of a figure: its value, that it is fewer than five, or that there is one. */
export const answers = ['value', 'few', 'nothing'] as const
/** `statement`: a public document states it. `publication`: a coordinator has it shown all the same. */
const reasons = ['rule', 'statement', 'publication'] as const

/**
 * Every answer that was ever given about a figure. What has been told stays known: rows are added and never changed, and
 * refer to nothing, since they outlive the figure, its metric and what it is of.
 */
export const disclosures = pgTable(
  'disclosures',
  {
    id: uuid('id')
      .primaryKey()
      .default(sql`uuid_v7()`),
    toldAt: instant('told_at')
      .notNull()
      .default(sql`registry_now()`),
    outcomeId: uuid('outcome_id').notNull(),
    /** Who knows the figure besides: the organisation whose contribution it is of, or the collaboration. */
    ownerId: uuid('owner_id').notNull(),
    contributionId: uuid('contribution_id'),
    collaborationId: uuid('collaboration_id'),
    metric: text('metric').notNull(),
    fromDay: day('from_day'),
    toDay: day('to_day'),
    answer: text('answer', { enum: answers }).notNull(),
    reason: text('reason', { enum: reasons }).notNull(),
    /** Between what the figure is known to lie by the answer; no most: it could be anything from there on. */
    least: integer('least').notNull(),
    most: integer('most'),
  },
  (t) => [
    index('disclosures_contribution').on(t.contributionId, t.metric),
    index('disclosures_collaboration').on(t.collaborationId, t.metric),
    index('disclosures_outcome').on(t.outcomeId, t.id),
    check('disclosures_one_subject', sql`num_nonnulls(${t.contributionId}, ${t.collaborationId}) = 1`),
    check('disclosures_answer_known', isOneOf(t.answer, answers)),
    check('disclosures_reason_known', isOneOf(t.reason, reasons)),
    check('disclosures_limits_order', sql`${t.most} >= ${t.least}`),
  ],
)

/** The collaborations that a contribution has ever been in, each once: written by a trigger, whoever moves it. */
export const contributionHomes = pgTable(
  'contribution_homes',
  {
    contributionId: uuid('contribution_id').notNull(),
    collaborationId: uuid('collaboration_id').notNull(),
  },
  (t) => [
    primaryKey({ name: 'contribution_homes_key', columns: [t.contributionId, t.collaborationId] }),
    index('contribution_homes_collaboration').on(t.collaborationId, t.contributionId),
  ],
)
