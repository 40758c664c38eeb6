import { RRuleTemporal } from 'rrule-temporal'
import { partsOf, type Schedule } from './schedule.rules.ts'

const mostStarts = 5
const yearsAhead = 10
const dayInMs = 86_400_000
// The library's own limits, far above what a rule needs within the years ahead and far below what hangs a process.
const limits = { maxIterations: 5_000, maxCandidateEvaluations: 50_000, cache: false }

/** When a collaboration runs: its first day, from which a rule counts, and its last. */
export interface Run {
  startedOn: string | null
  lastDay: string | null
}

interface Known {
  from: number
  starts: string[]
}
const known = new Map<string, Known>()
const mostKnown = 2_000

/**
 * The next starts of a schedule from a moment on, at most five and within ten years, in UTC. Kept for the day, or until
 * the first of them has passed: a list of 200 costs nothing but the first time.
 */
export function nextOccurrences({ rule, time, timeZone }: Schedule, run: Run, now: Date): string[] {
  const moment = now.toISOString()
  const key = [rule, time, timeZone, run.startedOn, run.lastDay, moment.slice(0, 10)].join(' ')
  const found = known.get(key)
  if (found && found.from <= now.getTime() && (found.starts[0] ?? moment) >= moment) return found.starts
  // Without a first day a rule does not count from one. It then begins long enough ago for no period to be cut.
  const begins = run.startedOn ?? `${Number(moment.slice(0, 4)) - 1}-01-01`
  const starts = startsFrom({ rule, time, timeZone }, begins, now, run.lastDay, mostStarts)
  if (known.size >= mostKnown) known.clear()
  known.set(key, { from: now.getTime(), starts })
  return starts
}

/** Whether a rule comes to a day at all, whenever it is said to end: 30 February is well formed, and never comes. */
export function everOccurs({ rule, time, timeZone }: Schedule, startedOn: string | null): boolean {
  const endless = partsOf(rule)
  endless.delete('UNTIL')
  const begins = startedOn ?? '2000-01-01'
  // East of Greenwich a day begins on the day before, in UTC.
  const dayBefore = new Date(Date.parse(begins) - dayInMs)
  return startsFrom({ rule: written(endless), time, timeZone }, begins, dayBefore, null, 1).length > 0
}

function startsFrom(
  { rule, time, timeZone }: Schedule,
  begins: string,
  from: Date,
  lastDay: string | null,
  most: number,
): string[] {
  const starts: string[] = []
  try {
    const first = `${begins}T${time}00`.replace(/[-:]/g, '')
    const recurrence = new RRuleTemporal({
      rruleString: `DTSTART;TZID=${timeZone}:${first}\nRRULE:${endingWithinReach(rule, begins, from)}`,
      ...limits,
    })
    const isOver = (start: string) => lastDay !== null && start > lastDay
    let next = recurrence.next(from, true)
    while (next && !isOver(next.toPlainDate().toString())) {
      starts.push(new Date(next.epochMilliseconds).toISOString())
      next = starts.length < most ? recurrence.next(next) : null
    }
  } catch {
    // Searched up to the limits; or a rule written past the register, which must not cost a whole list its answer.
  }
  return starts
}

/** With an UNTIL at most ten years away: without one the library looks for the day after the last for a very long time. */
function endingWithinReach(rule: string, begins: string, from: Date): string {
  const parts = partsOf(rule)
  const year = Math.max(Number(begins.slice(0, 4)), from.getUTCFullYear()) + yearsAhead
  const horizon = `${String(Math.min(year, 9999)).padStart(4, '0')}1231`
  const until = parts.get('UNTIL')
  parts.set('UNTIL', until !== undefined && until < horizon ? until : horizon)
  return written(parts)
}

function written(parts: Map<string, string>): string {
  return [...parts].map((part) => part.join('=')).join(';')
}
