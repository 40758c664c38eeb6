import { and, asc, eq, gt, inArray, lt, lte, or, sql } from 'drizzle-orm'
import type { Database } from '../../db/connect.ts'
import { inTransaction, type Work } from '../../work.ts'
import { lastDayOf } from '../../vague-dates.ts'
import { occurrences, schedules } from './occurrences.table.ts'
import { mostShown } from './schedule.rules.ts'
import { expand, type Expansion } from './schedule.ts'
import { collaborations } from './table.ts'

/** Years and letters, `2026b`: what comes later is greater. */
const zoneData = process.versions.tz ?? ''
/** Schedules of one transaction: who writes one of these collaborations meanwhile waits for all of them. */
const batch = 20
/** Steps of one schedule in one go, more than any needs that has counted for two years; after so many no other is begun. */
const mostSteps = 100
/** On a slow machine too: who writes one of these waits five seconds for it, and after fifteen Postgres takes us for gone. */
const longestMs = 3_000
const occasion = { actor: { kind: 'system', name: 'occurrences' }, requestId: 'roll-occurrences' } as const

/** Makes the occurrences of a collaboration that has been written, if its schedule has become due by that. */
export async function expandSchedule(work: Work, collaborationId: string): Promise<void> {
  const due = await work.tx
    .select({ id: schedules.id })
    .from(schedules)
    .where(and(eq(schedules.collaborationId, collaborationId), lte(schedules.dueAt, work.now.toISOString())))
    .for('update')
  await expandAll(work, due, { goal: 'horizon', withinMs: longestMs })
}

/**
 * Takes some of the schedules that are due, or were expanded with older time zone data, over the horizon: so many at most,
 * in one transaction. Answers how many, 0 when none is left. Those that another register has taken are left to it.
 */
export async function rollOccurrences(db: Database, now: Date, withinMs = longestMs): Promise<number> {
  return (await roll(db, now, { goal: 'horizon', withinMs })).length
}

/**
 * Once through all that are due, as far as answers show them: a register answers no sooner, and waits no longer. The job
 * takes them over the horizon.
 */
export async function prepareOccurrences(db: Database, now: Date): Promise<void> {
  let last: string | undefined
  do last = (await roll(db, now, { goal: 'shown', withinMs: longestMs }, last)).at(-1)
  while (last !== undefined)
}

/** Answers the ids of those that it has been at. */
function roll(db: Database, now: Date, extent: Extent, after?: string): Promise<string[]> {
  return inTransaction(db, { ...occasion, now }, async (work) => {
    const isDue = or(
      lte(schedules.dueAt, now.toISOString()),
      // Only ever from older to newer, or two registers on two versions of Node would undo each other's work for ever.
      lt(schedules.zoneData, zoneData),
    )
    const due = await work.tx
      .select({ id: schedules.id })
      .from(schedules)
      .where(and(isDue, after === undefined ? undefined : gt(schedules.id, after)))
      // One that is left off in the middle is due from then on, and so comes after those that have waited.
      .orderBy(asc(extent.goal === 'horizon' ? schedules.dueAt : schedules.id))
      .limit(batch)
      .for('update', { skipLocked: true })
    return expandAll(work, due, extent)
  })
}

interface Extent {
  goal: 'horizon' | 'shown'
  withinMs: number
}
interface Written extends Expansion {
  id: string
  isMadeAnew: boolean
}

/** Expands schedules that this transaction has locked, as many as its steps and its time are enough for; answers which. */
async function expandAll(work: Work, locked: { id: string }[], { goal, withinMs }: Extent): Promise<string[]> {
  if (locked.length === 0) return []
  const ids: string[] = []
  const written: Written[] = []
  let steps = 0
  const told = await toldBy(work, locked)
  const until = performance.now() + withinMs
  for (const { id, schedule, run, from, known } of told) {
    ids.push(id)
    if (goal === 'shown' && known.length >= mostShown) continue
    const expansion = await expand(schedule, run, work.now, { from, known, goal, mostSteps, until })
    written.push({ id, isMadeAnew: from === null, ...expansion })
    steps += expansion.steps
    if (steps >= mostSteps || performance.now() >= until) break
  }
  if (written.length > 0) await write(work, written)
  return ids
}

/** What schedules say, in their order; asked after they were locked: together with the lock it may be older than that. */
async function toldBy({ tx, now }: Work, locked: { id: string }[]) {
  const order = locked.map(({ id }) => id)
  const rows = await tx
    .select({
      id: schedules.id,
      rule: collaborations.scheduleRule,
      time: collaborations.scheduleTime,
      timeZone: collaborations.scheduleTimeZone,
      startedOn: collaborations.startedOn,
      endedOn: collaborations.endedOn,
      endedOnPrecision: collaborations.endedOnPrecision,
      reaches: schedules.reaches,
      counted: schedules.counted,
      madeWith: schedules.zoneData,
      /** The last of those ahead, as many as decide when it is due. */
      ahead: sql<string[]>`array(select to_char(original_start, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
        from (select ${occurrences.originalStart} from ${occurrences}
          where ${occurrences.scheduleId} = ${schedules.id} and ${occurrences.originalStart} >= ${now.toISOString()}
          order by ${occurrences.originalStart} desc limit ${mostShown + 1}) last_ahead order by 1)`,
    })
    .from(schedules)
    .innerJoin(collaborations, eq(collaborations.id, schedules.collaborationId))
    .where(inArray(schedules.id, order))
  const inOrder = rows.toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id))
  return inOrder.map(({ id, rule, time, timeZone, startedOn, endedOn, endedOnPrecision, reaches, counted, ...row }) => {
    const isCurrent = reaches !== null && row.madeWith !== null && row.madeWith >= zoneData
    return {
      id,
      // All three or none, by a check of the table; without a rule there is no schedule.
      schedule: { rule: rule!, time: time!, timeZone: timeZone! },
      run: { startedOn, lastDay: endedOn && lastDayOf(endedOn, endedOnPrecision) },
      from: isCurrent ? { reaches, counted } : null,
      known: isCurrent ? row.ahead : [],
    }
  })
}

/** Replaces what was made with older time zone data, lets go of what has passed, and notes how far each reaches now. */
async function write({ tx, now }: Work, written: Written[]): Promise<void> {
  const column = <Name extends keyof Written>(name: Name) => sql.param(written.map((row) => row[name]))
  await tx.execute(sql`
    delete from ${occurrences} using unnest(${column('id')}::uuid[], ${column('isMadeAnew')}::boolean[]) became (id, is_made_anew)
    where schedule_id = became.id and (is_made_anew or start < ${now.toISOString()})`)
  const made = written.flatMap(({ id, starts }) => starts.map((start) => ({ id, start })))
  await tx.execute(sql`
    insert into ${occurrences} (schedule_id, original_start, start)
    select id, start, start
    from unnest(${sql.param(made.map(({ id }) => id))}::uuid[], ${sql.param(made.map(({ start }) => start))}::timestamptz[]) made (id, start)`)
  await tx.execute(sql`
    update ${schedules} set reaches = became.reaches, counted = became.counted, due_at = became.due_at, zone_data = ${zoneData}
    from unnest(${column('id')}::uuid[], ${column('reaches')}::timestamptz[], ${column('counted')}::int[],
      ${column('dueAt')}::timestamptz[]) became (id, reaches, counted, due_at)
    where schedules.id = became.id`)
}
