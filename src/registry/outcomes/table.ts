import { fault } from '../../errors.ts'
import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { cited, day, isOneOf, rowColumns } from '../../db/columns.ts'
import { allocations } from '../allocations/table.ts'
import { collaborations } from '../collaborations/table.ts'
import { contributions } from '../contributions/table.ts'
import type { Precision } from '../../vague-dates.ts'
import { outcomeMetrics } from '../vocabularies/table.ts'
import { answers } from '../disclosures/table.ts'

/** Those that a period has a beginning and an end in. */
export const periodPrecisions = ['day', 'week', 'month', 'quarter', 'season', 'year'] as const satisfies Precision[]

/** Utfall: what came of a contribution, of one allocation of it, or of a collaboration. Counts of people, never people. */
export const outcomes = pgTable(
  'outcomes',
  {
    ...rowColumns,
    contributionId: uuid('contribution_id').references(() => contributions.id, { onDelete: 'restrict' }),
    allocationId: uuid('allocation_id').references(() => allocations.id, { onDelete: 'restrict' }),
    collaborationId: uuid('collaboration_id').references(() => collaborations.id, { onDelete: 'restrict' }),
    metric: text('metric')
      .notNull()
      .references(() => outcomeMetrics.code, { onDelete: 'restrict' }),
    value: integer('value').notNull(),
    fromDay: day('from_day'),
    toDay: day('to_day'),
    /** Nothing for days. */
    periodPrecision: text('period_precision', { enum: periodPrecisions }),
    periodText: text('period_text'),
    /** The year of the report that states it, where that names no days: it counts as of that whole year. */
    reportYear: integer('report_year'),
    /** A cited public document states the figure itself: then it is shown however small it is. */
    publiclyStated: boolean('publicly_stated').notNull().default(false),
    note: text('note'),
    ...cited(),
    /** What is told of it to whose it is not, as it was decided (`disclosures/commands.ts`); nothing until then. */
    disclosure: text('disclosure', { enum: answers }),
  },
  (t) => [
    // A year by its report and the same year by its days are one period.
    uniqueIndex('outcomes_once_a_period').on(
      sql`coalesce(${t.contributionId}, ${t.allocationId}, ${t.collaborationId})`,
      t.metric,
      sql`coalesce(${t.fromDay}, make_date(${t.reportYear}, 1, 1), '-infinity')`,
      sql`coalesce(${t.toDay}, make_date(${t.reportYear}, 12, 31), 'infinity')`,
    ),
    index('outcomes_year').on(
      sql`(extract(year from coalesce(${t.toDay}, ${t.fromDay}, make_date(${t.reportYear}, 12, 31)))::int)`,
      t.id,
    ),
    index('outcomes_contribution').on(t.contributionId),
    index('outcomes_allocation').on(t.allocationId),
    index('outcomes_collaboration').on(t.collaborationId),
    index('outcomes_metric').on(t.metric, t.id),
    index('outcomes_stated').on(t.publiclyStated),
    index('outcomes_from').on(sql`coalesce(${t.fromDay}, 'infinity')`, t.id),
    index('outcomes_attested')
      .on(t.attestedTo)
      .where(sql`${t.attestedTo} is not null`),
    index('outcomes_created').on(t.createdAt, t.id),
    index('outcomes_updated').on(t.updatedAt, t.id),
    index('outcomes_report_year')
      .on(t.reportYear, t.id)
      .where(sql`${t.reportYear} is not null`),
    index('outcomes_undecided')
      .on(t.createdAt, t.id)
      .where(sql`${t.disclosure} is null`),
    check('outcomes_one_subject', sql`num_nonnulls(${t.contributionId}, ${t.allocationId}, ${t.collaborationId}) = 1`),
    check('outcomes_value_not_negative', sql`${t.value} >= 0`),
    check('outcomes_period_order', sql`${t.toDay} >= ${t.fromDay}`),
    check('outcomes_period_precision_known', isOneOf(t.periodPrecision, periodPrecisions)),
    check(
      'outcomes_period_fits',
      sql`${t.periodPrecision} is null or (date_fits_precision(${t.fromDay}, ${t.periodPrecision}) and date_fits_precision(${t.toDay} + 1, ${t.periodPrecision}))`,
    ),
    check('outcomes_report_year_alone', sql`${t.reportYear} is null or num_nonnulls(${t.fromDay}, ${t.toDay}) = 0`),
    check('outcomes_disclosure_known', isOneOf(t.disclosure, answers)),
    check('outcomes_public_statement_cited', sql`not ${t.publiclyStated} or ${t.sources} <> '[]'`),
  ],
)

/** The first and the last day that a figure counts, as `daysCounted` has them. */
export const firstCounted = sql<string | null>`coalesce(${outcomes.fromDay}, make_date(${outcomes.reportYear}, 1, 1))`
export const lastCounted = sql<string | null>`coalesce(${outcomes.toDay}, make_date(${outcomes.reportYear}, 12, 31))`
/** The year that a figure belongs to: that in which its days end, or begin where their end is not known. */
export const yearCounted = sql<
  number | null
>`(extract(year from coalesce(${outcomes.toDay}, ${outcomes.fromDay}, make_date(${outcomes.reportYear}, 12, 31)))::int)`

/** What to say where two callers meet in a constraint, or where Postgres alone can check it. */
export const outcomeConstraints = {
  outcomes_once_a_period: fault(
    '/metric',
    'taken',
    'There is a figure of this metric for this subject and period already: change that one.',
    'Det finns redan en uppgift om detta mått för detta och denna period: ändra den.',
  ),
}
