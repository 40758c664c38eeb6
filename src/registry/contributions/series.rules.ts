import { fault, type Fault } from '../../errors.ts'
import { toldOf } from './rules.ts'

const dayMs = 86_400_000
/** The last year that a date can be written in. */
const lastYear = 9999

/** Where a day stands in the weeks of ISO 8601. The first and last days of a year may belong to a week of the next one. */
export function isoWeekOf(day: string): { year: number; week: number; weekday: number } {
  const at = new Date(`${day}T00:00:00Z`)
  const weekday = at.getUTCDay() || 7
  // A week belongs to the year of its Thursday.
  const thursday = new Date(at.getTime() + (4 - weekday) * dayMs)
  const newYear = new Date(thursday).setUTCMonth(0, 1)
  const week = Math.floor((thursday.getTime() - newYear) / (7 * dayMs)) + 1
  return { year: thursday.getUTCFullYear(), week, weekday }
}

/** The day on the same weekday of the same week in another year; of week 52 where that year has no week 53. */
function inYear(day: string, year: number): string {
  const { week, weekday } = isoWeekOf(day)
  // The 4th of January is always in week 1.
  const weekOne = Date.UTC(year, 0, 4)
  const monday = weekOne - ((new Date(weekOne).getUTCDay() || 7) - 1) * dayMs
  const dayIn = (number: number) => dayAt(monday + ((number - 1) * 7 + weekday - 1) * dayMs)
  return isoWeekOf(dayIn(week)).year === year ? dayIn(week) : dayIn(week - 1)
}

export interface Period {
  startsOn: string | null
  endsOn: string | null
  applyBy: string | null
}
/** What is said of the copy's days. */
interface Sent {
  year?: number | undefined
  startsOn?: string | undefined
  endsOn?: string | undefined
  applyBy?: string | undefined
}

/** The day that tells the offers of a series apart, and which year each belongs to. */
export function firstDayOf({ startsOn, endsOn, applyBy }: Period): string | null {
  return startsOn ?? endsOn ?? applyBy
}

/**
 * The days of a copy. Those that are not said stand on the same weekday of the same week in the year asked for, or,
 * without a year, move by as many days as the start does.
 */
export function movedPeriod(original: Period, { year, ...sent }: Sent): Period {
  const moved = year === undefined ? withStart(original, sent.startsOn) : toYear(original, year)
  return {
    startsOn: sent.startsOn ?? moved.startsOn,
    endsOn: sent.endsOn ?? moved.endsOn,
    applyBy: sent.applyBy ?? moved.applyBy,
  }
}

/** A period over New Year still is one: its days keep the number of years between them. */
function toYear(original: Period, year: number): Period {
  const first = firstDayOf(original)
  if (first === null) return original
  const later = year - isoWeekOf(first).year
  const move = (day: string | null) => day && inYear(day, Math.min(isoWeekOf(day).year + later, lastYear))
  const [startsOn, endsOn, applyBy] = [move(original.startsOn), move(original.endsOn), move(original.applyBy)]
  // Where week 53 has become week 52, an earlier weekday of it must not come before what it came after.
  const end = startsOn && endsOn && endsOn < startsOn ? startsOn : endsOn
  return { startsOn, endsOn: end, applyBy: end && applyBy && applyBy > end ? end : applyBy }
}

function withStart(original: Period, startsOn: string | undefined): Period {
  if (!startsOn || !original.startsOn) return { startsOn: null, endsOn: null, applyBy: null }
  const by = Date.parse(startsOn) - Date.parse(original.startsOn)
  const move = (day: string | null) => day && dayAt(Math.min(Date.parse(day) + by, Date.parse(`${lastYear}-12-31`)))
  return { startsOn, endsOn: move(original.endsOn), applyBy: move(original.applyBy) }
}

function dayAt(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}

/** A copy must be told from what it is copied from by its days. */
export function copyFaults(original: Period, { year, startsOn }: Sent): Fault[] {
  if (startsOn !== undefined || (year !== undefined && firstDayOf(original) !== null)) return []
  if (year === undefined) {
    return [
      fault('/startsOn', 'required', 'Say when it starts, or which year.', 'Ange när det börjar, eller vilket år.'),
    ]
  }
  return [
    fault(
      '/startsOn',
      'required',
      'Say when it starts: what is copied has no days to move.',
      'Ange när det börjar: det som kopieras har inga dagar att flytta.',
    ),
  ]
}

interface Offer extends Period {
  id: string
  title: string
  status: string
  offered: number
  funded: number | null
  filled: number
  completed: number
  /** Whether the caller is told of it all, however few. */
  sharesAll: boolean
  /** The day on which it was registered: what places it when it has no days of its own. */
  madeOn: string
  reportYear: number | null
}

/** The years of a series side by side, the earliest first. What has been funded is known when it is known of each offer. */
export function yearsOf<T extends Offer>(offers: T[]) {
  const byYear = Map.groupBy(offers, (offer) => offer.reportYear ?? isoWeekOf(firstDayOf(offer) ?? offer.madeOn).year)
  return [...byYear]
    .toSorted(([a], [b]) => a - b)
    .map(([year, ofYear]) => {
      const sum = (places: (offer: T) => number) => ofYear.reduce((total, offer) => total + places(offer), 0)
      const [offered, filled] = [sum((offer) => offer.offered), sum((offer) => offer.filled)]
      return {
        year,
        contributions: ofYear,
        offered,
        funded: ofYear.every(({ funded }) => funded !== null) ? sum(({ funded }) => funded!) : null,
        filled,
        // A sum would tell of one that is not told.
        ...(ofYear.some(({ completed, sharesAll }) => 'withheld' in toldOf(completed, sharesAll))
          ? { withheld: ['completed' as const] }
          : { completed: sum(({ completed }) => completed) }),
        fillRate: Math.round((filled / offered) * 1000) / 1000,
      }
    })
}
