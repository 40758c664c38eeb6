import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { instant, isOneOf } from '../../db/columns.ts'
import { collaborations } from './table.ts'

const occurrenceStates = ['planned', 'moved', 'cancelled'] as const

/**
 * A schedule, and how far it has been expanded into occurrences. What it says stands in its collaboration, and the trigger
 * `note_schedule` makes it due whoever changes that: an occurrence never tells of a rule that is no more.
 */
export const schedules = pgTable(
  'schedules',
  {
    id: uuid('id')
      .primaryKey()
      .default(sql`uuid_v7()`),
    collaborationId: uuid('collaboration_id')
      .notNull()
      .references(() => collaborations.id, { onDelete: 'cascade' }),
    /** Every start before this moment is a row, or has passed; null: nothing has been expanded yet. */
    reaches: instant('reaches'),
    /** Starts before `reaches`, passed ones too: what a rule with COUNT has used up. */
    counted: integer('counted').notNull().default(0),
    /** The time zone data that its occurrences were made with (`process.versions.tz`). */
    zoneData: text('zone_data'),
    /** When it must be expanded further; null: never, it has ended or rests. */
    dueAt: instant('due_at'),
  },
  (t) => [
    unique('schedules_collaboration_key').on(t.collaborationId),
    index('schedules_due').on(t.dueAt),
    index('schedules_zone_data').on(t.zoneData),
    check('schedules_counted_positive', sql`${t.counted} >= 0`),
  ],
)

/** When a schedule comes, from the day it was last expanded on; each known by when the rule says, also once it is moved. */
export const occurrences = pgTable(
  'occurrences',
  {
    scheduleId: uuid('schedule_id')
      .notNull()
      .references(() => schedules.id, { onDelete: 'cascade' }),
    originalStart: instant('original_start').notNull(),
    start: instant('start').notNull(),
    state: text('state', { enum: occurrenceStates }).notNull().default('planned'),
  },
  (t) => [
    primaryKey({ columns: [t.scheduleId, t.originalStart] }),
    index('occurrences_start').on(t.scheduleId, t.start),
    check('occurrences_state_known', isOneOf(t.state, occurrenceStates)),
  ],
)
