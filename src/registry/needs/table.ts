import { sql } from 'drizzle-orm'
import { check, doublePrecision, index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { day, isOneOf, rowColumns, searchText, swedishText } from '../../db/columns.ts'
import { organisations } from '../organisations/table.ts'
import { contributionTypes } from '../vocabularies/table.ts'

export const needStatuses = ['open', 'partly_covered', 'covered', 'closed'] as const

/** Behov: what an organisation asks for on behalf of people it does not name. */
export const needs = pgTable(
  'needs',
  {
    ...rowColumns,
    organisationId: uuid('organisation_id')
      .notNull()
      .references(() => organisations.id, { onDelete: 'restrict' }),
    type: text('type')
      .notNull()
      .references(() => contributionTypes.code, { onDelete: 'restrict' }),
    title: swedishText('title').notNull(),
    quantity: integer('quantity').notNull(),
    /** Places that allocations hold for it: kept by the trigger that counts places. */
    covered: integer('covered').notNull().default(0),
    startsOn: day('starts_on').notNull(),
    endsOn: day('ends_on').notNull(),
    areas: text('areas')
      .array()
      .notNull()
      .default(sql`'{}'`),
    targetGroups: text('target_groups')
      .array()
      .notNull()
      .default(sql`'{}'`),
    languages: text('languages')
      .array()
      .notNull()
      .default(sql`'{}'`),
    requirements: text('requirements'),
    place: text('place'),
    latitude: doublePrecision('latitude'),
    longitude: doublePrecision('longitude'),
    status: text('status', { enum: needStatuses }).notNull().default('open'),
    searchText: searchText('title', 'requirements', 'place'),
  },
  (t) => [
    index('needs_organisation').on(t.organisationId),
    index('needs_type_period').on(t.type, t.startsOn, t.id),
    index('needs_period').on(t.startsOn, t.id),
    index('needs_title').on(t.title, t.id),
    index('needs_created').on(t.createdAt, t.id),
    index('needs_updated').on(t.updatedAt, t.id),
    index('needs_areas').using('gin', t.areas),
    index('needs_target_groups').using('gin', t.targetGroups),
    index('needs_search').using('gin', t.searchText.op('gin_trgm_ops')),
    check('needs_status_known', isOneOf(t.status, needStatuses)),
    check('needs_quantity_positive', sql`${t.quantity} > 0`),
    check('needs_covered_not_negative', sql`${t.covered} >= 0`),
    check('needs_period_order', sql`${t.endsOn} >= ${t.startsOn}`),
    check('needs_position_whole', sql`num_nulls(${t.latitude}, ${t.longitude}) in (0, 2)`),
    check('needs_position_on_earth', sql`${t.latitude} between -90 and 90 and ${t.longitude} between -180 and 180`),
  ],
)
