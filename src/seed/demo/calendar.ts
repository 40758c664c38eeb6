const dayMs = 86_400_000

/** So many days later (or earlier), as `YYYY-MM-DD`. */
export function plusDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10)
}

/** The Monday of an ISO 8601 week: week 1 is the one with the fourth of January. */
export function mondayOf(year: number, week: number): string {
  const fourth = `${year}-01-04`
  const weekday = (new Date(fourth).getUTCDay() + 6) % 7
  return plusDays(fourth, (week - 1) * 7 - weekday)
}
