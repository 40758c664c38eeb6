import { fault, type Fault } from '../../errors.ts'
import type { Precision } from '../../vague-dates.ts'

/** A recurrence rule (RFC 5545, without `RRULE:`), and the local time and the zone that it is told in. */
export interface Schedule {
  rule: string
  time: string
  timeZone: string
}

/** How many starts are shown of a collaboration. */
export const mostShown = 5
/** So many days ahead every start is known. */
export const horizonDays = 400
/** So many days ahead a rule is looked at for the starts that are shown, where it comes seldom. */
export const seldomDays = 3_650

const mostOccurrences = 500
const longestInterval = 366
const weekday = '(?:MO|TU|WE|TH|FR|SA|SU)'
const finerThanDays = /^(?:SECONDLY|MINUTELY|HOURLY)$/

type Check = (value: string) => boolean
const upTo =
  (most: number): Check =>
  (value) =>
    /^\d{1,3}$/.test(value) && Number(value) >= 1 && Number(value) <= most
const fromEitherEnd =
  (most: number): Check =>
  (value) =>
    upTo(most)(value.replace(/^[+-]/, ''))
const each =
  (check: Check): Check =>
  (value) =>
    value.split(',').every(check)

/** The parts that a rule may have. The time of day is the schedule's own, so BYHOUR and finer are not among them. */
const parts: Record<string, Check> = {
  FREQ: (value) => /^(?:DAILY|WEEKLY|MONTHLY|YEARLY)$/.test(value),
  INTERVAL: upTo(longestInterval),
  COUNT: upTo(mostOccurrences),
  UNTIL: isDayOrInstant,
  BYDAY: each((value) => new RegExp(`^(?:[+-]?(?:[1-9]|[1-4]\\d|5[0-3]))?${weekday}$`).test(value)),
  BYMONTH: each(upTo(12)),
  BYMONTHDAY: each(fromEitherEnd(31)),
  BYYEARDAY: each(fromEitherEnd(366)),
  BYWEEKNO: each(fromEitherEnd(53)),
  BYSETPOS: each(fromEitherEnd(366)),
  WKST: (value) => new RegExp(`^${weekday}$`).test(value),
}

/** A rule as it is kept: without `RRULE:`, in capitals. */
export function plainRule(text: string): string {
  return text
    .toUpperCase()
    .replace(/^RRULE:/, '')
    .replace(/;$/, '')
}

/** Everything that is wrong with a schedule, the start of its collaboration being known as well as it is. */
export function scheduleFaults({ rule, timeZone }: Schedule, startPrecision: Precision): Fault[] {
  const faults = ruleFaults(rule)
  if (faults.length === 0 && startPrecision !== 'day' && countsFromStart(partsOf(rule))) {
    faults.push(
      fault(
        '/startedOn',
        'required',
        'This rule counts from the first day (COUNT, INTERVAL, or no day named): say which day that was.',
        'Regeln räknar från första dagen (COUNT, INTERVAL, eller ingen dag angiven): ange vilken dag det var.',
      ),
    )
  }
  if (!isTimeZone(timeZone)) {
    faults.push(
      fault(
        '/schedule/timeZone',
        'unknown',
        'There is no such time zone. Use an IANA name, as Europe/Stockholm.',
        'Det finns ingen sådan tidszon. Använd ett IANA-namn, som Europe/Stockholm.',
      ),
    )
  }
  return faults
}

/** The values of a rule that is well formed, by the names of their parts. */
export function partsOf(rule: string): Map<string, string> {
  return new Map(rule.split(';').map((part) => part.split('=', 2) as [string, string]))
}

function ruleFaults(rule: string): Fault[] {
  const pairs = rule.split(';').map((part) => part.split('='))
  const names = pairs.map(([name]) => name!)
  const values = partsOf(rule)
  if (finerThanDays.test(values.get('FREQ') ?? '')) {
    return [
      wrong(
        'A collaboration meets daily at most, at its one time.',
        'Ett samarbete träffas som mest varje dag, på sin enda tid.',
      ),
    ]
  }
  if (pairs.some((pair) => pair.length !== 2 || !Object.hasOwn(parts, pair[0]!)) || !values.has('FREQ')) {
    return [
      wrong(
        `Not a recurrence rule as FREQ=WEEKLY;BYDAY=TH. Its parts are ${Object.keys(parts).join(', ')}; the time stands in time.`,
        `Inte en upprepningsregel som FREQ=WEEKLY;BYDAY=TH. Delarna är ${Object.keys(parts).join(', ')}; klockslaget står i time.`,
      ),
    ]
  }
  const faults = [...values].flatMap(([name, value]) =>
    parts[name]!(value)
      ? []
      : [wrong(`${name} has a value that it cannot have.`, `${name} har ett värde som den inte kan ha.`)],
  )
  if (names.length !== values.size) faults.push(wrong('A part is given twice.', 'En del är angiven två gånger.'))
  return faults.length > 0 ? faults : togetherFaults(values)
}

/** What RFC 5545 says of parts that do not go together. */
function togetherFaults(values: Map<string, string>): Fault[] {
  const freq = values.get('FREQ')!
  const has = (...names: string[]) => names.some((name) => values.has(name))
  const numbered = /\d/.test(values.get('BYDAY') ?? '')
  const faults: Fault[] = []
  if (has('COUNT') && has('UNTIL'))
    faults.push(wrong('COUNT and UNTIL exclude each other.', 'COUNT och UNTIL utesluter varandra.'))
  if (has('BYMONTHDAY') && freq === 'WEEKLY')
    faults.push(wrong('A week has no BYMONTHDAY.', 'En vecka har ingen BYMONTHDAY.'))
  if (has('BYYEARDAY', 'BYWEEKNO') && freq !== 'YEARLY') {
    faults.push(wrong('BYYEARDAY and BYWEEKNO belong to FREQ=YEARLY.', 'BYYEARDAY och BYWEEKNO hör till FREQ=YEARLY.'))
  }
  // What these mean together, programs disagree on, the library used here among them.
  if (has('BYYEARDAY') && has('BYDAY', 'BYMONTHDAY', 'BYWEEKNO')) {
    faults.push(wrong('BYYEARDAY stands without other days.', 'BYYEARDAY står utan andra dagar.'))
  }
  if (has('BYWEEKNO') && (!has('BYDAY') || numbered || has('BYMONTHDAY', 'BYSETPOS'))) {
    faults.push(
      wrong(
        'BYWEEKNO goes with BYDAY, which days of the week, and nothing else.',
        'BYWEEKNO hör ihop med BYDAY, vilka dagar i veckan, och inget annat.',
      ),
    )
  }
  if (numbered && has('BYMONTHDAY')) {
    faults.push(
      wrong('A numbered day, as 2TU, excludes BYMONTHDAY.', 'En numrerad dag, som 2TU, utesluter BYMONTHDAY.'),
    )
  }
  if (numbered && freq !== 'MONTHLY' && freq !== 'YEARLY') {
    faults.push(
      wrong(
        'A numbered day, as 2TU, belongs to a month or a year.',
        'En numrerad dag, som 2TU, hör till en månad eller ett år.',
      ),
    )
  }
  if (has('BYSETPOS') && !has('BYDAY', 'BYMONTH', 'BYMONTHDAY', 'BYYEARDAY', 'BYWEEKNO')) {
    faults.push(wrong('BYSETPOS chooses among days: name them.', 'BYSETPOS väljer bland dagar: ange dem.'))
  }
  return faults
}

/** Whether the days of a rule depend on its first one. */
function countsFromStart(values: Map<string, string>): boolean {
  const has = (...names: string[]) => names.some((name) => values.has(name))
  if (has('COUNT') || (values.get('INTERVAL') ?? '1') !== '1') return true
  const namesDays = {
    DAILY: [],
    WEEKLY: ['BYDAY'],
    MONTHLY: ['BYDAY', 'BYMONTHDAY'],
    YEARLY: ['BYDAY', 'BYMONTHDAY', 'BYYEARDAY'],
  }
  const freq = values.get('FREQ') as keyof typeof namesDays
  return freq !== 'DAILY' && !has(...namesDays[freq])
}

/** What a well-formed rule that never comes to a day is told. */
export const neverOccurs = fault(
  '/schedule/rule',
  'never_occurs',
  'This rule comes to no day within ten years.',
  'Regeln ger ingen dag inom tio år.',
)

/** A day, or a moment in UTC. */
function isDayOrInstant(value: string): boolean {
  const [, year, month, day, hour = '00', minute = '00', second = '00'] =
    /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)Z)?$/.exec(value) ?? []
  const moment = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`)
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(`${year}-${month}-${day}T${hour}`)
}

function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

function wrong(en: string, sv: string): Fault {
  return fault('/schedule/rule', 'wrong_rule', en, sv)
}
