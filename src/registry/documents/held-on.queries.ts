// One rule of what held on a day, where begin and end are known as well as they are (docs/decisions/0018-certainty.md):
// it held certainly from the day that it had surely begun until the first on which it may have ended, and possibly from
// the first day that it may have begun until that on which it had surely ended.
import { sql, type SQL } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'

/** Days in SQL. Of the ends, the first day on which it no longer held; null where it goes on. */
export interface Span {
  mayHaveBegun: SQL
  hadBegun: SQL
  mayHaveEnded: SQL
  hadEnded: SQL
}

/** Whether it held on a day, possibly or certainly. */
export function heldOn(day: string, { mayHaveBegun, hadEnded }: Span): SQL {
  return sql`(${mayHaveBegun} <= ${day}::date and coalesce(${hadEnded} > ${day}::date, true))`
}

/** Whether it certainly did. Of a day to come nothing is certain. */
export function surelyHeldOn(day: string, { hadBegun, mayHaveEnded }: Span): SQL<boolean> {
  return sql<boolean>`(${hadBegun} <= ${day}::date and coalesce(${mayHaveEnded} > ${day}::date, true)
    and ${day}::date <= (registry_now() at time zone 'Europe/Stockholm')::date)`
}

/** The last day that a date may have been. */
export function lastDay(day: PgColumn, precision: PgColumn): SQL {
  return sql`coalesce(period_end(${day}, ${precision}), ${day})`
}

/** The same of the day on which something began that has: none after the one on which somebody last wrote that. */
export function lastDayGone(day: PgColumn, precision: PgColumn, updatedAt: PgColumn): SQL {
  return sql`case when ${day} is not null
    then greatest(${day}, least(${lastDay(day, precision)}, ${registeredOn(updatedAt)})) end`
}

/**
 * When something had begun of which nobody knows when it did: by the day that its oldest source attests it (where it cites
 * nothing, whoever registered it), or by the last day that it held. No source says that it had before.
 */
export function unknownBegin(row: Record<'attestedFrom' | 'createdAt', PgColumn>, lastHeld: SQL | PgColumn): SQL {
  return sql`least(coalesce(${row.attestedFrom}, ${registeredOn(row.createdAt)}), ${lastHeld})`
}

/** Until when it is attested by its newest source, or by whoever registered it. */
export function attestedTo({ attestedTo: newest, createdAt }: Record<'attestedTo' | 'createdAt', PgColumn>): SQL {
  return sql`coalesce(${newest}, ${registeredOn(createdAt)})`
}

/** The day on which it was registered, or last written. */
export function registeredOn(moment: PgColumn): SQL {
  return sql`(${moment} at time zone 'Europe/Stockholm')::date`
}

/** What an answer that is about a day says of one of its rows (`isCertain` of a list); nothing where it is not. */
export function certaintyOf(isCertain: boolean | undefined): { certainty?: 'certain' | 'possible' } {
  return isCertain === undefined ? {} : { certainty: isCertain ? 'certain' : 'possible' }
}

/** The same in SQL, of what may not have held then: nothing of that. */
export function certaintyIn(held: SQL, surelyHeld: SQL): SQL<'certain' | 'possible' | null> {
  return sql`case when ${held} then case when ${surelyHeld} then 'certain' else 'possible' end end`
}

/** The filter by it. */
export function isOfCertainty(certainty: 'certain' | 'possible', isCertain: SQL | undefined): SQL | undefined {
  return isCertain && (certainty === 'certain' ? isCertain : sql`not ${isCertain}`)
}
