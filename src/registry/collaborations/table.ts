import { sql } from 'drizzle-orm'
import { check, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { cited, day, isOneOf, rowColumns, searchText, swedishText } from '../../db/columns.ts'
import { precisions } from '../../vague-dates.ts'
import { collaborationKinds } from '../vocabularies/table.ts'

export const collaborationStatuses = ['idea', 'planned', 'active', 'paused', 'ended'] as const

/** A profession, and how many full-time equivalents of it work in the collaboration. */
export interface Staff {
  profession: string
  fullTimeEquivalents?: number
}
export interface Link {
  title: string
  url: string
}

/** Samarbeten, insatser, projekt. */
export const collaborations = pgTable(
  'collaborations',
  {
    ...rowColumns,
    name: swedishText('name').notNull(),
    kind: text('kind')
      .notNull()
      .references(() => collaborationKinds.code, { onDelete: 'restrict' }),
    purpose: text('purpose'),
    description: text('description'),
    targetGroups: text('target_groups')
      .array()
      .notNull()
      .default(sql`'{}'`),
    areas: text('areas')
      .array()
      .notNull()
      .default(sql`'{}'`),
    startedOn: day('started_on'),
    startedOnPrecision: text('started_on_precision', { enum: precisions }).notNull().default('unknown'),
    startedOnText: text('started_on_text'),
    endedOn: day('ended_on'),
    endedOnPrecision: text('ended_on_precision', { enum: precisions }).notNull().default('unknown'),
    endedOnText: text('ended_on_text'),
    plannedMonths: integer('planned_months'),
    /** When somebody who knows last said that it is as it is told here. */
    confirmedOn: day('confirmed_on'),
    place: text('place'),
    /** RFC 5545: the rule without `RRULE:`, the local time `HH:MM` and the IANA zone it is told in. */
    scheduleRule: text('schedule_rule'),
    scheduleTime: text('schedule_time'),
    scheduleTimeZone: text('schedule_time_zone'),
    scheduleMinutes: integer('schedule_minutes'),
    activities: text('activities')
      .array()
      .notNull()
      .default(sql`'{}'`),
    staffing: jsonb('staffing').$type<Staff[]>().notNull().default([]),
    links: jsonb('links').$type<Link[]>().notNull().default([]),
    status: text('status', { enum: collaborationStatuses }).notNull().default('active'),
    tags: text('tags')
      .array()
      .notNull()
      .default(sql`'{}'`),
    ...cited(),
    searchText: searchText('name', 'purpose', 'description', 'activities', 'place'),
  },
  (t) => [
    index('collaborations_name').on(t.name, t.id),
    index('collaborations_started').on(sql`coalesce(${t.startedOn}, 'infinity')`, t.id),
    index('collaborations_attested')
      .on(t.attestedTo)
      .where(sql`${t.attestedTo} is not null`),
    index('collaborations_created').on(t.createdAt, t.id),
    index('collaborations_updated').on(t.updatedAt, t.id),
    index('collaborations_kind').on(t.kind),
    index('collaborations_status').on(t.status),
    index('collaborations_areas').using('gin', t.areas),
    index('collaborations_target_groups').using('gin', t.targetGroups),
    index('collaborations_search').using('gin', t.searchText.op('gin_trgm_ops')),
    check('collaborations_name_given', sql`${t.name} <> ''`),
    check('collaborations_status_known', isOneOf(t.status, collaborationStatuses)),
    check('collaborations_started_precision_known', isOneOf(t.startedOnPrecision, precisions)),
    check('collaborations_ended_precision_known', isOneOf(t.endedOnPrecision, precisions)),
    check('collaborations_started_on_fits', sql`date_fits_precision(${t.startedOn}, ${t.startedOnPrecision})`),
    check('collaborations_ended_on_fits', sql`date_fits_precision(${t.endedOn}, ${t.endedOnPrecision})`),
    // The first day of the end's period may lie before a start that is known to the day: compare whole periods.
    check('collaborations_period_order', sql`period_end(${t.endedOn}, ${t.endedOnPrecision}) >= ${t.startedOn}`),
    check('collaborations_planned_months_positive', sql`${t.plannedMonths} > 0`),
    check('collaborations_schedule_time_form', sql`${t.scheduleTime} ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'`),
    check('collaborations_schedule_minutes_positive', sql`${t.scheduleMinutes} between 1 and 1440`),
    check(
      'collaborations_schedule_whole',
      sql`num_nulls(${t.scheduleRule}, ${t.scheduleTime}, ${t.scheduleTimeZone}) in (0, 3)`,
    ),
    check('collaborations_staffing_list', sql`jsonb_typeof(${t.staffing}) = 'array'`),
    check('collaborations_links_list', sql`jsonb_typeof(${t.links}) = 'array'`),
  ],
)
