import { fault, type Fault } from '../../errors.ts'
import type { Precision } from '../../vague-dates.ts'
import { numbered, parts } from './schedule-parts.rules.ts'

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

/** Of one year: to find one among all its days takes the library twenty milliseconds, again and again. */
const mostChoices = 106
const finerThanDays = /^(?:SECONDLY|MINUTELY|HOURLY)$/

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
        'There is no such time zone. Use an IANA name with its area, as Europe/Stockholm.',
        'Det finns ingen sådan tidszon. Använd ett IANA-namn med sitt område, som Europe/Stockholm.',
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
        `Not a recurrence rule as FREQ=WEEKLY;BYDAY=TH. Its parts are ${Object.keys(parts).join(', ')}, each with a value and a semicolon between them; the time stands in time.`,
        `Inte en upprepningsregel som FREQ=WEEKLY;BYDAY=TH. Delarna är ${Object.keys(parts).join(', ')}, var och en med ett värde och semikolon emellan; klockslaget står i time.`,
      ),
    ]
  }
  const faults = [...values].flatMap(([name, value]) => {
    const { allows, en, sv } = parts[name]!
    return allows(value) ? [] : [wrong(`${name} ${en}.`, `${name} ${sv}.`)]
  })
  if (names.length !== values.size) faults.push(wrong('A part is given twice.', 'En del är angiven två gånger.'))
  return faults.length > 0 ? faults : togetherFaults(values)
}

/** What RFC 5545 says of parts that do not go together. */
function togetherFaults(values: Map<string, string>): Fault[] {
  const freq = values.get('FREQ')!
  const has = (...names: string[]) => names.some((name) => values.has(name))
  const isNumbered = /\d/.test(values.get('BYDAY') ?? '')
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
  if (has('BYWEEKNO') && (!has('BYDAY') || isNumbered || has('BYMONTHDAY', 'BYSETPOS'))) {
    faults.push(
      wrong(
        'BYWEEKNO goes with BYDAY, which days of the week, and nothing else.',
        'BYWEEKNO hör ihop med BYDAY, vilka dagar i veckan, och inget annat.',
      ),
    )
  }
  if (isNumbered && has('BYMONTHDAY')) {
    faults.push(
      wrong('A numbered day, as 2TU, excludes BYMONTHDAY.', 'En numrerad dag, som 2TU, utesluter BYMONTHDAY.'),
    )
  }
  if (isNumbered && freq !== 'MONTHLY' && freq !== 'YEARLY') {
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
  if (has('BYSETPOS') && freq === 'YEARLY' && mostInYear(values) > mostChoices) {
    faults.push(
      wrong(
        `BYSETPOS chooses among at most ${mostChoices} days of a year: name months too (BYMONTH), or the day itself (BYYEARDAY).`,
        `BYSETPOS väljer bland högst ${mostChoices} dagar om året: ange också månader (BYMONTH), eller själva dagen (BYYEARDAY).`,
      ),
    )
  }
  return faults
}

/** How many days of a year a rule can come to, at most, before it chooses among them. */
function mostInYear(values: Map<string, string>): number {
  const named = (name: string) => values.get(name)?.split(',')
  const months = named('BYMONTH')?.length ?? 12
  const monthDays = named('BYMONTHDAY')
  if (monthDays) return monthDays.length * months
  const days = named('BYDAY') ?? []
  // A weekday comes 53 times a year and five times a month at most; a numbered one once in each month that is named.
  const ofOne = (day: string) => (numbered.test(day) ? months : Math.min(53, 5 * months))
  return Math.max(
    named('BYYEARDAY')?.length ?? 0,
    days.map(ofOne).reduce((sum, most) => sum + most, 0),
  )
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

/** What is wrong with counting: a rule with COUNT is gone through from its first day, so that may not lie centuries back. */
export function countFaults(rule: string, startedOn: string | null, today: string): Fault[] {
  const since = `${Number(today.slice(0, 4)) - seldomDays / 365}${today.slice(4)}`
  if (startedOn === null || startedOn >= since || !partsOf(rule).has('COUNT')) return []
  return [
    wrong(
      'COUNT is counted from a first day at most ten years ago. Say by UNTIL when it ends, or leave both out.',
      'COUNT räknas från en första dag för högst tio år sedan. Ange med UNTIL när det slutar, eller utelämna båda.',
    ),
  ]
}

/** What a well-formed rule that never comes to a day is told. */
export const neverOccurs = fault(
  '/schedule/rule',
  'never_occurs',
  'This rule comes to no day within ten years.',
  'Regeln ger ingen dag inom tio år.',
)

/** By its area and place. Abbreviations mean several zones or none, and the libraries used here know different ones. */
function isTimeZone(name: string): boolean {
  if (!/^[a-z]+\/|^utc$/i.test(name)) return false
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

function wrong(en: string, sv: string): Fault {
  return fault('/schedule/rule', 'wrong_rule', en, sv)
}
