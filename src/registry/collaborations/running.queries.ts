// When a collaboration ran, and whether anybody has said so of late.
import { sql, type SQL } from 'drizzle-orm'
import { attestedTo, heldOn, lastDay, surelyHeldOn, unknownBegin, type Span } from '../documents/held-on.queries.ts'
import { collaborations } from './table.ts'

const { startedOn, startedOnPrecision, endedOn, endedOnPrecision, plannedMonths, status, confirmedOn } = collaborations

const planned = sql`make_interval(months => ${plannedMonths})`

/** The last day that somebody has spoken for: a source speaks for its own day, a person for a year from then. */
const heardOf = sql`greatest(${attestedTo(collaborations)}, (${confirmedOn} + interval '1 year')::date)`

/**
 * An end is the day it ended, else the start and how long it was planned to run; one that has ended, nobody says when, had
 * ended by its newest source; of any other nothing is certain past the last day that somebody has spoken for.
 */
const span: Span = {
  mayHaveBegun: sql`coalesce(${startedOn}, ${unknownBegin(collaborations, endedOn)})`,
  hadBegun: sql`coalesce(${lastDay(startedOn, startedOnPrecision)}, ${unknownBegin(collaborations, lastDay(endedOn, endedOnPrecision))})`,
  mayHaveEnded: sql`case
    when ${endedOn} is not null then ${endedOn} + 1
    when ${startedOn} + ${planned} is not null then (${startedOn} + ${planned})::date
    when ${status} = 'ended' then date '-infinity'
    else ${heardOf} + 1 end`,
  hadEnded: sql`case
    when ${endedOn} is not null then ${lastDay(endedOn, endedOnPrecision)} + 1
    when ${startedOn} + ${planned} is not null then (${lastDay(startedOn, startedOnPrecision)} + 1 + ${planned})::date
    when ${status} = 'ended' then ${attestedTo(collaborations)} end`,
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
