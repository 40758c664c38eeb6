// Dates as they are known: to the day, or to a week, month, quarter, season or year of which the first day stands for all.
// Seasons are the meteorological ones; winter is named by the year of its December.
import { fault, type Fault } from './errors.ts'

/** How precisely a date is known. Whatever is not known to the day is kept as the first day that it may have been. */
export const precisions = ['day', 'week', 'month', 'quarter', 'season', 'year', 'unknown'] as const
export type Precision = (typeof precisions)[number]

/** A date as it is known; `unknown` and no day, where it is not. */
export interface VagueDate {
  day: string | null
  precision: Precision
}

/** In a sentence: känt till ... */
export const inSwedish: Record<Precision, string> = {
  day: 'dagen',
  week: 'veckan',
  month: 'månaden',
  quarter: 'kvartalet',
  season: 'årstiden',
  year: 'året',
  unknown: 'inget',
}
const seasonOfMonth: Record<string, string> = { '03': '21', '06': '22', '09': '23', '12': '24' }
const monthOfSeason: Record<string, string> = { '21': '03', '22': '06', '23': '09', '24': '12' }

/** The last day that it may have been. As `period_end` in Postgres. */
export function lastDayOf(first: string, precision: Precision): string {
  if (precision === 'week') return dayAfter(first, { days: 6 })
  const months = { month: 1, quarter: 3, season: 3, year: 12 }[precision as string]
  return months === undefined ? first : dayAfter(first, { months, days: -1 })
}

function dayAfter(day: string, { months = 0, days = 0 }: { months?: number; days?: number }): string {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCMonth(date.getUTCMonth() + months, date.getUTCDate() + days)
  return date.getUTCFullYear() > 9999 ? '9999-12-31' : date.toISOString().slice(0, 10)
}

/** Whether a day begins such a period. As `date_fits_precision` in Postgres. */
function begins(day: string, precision: Precision): boolean {
  const month = day.slice(5, 7)
  if (precision === 'week') return new Date(`${day}T00:00:00Z`).getUTCDay() === 1
  if (precision === 'day' || precision === 'unknown') return true
  if (!day.endsWith('-01')) return false
  if (precision === 'year') return month === '01'
  if (precision === 'quarter') return ['01', '04', '07', '10'].includes(month)
  return precision === 'month' || month in seasonOfMonth
}

/**
 * In the Extended Date/Time Format (ISO 8601-2, level 2), with a question mark where it is inferred; nothing for a week
 * and for what is not known, which have no form there.
 */
export function edtfOf({ day, precision }: VagueDate, isInferred = false): string | undefined {
  if (day === null || precision === 'week' || precision === 'unknown') return undefined
  const [year, month] = day.split('-') as [string, string]
  const forms = {
    day,
    month: `${year}-${month}`,
    quarter: `${year}-${33 + Math.floor((Number(month) - 1) / 3)}`,
    season: `${year}-${seasonOfMonth[month]}`,
    year,
  }
  return forms[precision] + (isInferred ? '?' : '')
}

/**
 * A day, or what EDTF has for a year, month, season (21 to 24) or quarter (33 to 36), also with the question mark that an
 * answer has where it is inferred; nothing where it is none of them.
 */
export function readEdtf(text: string): { day: string; precision: Precision } | undefined {
  const [, year, part, dayOfMonth] = /^(\d{4})(?:-(\d{2})(?:-(\d{2})|\??)|\??)$/.exec(text) ?? []
  if (!year || year === '0000') return undefined
  if (dayOfMonth) return isDay(text) ? { day: text, precision: 'day' } : undefined
  if (!part) return { day: `${year}-01-01`, precision: 'year' }
  const quarter = Number(part) - 33
  if (part in monthOfSeason) return { day: `${year}-${monthOfSeason[part]}-01`, precision: 'season' }
  if (quarter >= 0 && quarter <= 3) {
    return { day: `${year}-${String(quarter * 3 + 1).padStart(2, '0')}-01`, precision: 'quarter' }
  }
  return part >= '01' && part <= '12' ? { day: `${year}-${part}-01`, precision: 'month' } : undefined
}

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

/** What is wrong with a date that contradicts itself. `at` is where in the body it stands. */
export function vagueDateFaults(at: string, { day, precision }: VagueDate): Fault[] {
  if (day === null) {
    if (precision === 'unknown') return []
    return [
      fault(
        at,
        'required',
        'Its precision is given: give the date too.',
        'Precisionen är angiven: ange också datumet.',
      ),
    ]
  }
  if (precision === 'unknown') {
    return [
      fault(
        `${at}Precision`,
        'not_allowed',
        'A date that is given is not unknown: say how precisely it is known.',
        'Ett datum som anges är inte okänt: ange hur precist det är känt.',
      ),
    ]
  }
  if (begins(day, precision)) return []
  return [
    fault(
      at,
      'not_first_day',
      `A date known to the ${precision} is written as its first day.`,
      `Ett datum som är känt till ${inSwedish[precision]} skrivs som dess första dag.`,
    ),
  ]
}

/** What an answer tells of a date besides itself, its precision and the words that it was written in. */
export function spelledOut<Name extends string>(
  name: Name,
  { day, precision }: VagueDate,
  inferred: readonly string[] = [],
): { [Field in `${Name}Last` | `${Name}Edtf`]?: string } {
  if (day === null || precision === 'unknown') return {}
  const edtf = edtfOf({ day, precision }, inferred.includes(name))
  return {
    ...(precision !== 'day' && { [`${name}Last`]: lastDayOf(day, precision) }),
    ...(edtf && edtf !== day && { [`${name}Edtf`]: edtf }),
  } as { [Field in `${Name}Last` | `${Name}Edtf`]?: string }
}

/**
 * What a date that is sent brings with it: its precision, the day unless another was sent, and its words, which no longer
 * hold unless they were sent too. Nothing of a date that is not sent.
 */
export function dated<Name extends string>(
  body: object,
  name: Name,
): Partial<Record<`${Name}Precision`, Precision> & Record<`${Name}Text`, string | null>> {
  const sent = body as Record<string, unknown>
  const day = sent[name]
  if (day === undefined) return {}
  return {
    [`${name}Precision`]: sent[`${name}Precision`] ?? (day === null ? 'unknown' : 'day'),
    [`${name}Text`]: sent[`${name}Text`] ?? null,
  } as Partial<Record<`${Name}Precision`, Precision> & Record<`${Name}Text`, string | null>>
}

/**
 * What is wrong with a patch that says how precisely a date is known, and not the date: a year is no month by that, and its
 * first day is not the day.
 */
export function bareChangeFaults(patch: object, row: object, name: string): Fault[] {
  const sent = patch as Record<string, unknown>
  const present = row as Record<string, unknown>
  const precision = sent[`${name}Precision`]
  if (precision === undefined || sent[name] !== undefined || !present[name]) return []
  if (precision === (present[`${name}Precision`] ?? 'day')) return []
  return [
    fault(
      `/${name}`,
      'required',
      'Give the date with how precisely it is known.',
      'Ange datumet tillsammans med hur precist det är känt.',
    ),
  ]
}
