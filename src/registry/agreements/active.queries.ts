import { sql, type SQL } from 'drizzle-orm'
import { heldOn, lastDay, surelyHeldOn, unknownBegin, type Span } from '../documents/held-on.queries.ts'
import { signatures } from './signatures.table.ts'

const { signedOn, signedOnPrecision, endedOn } = signatures

/** The first day on which a signature may count: that of its date, or when it is attested first. */
export const signatureStart = sql`coalesce(${signedOn}, ${unknownBegin(signatures, sql`${endedOn} - 1`)})`

const span: Span = {
  mayHaveBegun: signatureStart,
  hadBegun: sql`coalesce(${lastDay(signedOn, signedOnPrecision)}, ${unknownBegin(signatures, sql`${endedOn} - 1`)})`,
  mayHaveEnded: sql`${endedOn}`,
  hadEnded: sql`${endedOn}`,
}

/** Whether a signature is active on a day: what makes its organisation a signatory. An invitation never is. */
export function isActiveOn(day: string): SQL {
  return sql`(${signatures.status} <> 'invited' and ${heldOn(day, span)})`
}

/** Whether one that is active on a day certainly is. */
export function isSurelyActiveOn(day: string): SQL<boolean> {
  return surelyHeldOn(day, span)
}
