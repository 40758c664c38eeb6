import { fault } from '../../errors.ts'
import { sql } from 'drizzle-orm'
import { check, index, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { instant, isOneOf, rowColumns } from '../../db/columns.ts'
import { organisations } from '../../registry/organisations/table.ts'
import { sectors } from '../../registry/vocabularies/table.ts'

export const proposalStatuses = ['proposed', 'approved', 'declined', 'withdrawn'] as const

/** Ändringsförslag: what an organisation wants changed of its entry that only a coordinator may change. */
export const proposals = pgTable(
  'proposals',
  {
    ...rowColumns,
    organisationId: uuid('organisation_id')
      .notNull()
      .references(() => organisations.id, { onDelete: 'restrict' }),
    status: text('status', { enum: proposalStatuses }).notNull().default('proposed'),
    /** Null where it is to stay as it is. */
    name: text('name'),
    organisationNumber: text('organisation_number'),
    sector: text('sector').references(() => sectors.code, { onDelete: 'restrict' }),
    reason: text('reason'),
    decidedAt: instant('decided_at'),
    declineReason: text('decline_reason'),
  },
  (t) => [
    uniqueIndex('proposals_one_open')
      .on(t.organisationId)
      .where(sql`${t.status} = 'proposed'`),
    index('proposals_organisation').on(t.organisationId),
    index('proposals_sector').on(t.sector),
    index('proposals_created').on(t.createdAt, t.id),
    index('proposals_updated').on(t.updatedAt, t.id),
    check('proposals_status_known', isOneOf(t.status, proposalStatuses)),
    check('proposals_something', sql`num_nonnulls(${t.name}, ${t.organisationNumber}, ${t.sector}) > 0`),
    check('proposals_name_given', sql`${t.name} <> ''`),
    check('proposals_number_form', sql`is_organisation_number(${t.organisationNumber})`),
    check('proposals_decision_dated', sql`(${t.status} = 'proposed') = (${t.decidedAt} is null)`),
    check('proposals_declined_with_reason', sql`(${t.status} = 'declined') = (${t.declineReason} is not null)`),
  ],
)

/** What to say where two callers meet in a constraint, or where Postgres alone can check it. */
export const proposalConstraints = {
  proposals_one_open: fault(
    '',
    'already_proposed',
    'The organisation already has a proposal that is not decided. Withdraw that one first.',
    'Organisationen har redan ett ändringsförslag som inte är avgjort. Dra tillbaka det först.',
  ),
}
