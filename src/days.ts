const stockholm = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm' })

/** The day it is in Kungälv at a moment, `YYYY-MM-DD`. */
export function dayOf(now: Date): string {
  return stockholm.format(now)
}
