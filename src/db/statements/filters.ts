// Filters of a list: the condition for what a query asks for by one of its names.
import { gt, inArray, type SQL } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { hasAnyOf, isAnyOf } from './conditions.ts'
import type { Way } from './shape.ts'

type Condition<Value, Asked> = (value: Value, asked: Asked) => SQL | undefined
/** A condition alone takes text and numbers as values, one by one. */
export type Filter<Value, Asked> = Condition<Value, Asked> | { way: Way; condition: Condition<Value, Asked> }

/** Codes or states that stand in the statement itself: its text may be chosen by them. */
export function inText<Value, Asked>(condition: Condition<Value, Asked>) {
  return { way: 'in the text', condition } as const
}

/** What is one value, though it is a list: for an array in SQL. */
export function asOneValue<Value, Asked>(condition: Condition<Value, Asked>) {
  return { way: 'as one value', condition } as const
}

/** By any of some codes or states. */
export function byCodes(column: PgColumn) {
  return inText((codes: string[]) => isAnyOf(column, codes))
}

/** By any of some ids, or other values. */
export function byValues(column: PgColumn) {
  return (values: string[]) => inArray(column, values)
}

/** By a column of lists: has it any of these? */
export function byOverlap(column: PgColumn) {
  return asOneValue((values: string[]) => hasAnyOf(column, values))
}

export function byUpdate(column: PgColumn) {
  return (moment: string) => gt(column, moment)
}
