const stockholm = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm' })

/** The day it is in Sweden at a moment, `YYYY-MM-DD`. */
export function dayOf(now: Date): string {
  return stockholm.format(now)
}

/** Whether a moment (RFC 3339, UTC) came after a Swedish day; null where no day is known. */
export function isAfterDay(moment: string, day: string | null): boolean | null {
  if (day === null) return null
  // There it is the day of UTC or, late in the evening, the next one: mostly no calendar need be asked.
  const inUtc = moment.slice(0, 10)
  return inUtc > day || (inUtc === day && dayOf(new Date(moment)) > day)
}
