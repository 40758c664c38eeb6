import { fault } from '../../errors.ts'
import { sql } from 'drizzle-orm'
import { check, index, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { cited, day, isOneOf, rowColumns } from '../../db/columns.ts'
import { precisions } from '../../vague-dates.ts'
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
    /** Nothing for a day, and where no day is known. */
    fromPrecision: text('from_precision', { enum: precisions }),
    fromText: text('from_text'),
    toDay: day('to_day'),
    toPrecision: text('to_precision', { enum: precisions }),
    toText: text('to_text'),
    ...cited(),
  },
  (t) => [
    uniqueIndex('participants_once_in_a_role')
      .on(t.collaborationId, t.organisationId, t.role)
      .where(sql`${t.toDay} is null and ${t.organisationId} is not null`),
    index('participants_collaboration').on(t.collaborationId),
    index('participants_organisation').on(t.organisationId),
    index('participants_attested')
      .on(t.attestedTo)
      .where(sql`${t.attestedTo} is not null`),
    index('participants_role').on(t.role),
    check('participants_one_of', sql`num_nonnulls(${t.organisationId}, ${t.description}) = 1`),
    check('participants_from_precision_known', isOneOf(t.fromPrecision, precisions)),
    check('participants_to_precision_known', isOneOf(t.toPrecision, precisions)),
    check(
      'participants_from_fits',
      sql`${t.fromPrecision} is null or date_fits_precision(${t.fromDay}, ${t.fromPrecision})`,
    ),
    check('participants_to_fits', sql`${t.toPrecision} is null or date_fits_precision(${t.toDay}, ${t.toPrecision})`),
    check(
      'participants_period_order',
      sql`coalesce(period_end(${t.toDay}, ${t.toPrecision}), ${t.toDay}) >= ${t.fromDay}`,
    ),
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
