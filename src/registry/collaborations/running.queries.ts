// When a collaboration ran, and whether anybody has said so of late.
import { sql, type SQL } from 'drizzle-orm'
import {
  attestedTo,
  heldOn,
  lastDay,
  lastDayGone,
  registeredOn,
  surelyHeldOn,
  unknownBegin,
  type Span,
} from '../documents/held-on.queries.ts'
import { collaborations } from './table.ts'

const { startedOn, startedOnPrecision, endedOn, endedOnPrecision, plannedMonths, status, confirmedOn, updatedAt } =
  collaborations

const hasEnded = sql`${status} = 'ended'`
const lastStart = lastDay(startedOn, startedOnPrecision)
/** The first day after as long as it was planned to run; nothing where that is not known. */
const plannedEnd = (start: SQL) => sql`(${start} + make_interval(months => ${plannedMonths}))::date`

/** The last day that somebody has spoken for: a source speaks for its own day, a person for a year from then. */
const heardOf = sql`greatest(${attestedTo(collaborations)}, (${confirmedOn} + interval '1 year')::date)`

/**
 * An end is the day it ended, else the start and how long it was planned to run, unless somebody has spoken for it since.
 * One that has ended, nobody says when, had ended by its newest source, or by the end of its plan, and that was written by
 * somebody who knew it to be over; of any other nothing is certain past the last day that somebody has spoken for.
 */
const span: Span = {
  mayHaveBegun: sql`coalesce(${startedOn}, ${unknownBegin(collaborations, endedOn)})`,
  hadBegun: sql`coalesce(${lastDayGone(startedOn, startedOnPrecision, updatedAt)}, ${unknownBegin(collaborations, lastDay(endedOn, endedOnPrecision))})`,
  mayHaveEnded: sql`case
    when ${endedOn} is not null then ${endedOn} + 1
    when ${hasEnded} then coalesce(${plannedEnd(sql`${startedOn}`)}, '-infinity')
    else greatest(${plannedEnd(sql`${startedOn}`)}, ${heardOf} + 1) end`,
  hadEnded: sql`case
    when ${endedOn} is not null then ${lastDay(endedOn, endedOnPrecision)} + 1
    when ${plannedEnd(lastStart)} is null then case when ${hasEnded} then ${attestedTo(collaborations)} end
    when ${hasEnded} then least(${plannedEnd(lastStart)}, ${registeredOn(updatedAt)})
    else greatest(${plannedEnd(lastStart)}, ${heardOf} + 1) end`,
}

/** Whether it ran on a day, possibly or certainly. What is planned has not begun, whatever its days. */
export function ranOn(day: string): SQL {
  return sql`(${status} not in ('idea', 'planned') and ${heldOn(day, span)})`
}

/** Whether one that ran on a day certainly did. */
export function surelyRanOn(day: string): SQL<boolean> {
  return surelyHeldOn(day, span)
}

/** When somebody last said that it is as it is told here: a document, who confirmed it, or registered it. */
export const lastWord = sql`greatest(${attestedTo(collaborations)}, ${confirmedOn})`

/**
 * Whether it is as it is told here, as far as anybody has said within a year: a coordinator or a party of it
 * (`confirmedOn`), whoever registered it, or a document. When it meets next is told while this holds.
 */
export function isConfirmed(today: string): SQL<boolean> {
  return sql<boolean>`(${lastWord} + interval '1 year' >= ${today}::date)`
}
