import { RegistryError, type Fault } from '../../errors.ts'

export const dimensions = ['type', 'area', 'month'] as const
export type Dimension = (typeof dimensions)[number]

const mostMonths = 36
const months = 12
/** Beyond these, rows of nothing would be most of a long answer. */
export const mostEmptyRows = 5_000

/** Whole months, from the first day of one to the last day of another. */
export interface Span {
  firstDay: string
  lastDay: string
}

/**
 * The whole months that a question names: from the month of `from` (or this one) to the month of `to` (or a year in
 * all). Throws `invalid_request` when they end before they start, or are more than `mostMonths`.
 */
export function spanOf({ from, to }: { from?: string | undefined; to?: string | undefined }, today: string): Span {
  const first = monthOf(from ?? today)
  const last = to === undefined ? first + months - 1 : monthOf(to)
  if (last < first) {
    throw refusedMonths(
      'before_start',
      'The last month comes before the first.',
      'Den sista månaden ligger före den första.',
    )
  }
  if (last - first >= mostMonths) {
    throw refusedMonths('too_long', `At most ${mostMonths} months at a time.`, `Högst ${mostMonths} månader åt gången.`)
  }
  return { firstDay: dayIn(first, 1), lastDay: dayIn(last + 1, 0) }
}

/** How many rows there are for the time that is asked about. */
export function monthsIn({ firstDay, lastDay }: Span, by: readonly Dimension[]): number {
  return by.includes('month') ? monthOf(lastDay) - monthOf(firstDay) + 1 : 1
}

/** Months since the year 0. */
function monthOf(day: string): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1
}

/** A day of a month; its day 0 is the last one of the month before. */
function dayIn(month: number, day: number): string {
  const date = new Date(0)
  date.setUTCFullYear(Math.floor(month / 12), month % 12, day)
  return date.toISOString().slice(0, 10)
}

function refusedMonths(code: string, en: string, sv: string): RegistryError {
  const fault: Fault = { part: 'query', pointer: '/to', code, detail: { en, sv } }
  return new RegistryError('invalid_request', fault.detail, [fault])
}
