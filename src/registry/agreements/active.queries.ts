import { sql, type SQL } from 'drizzle-orm'
import { signatures } from './signatures.table.ts'
import { agreements } from './table.ts'

/**
 * The day from which a signature counts. One dated to the month or year is kept as its first day and counts from there;
 * one without a date counts from the first day of its agreement.
 */
export const signatureStart = sql`coalesce(${signatures.signedOn}, ${agreements.validFrom})`

/**
 * Whether a signature is active on a day: what makes its organisation a signatory. An invitation never is. The query
 * must join `signatures` with `agreements`.
 */
export function isActiveOn(day: string): SQL {
  return sql`(${signatures.status} <> 'invited' and ${signatureStart} <= ${day}
    and (${signatures.endedOn} is null or ${signatures.endedOn} > ${day}))`
}
