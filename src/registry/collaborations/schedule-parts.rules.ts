// The parts of a recurrence rule, each by itself: what it may say, and the words for it.

const mostOccurrences = 500
const longestInterval = 366

/** What a part may say, and the words for it. */
interface Part {
  allows: (value: string) => boolean
  en: string
  sv: string
}
const oneOf = (codes: string): Part => ({
  allows: (value) => codes.split(', ').includes(value),
  en: `is one of ${codes}`,
  sv: `är ett av ${codes}`,
})
const upTo = (most: number): Part => ({
  allows: (value) => /^\d{1,3}$/.test(value) && Number(value) >= 1 && Number(value) <= most,
  en: `is a whole number from 1 to ${most}`,
  sv: `är ett heltal från 1 till ${most}`,
})
/** Some of these, also counted from the end. */
const listed = (one: Part, en: string, sv: string): Part => ({
  allows: (value) => value.split(',').every((each) => one.allows(each)),
  en: `is ${en}, with commas and no spaces between them`,
  sv: `är ${sv}, med komma och inga mellanslag emellan`,
})
const fromEitherEnd = (most: number): Part =>
  listed(
    { ...upTo(most), allows: (value) => upTo(most).allows(value.replace(/^[+-]/, '')) },
    `whole numbers from 1 to ${most}, from the end as -1`,
    `heltal från 1 till ${most}, från slutet som -1`,
  )
const weekdays = 'MO, TU, WE, TH, FR, SA, SU'
/** Of a day that is counted, as 2TU. */
export const numbered = /^[+-]?(?:[1-9]|[1-4]\d|5[0-3])(?=[A-Z])/

/** The parts that a rule may have. The time of day is the schedule's own, so BYHOUR and finer are not among them. */
export const parts: Record<string, Part> = {
  FREQ: oneOf('DAILY, WEEKLY, MONTHLY, YEARLY'),
  INTERVAL: upTo(longestInterval),
  COUNT: upTo(mostOccurrences),
  UNTIL: {
    allows: isDayOrInstant,
    en: 'is a day as 20261231, or a moment in UTC as 20261231T170000Z',
    sv: 'är en dag som 20261231, eller en tidpunkt i UTC som 20261231T170000Z',
  },
  BYDAY: listed(
    { ...oneOf(weekdays), allows: (value) => oneOf(weekdays).allows(value.replace(numbered, '')) },
    `some of ${weekdays}, numbered from 1 to 53 as 2TU or -1FR`,
    `några av ${weekdays}, numrerade från 1 till 53 som 2TU eller -1FR`,
  ),
  BYMONTH: listed(upTo(12), 'whole numbers from 1 to 12', 'heltal från 1 till 12'),
  BYMONTHDAY: fromEitherEnd(31),
  BYYEARDAY: fromEitherEnd(366),
  BYWEEKNO: fromEitherEnd(53),
  BYSETPOS: fromEitherEnd(366),
  WKST: oneOf(weekdays),
}

/** A day, or a moment in UTC. */
function isDayOrInstant(value: string): boolean {
  const [, year, month, day, hour = '00', minute = '00', second = '00'] =
    /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)Z)?$/.exec(value) ?? []
  const moment = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`)
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(`${year}-${month}-${day}T${hour}`)
}
