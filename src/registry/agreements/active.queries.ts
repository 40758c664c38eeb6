import { sql, type SQL } from 'drizzle-orm'
import { heldOn, lastDayGone, surelyHeldOn, unknownBegin, type Span } from '../documents/held-on.queries.ts'
import { signatures } from './signatures.table.ts'
import { agreements } from './table.ts'

const { signedOn, signedOnPrecision, endedOn } = signatures

/** The first day on which it no longer counts: its own end, or the day after the last one of its agreement. */
const end = sql`least(${endedOn}, ${agreements.validTo} + 1)`
const unknown = unknownBegin(signatures, sql`${end} - 1`)

/** The first day on which a signature may count: that of its date, none before its agreement, or when it is attested first. */
export const signatureStart = sql`coalesce(greatest(${signedOn}, case when ${signedOn} is not null then ${agreements.validFrom} end), ${unknown})`

const span: Span = {
  mayHaveBegun: signatureStart,
  hadBegun: sql`coalesce(${lastDayGone(signedOn, signedOnPrecision, signatures.updatedAt)}, ${unknown})`,
  mayHaveEnded: end,
  hadEnded: end,
}

/** Whether it has been signed: an invitation has not, and one that is annulled never was. */
export const isSigned = sql`${signatures.status} in ('signed', 'ended')`

/**
 * Whether a signature is active on a day: what makes its organisation a signatory. The query must join `signatures` with
 * `agreements`.
 */
export function isActiveOn(day: string): SQL {
  return sql`(${isSigned} and ${heldOn(day, span)})`
}

/** Whether one that is active on a day certainly is. */
export function isSurelyActiveOn(day: string): SQL<boolean> {
  return surelyHeldOn(day, span)
}
