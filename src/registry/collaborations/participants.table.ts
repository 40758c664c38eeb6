import { fault } from '../../errors.ts'
import { sql } from 'drizzle-orm'
import { check, index, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { day, rowColumns, sources } from '../../db/columns.ts'
import { organisations } from '../organisations/table.ts'
import { participantRoles } from '../vocabularies/table.ts'
import { collaborations } from './table.ts'

/** Who takes part in a collaboration, as what, and when: an organisation, or an open description ("näringslivet"). */
export const participants = pgTable(
  'participants',
  {
    ...rowColumns,
    collaborationId: uuid('collaboration_id')
      .notNull()
      .references(() => collaborations.id, { onDelete: 'restrict' }),
    organisationId: uuid('organisation_id').references(() => organisations.id, { onDelete: 'restrict' }),
    description: text('description'),
    role: text('role')
      .notNull()
      .references(() => participantRoles.code, { onDelete: 'restrict' }),
    fromDay: day('from_day'),
    toDay: day('to_day'),
    sources: sources(),
  },
  (t) => [
    uniqueIndex('participants_once_in_a_role')
      .on(t.collaborationId, t.organisationId, t.role)
      .where(sql`${t.toDay} is null and ${t.organisationId} is not null`),
    index('participants_collaboration').on(t.collaborationId),
    index('participants_organisation').on(t.organisationId),
    index('participants_role').on(t.role),
    check('participants_one_of', sql`num_nonnulls(${t.organisationId}, ${t.description}) = 1`),
    check('participants_period_order', sql`${t.toDay} >= ${t.fromDay}`),
  ],
)

/** What to say where two callers meet in a constraint, or where Postgres alone can check it. */
export const participantConstraints = {
  participants_once_in_a_role: fault(
    '/organisationId',
    'already_participates',
    'The organisation already takes part in this role.',
    'Organisationen deltar redan i denna roll.',
  ),
}
