import { setImmediate as breath } from 'node:timers/promises'
import { RRuleTemporal } from 'rrule-temporal'
import { horizonDays, mostShown, partsOf, seldomDays, type Schedule } from './schedule.rules.ts'

const dayInMs = 86_400_000
/** One step of an expansion: what the library is asked for in one piece, at most some milliseconds of work for any rule. */
const stepMs = 46 * dayInMs
/** After it years have five figures, which RFC 3339 has no place for. */
const endOfTime = Date.parse('9999-12-31T23:59:59.999Z')
/** Where a rule that counts from no first day begins: long enough ago for no period to be cut. */
const longAgo = '2000-01-01'
// The library's own limits, for one step: far above what a rule needs within it, far below what hangs a process.
const limits = { maxIterations: 5_000, maxCandidateEvaluations: 50_000, cache: false }

/** When a collaboration runs: its first day, from which a rule counts, and its last. */
export interface Run {
  startedOn: string | null
  lastDay: string | null
}

/** How far an expansion has come: every start before `reaches` is known, and `counted` of them count towards COUNT. */
interface Reached {
  reaches: string
  counted: number
}

/** More of a schedule: its next starts in order, in UTC, and when it must be gone on with (never: there are no more). */
export interface Expansion extends Reached {
  starts: string[]
  dueAt: string | null
  steps: number
}

interface Expanding {
  /** Where it stood; null: it begins. */
  from: Reached | null
  /** The last of the starts that are known already, in order. */
  known: readonly string[]
  /** Up to the horizon; or no further than what is shown, when somebody waits for it. */
  goal: 'horizon' | 'shown'
  mostSteps: number
  /** By the clock of `performance`: after it no other step is begun. */
  until?: number
}

/**
 * Expands a schedule until its starts from `now` on reach over the horizon; one that comes seldom, as far as five starts
 * take and one to spare, or to the end of what is looked at. Lets others work after each step, and leaves off after so
 * many, or when its time is up.
 */
export async function expand(
  schedule: Schedule,
  run: Run,
  now: Date,
  { from, known, goal, mostSteps, until = Infinity }: Expanding,
): Promise<Expansion> {
  const moment = now.toISOString()
  const starts: string[] = []
  const first = iso(firstMoment(schedule, run, now))
  let reached = { counted: from?.counted ?? 0, reaches: from && from.reaches > first ? from.reaches : first }
  let dueAt: string | null = null
  let steps = 0
  for (const step of stepsOf(schedule, run, reached)) {
    await breath()
    starts.push(...step.starts.filter((start) => start >= moment))
    reached = step
    steps++
    const ahead = [...known, ...starts]
    dueAt = step.isLast ? null : sufficesUntil(ahead, step.reaches)
    const isShown = goal === 'shown' && ahead.length >= mostShown
    if (dueAt === null || dueAt > moment || isShown || steps >= mostSteps || performance.now() >= until) break
  }
  // What is not enough yet is due at once, and not in some year before Christ.
  if (dueAt !== null && dueAt < moment) dueAt = moment
  return { starts, reaches: reached.reaches, counted: reached.counted, dueAt, steps }
}

/** Whether a rule comes to a day at all, whenever it is said to end: 30 February is well formed, and never comes. */
export async function everOccurs({ rule, time, timeZone }: Schedule, startedOn: string | null): Promise<boolean> {
  const endless = partsOf(rule)
  endless.delete('UNTIL')
  // East of Greenwich a day begins on the day before, in UTC.
  const begins = Date.parse(startedOn ?? longAgo) - dayInMs
  const steps = stepsOf(
    { rule: written(endless), time, timeZone },
    { startedOn, lastDay: null },
    { reaches: iso(begins), counted: 0 },
  )
  for (const { starts, reaches } of steps) {
    await breath()
    if (starts.length > 0) return true
    if (Date.parse(reaches) > begins + seldomDays * dayInMs) return false
  }
  return false
}

/** Until when what is known is enough: the horizon is reached over, and five are ahead or all that is looked at has been. */
function sufficesUntil(starts: string[], reaches: string): string {
  const before = (days: number) => iso(Date.parse(reaches) - days * dayInMs)
  // While this one is ahead there are five after it.
  const spare = starts.at(-mostShown - 1) ?? ''
  const [far, five] = [before(horizonDays), [spare, before(seldomDays)].toSorted().at(-1)!]
  return far < five ? far : five
}

/** Before this nothing is of interest. */
function firstMoment({ rule }: Schedule, { startedOn }: Run, now: Date): number {
  const begins = startedOn === null ? -Infinity : Date.parse(startedOn) - dayInMs
  // What has passed counts too.
  return partsOf(rule).has('COUNT') ? begins : Math.max(begins, now.getTime())
}

interface Step extends Reached {
  starts: string[]
  isLast: boolean
}

/** The starts of a schedule, window by window: whoever asks lets others work in between. */
function* stepsOf({ rule, time, timeZone }: Schedule, { startedOn, lastDay }: Run, from: Reached): Generator<Step> {
  const parts = partsOf(rule)
  const most = Number(parts.get('COUNT') ?? Infinity)
  // The library would count from the first day on at every step.
  parts.delete('COUNT')
  const first = `${startedOn ?? longAgo}T${time}00`.replace(/[-:]/g, '')
  const text = `DTSTART;TZID=${timeZone}:${first}\nRRULE:${written(parts)}`
  const end = endOf(parts.get('UNTIL'), lastDay)
  let [reached, counted] = [Date.parse(from.reaches), from.counted]
  for (let isLast = false; !isLast;) {
    const next = Math.min(reached + stepMs, endOfTime)
    const found = startsBetween(text, reached, next).slice(0, most - counted)
    reached = next
    counted += found.length
    isLast = counted === most || reached >= end
    const starts = found.filter(({ day }) => lastDay === null || day <= lastDay).map(({ start }) => start)
    yield { starts, reaches: iso(reached), counted, isLast }
  }
}

/** From one moment on, and before another. Nothing of a rule that was written past the register: it stops no other. */
function startsBetween(text: string, from: number, to: number): { start: string; day: string }[] {
  try {
    const recurrence = new RRuleTemporal({ rruleString: text, ...limits })
    return recurrence
      .between(new Date(from), new Date(to - 1), true)
      .map((start) => ({ start: iso(start.epochMilliseconds), day: start.toPlainDate().toString() }))
  } catch {
    return []
  }
}

/** After this nothing comes any more: two days later than the last day, which is a local one. */
function endOf(until: string | undefined, lastDay: string | null): number {
  const days = [lastDay, until?.replace(/^(\d{4})(\d\d)(\d\d).*/, '$1-$2-$3')].flatMap((day) => day ?? [])
  return Math.min(endOfTime, ...days.map((day) => Date.parse(day) + 2 * dayInMs))
}

function written(parts: Map<string, string>): string {
  return [...parts].map((part) => part.join('=')).join(';')
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
