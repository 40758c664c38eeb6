import { fault } from '../../errors.ts'
import { sql } from 'drizzle-orm'
import {
  check,
  doublePrecision,
  foreignKey,
  index,
  integer,
  pgTable,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { cited, day, instant, isOneOf, rowColumns, searchText, swedishText } from '../../db/columns.ts'
import { collaborations } from '../collaborations/table.ts'
import { contacts } from '../contacts/table.ts'
import { organisations } from '../organisations/table.ts'
import { contributionTypes } from '../vocabularies/table.ts'

export const contributionStatuses = [
  'draft',
  'published',
  'full',
  'paused',
  'closed',
  'followed_up',
  'withdrawn',
] as const

/** Bidrag: what an organisation offers, and how many places of it are taken. */
export const contributions = pgTable(
  'contributions',
  {
    ...rowColumns,
    organisationId: uuid('organisation_id')
      .notNull()
      .references(() => organisations.id, { onDelete: 'restrict' }),
    collaborationId: uuid('collaboration_id').references(() => collaborations.id, { onDelete: 'restrict' }),
    type: text('type')
      .notNull()
      .references(() => contributionTypes.code, { onDelete: 'restrict' }),
    title: swedishText('title').notNull(),
    description: text('description'),
    areas: text('areas')
      .array()
      .notNull()
      .default(sql`'{}'`),
    targetGroups: text('target_groups')
      .array()
      .notNull()
      .default(sql`'{}'`),
    startsOn: day('starts_on'),
    endsOn: day('ends_on'),
    /** The year of the report that tells of it, where that names no days. */
    reportYear: integer('report_year'),
    applyBy: day('apply_by'),
    place: text('place'),
    hours: text('hours'),
    requirements: text('requirements'),
    languages: text('languages')
      .array()
      .notNull()
      .default(sql`'{}'`),
    supervisorContactId: uuid('supervisor_contact_id'),
    externalReference: text('external_reference'),
    /** The first offer of the series that this one repeats in another year. */
    seriesId: uuid('series_id'),
    latitude: doublePrecision('latitude'),
    longitude: doublePrecision('longitude'),
    offered: integer('offered').notNull(),
    funded: integer('funded'),
    reserved: integer('reserved').notNull().default(0),
    filled: integer('filled').notNull().default(0),
    completed: integer('completed').notNull().default(0),
    status: text('status', { enum: contributionStatuses }).notNull().default('draft'),
    /** Why it was withdrawn. */
    withdrawalReason: text('withdrawal_reason'),
    publishedAt: instant('published_at'),
    ...cited(),
    searchText: searchText('title', 'description', 'place', 'requirements'),
  },
  (t) => [
    // The supervisor is one of the offering organisation's own contacts.
    foreignKey({
      name: 'contributions_supervisor_fk',
      columns: [t.supervisorContactId, t.organisationId],
      foreignColumns: [contacts.id, contacts.organisationId],
    }).onDelete('restrict'),
    foreignKey({ name: 'contributions_series_fk', columns: [t.seriesId], foreignColumns: [t.id] }).onDelete('restrict'),
    uniqueIndex('contributions_reference_key')
      .on(t.organisationId, t.externalReference)
      .where(sql`${t.externalReference} is not null`),
    index('contributions_organisation').on(t.organisationId, t.startsOn),
    index('contributions_series')
      .on(t.seriesId)
      .where(sql`${t.seriesId} is not null`),
    // What closes by itself when its period is over.
    index('contributions_ending')
      .on(t.endsOn)
      .where(sql`${t.status} in ('published', 'full', 'paused')`),
    index('contributions_collaboration')
      .on(t.collaborationId)
      .where(sql`${t.collaborationId} is not null`),
    index('contributions_supervisor')
      .on(t.supervisorContactId, t.organisationId)
      .where(sql`${t.supervisorContactId} is not null`),
    index('contributions_type_period').on(t.type, sql`coalesce(${t.startsOn}, 'infinity')`, t.id),
    // What is open of a type, past all that is over: after some years that is most of it.
    index('contributions_type_status_period').on(t.type, t.status, sql`coalesce(${t.startsOn}, 'infinity')`, t.id),
    index('contributions_period').on(sql`coalesce(${t.startsOn}, 'infinity')`, t.id),
    index('contributions_apply_by').on(sql`coalesce(${t.applyBy}, 'infinity')`, t.id),
    index('contributions_attested')
      .on(t.attestedTo)
      .where(sql`${t.attestedTo} is not null`),
    index('contributions_created').on(t.createdAt, t.id),
    index('contributions_updated').on(t.updatedAt, t.id),
    index('contributions_title').on(t.title, t.id),
    index('contributions_areas').using('gin', t.areas),
    index('contributions_target_groups').using('gin', t.targetGroups),
    index('contributions_search').using('gin', t.searchText.op('gin_trgm_ops')),
    check('contributions_position_whole', sql`num_nulls(${t.latitude}, ${t.longitude}) in (0, 2)`),
    check(
      'contributions_position_on_earth',
      sql`${t.latitude} between -90 and 90 and ${t.longitude} between -180 and 180`,
    ),
    check('contributions_title_given', sql`${t.title} <> ''`),
    check('contributions_status_known', isOneOf(t.status, contributionStatuses)),
    check('contributions_offered_positive', sql`${t.offered} > 0`),
    check('contributions_funded_not_negative', sql`${t.funded} >= 0`),
    check('contributions_reserved_not_negative', sql`${t.reserved} >= 0`),
    check('contributions_filled_not_negative', sql`${t.filled} >= 0`),
    check(
      'contributions_never_overbooked',
      sql`places_left(${t.offered}, ${t.funded}, ${t.reserved}, ${t.filled}) >= 0`,
    ),
    check('contributions_completed_were_filled', sql`${t.completed} between 0 and ${t.filled}`),
    check(
      'contributions_report_year_alone',
      sql`${t.reportYear} is null or num_nonnulls(${t.startsOn}, ${t.endsOn}) = 0`,
    ),
    // What only a report tells of is over.
    check(
      'contributions_report_year_over',
      sql`${t.reportYear} is null or ${t.status} in ('draft', 'closed', 'followed_up', 'withdrawn')`,
    ),
    check('contributions_period_order', sql`${t.endsOn} >= ${t.startsOn}`),
    check('contributions_apply_before_end', sql`${t.applyBy} <= ${t.endsOn}`),
    check(
      'contributions_withdrawal_reason_given',
      sql`${t.status} <> 'withdrawn' or ${t.reserved} + ${t.filled} = 0 or ${t.withdrawalReason} is not null`,
    ),
    check(
      'contributions_published_at_known',
      sql`${t.status} in ('draft', 'withdrawn') or ${t.publishedAt} is not null`,
    ),
  ],
)

/** What to say where two callers meet in a constraint, or where Postgres alone can check it. */
export const contributionConstraints = {
  contributions_reference_key: fault(
    '/externalReference',
    'taken',
    'Another contribution of the organisation has this reference.',
    'Ett annat bidrag från organisationen har denna referens.',
  ),
  contributions_supervisor_fk: fault(
    '/supervisorContactId',
    'unknown',
    'The supervisor must be a contact of the offering organisation.',
    'Handledaren måste vara en kontaktperson hos den erbjudande organisationen.',
  ),
}
