import { eq } from 'drizzle-orm'
import { noteCorrection, reasonFaults } from '../../changes/corrections.commands.ts'
import { assertVersion } from '../../changes/versions.ts'
import { dayOf } from '../../days.ts'
import { assertUnreferenced } from '../../db/references.ts'
import { removeRow } from '../../db/remove-row.ts'
import { throwFaults, type Fault } from '../../errors.ts'
import { bareChangeFaults, dated } from '../../vague-dates.ts'
import type { Work } from '../../work.ts'
import { areas } from '../areas/table.ts'
import { findUnusableCodes, newCodeFaults } from '../vocabularies/queries.ts'
import { codeFaults } from '../vocabularies/rules.ts'
import { collaborationKinds, targetGroups } from '../vocabularies/table.ts'
import { lockCollaboration } from './lock.commands.ts'
import { expandSchedule } from './occurrences.commands.ts'
import { insertParticipants, joiningFaults } from './participants.commands.ts'
import { assertOnceAtATime } from './participants.rules.ts'
import { getCollaboration } from './queries.ts'
import {
  assertHasEnded,
  assertMayBecome,
  collaborationFaults,
  correctionFaults,
  endFaults,
  endedAlreadyFaults,
  isEndedAlready,
  keepsSchedule,
  periodFaults,
  type Standing,
} from './rules.ts'
import { countFaults, neverOccurs, plainRule } from './schedule.rules.ts'
import { everOccurs } from './schedule.ts'
import type {
  Collaboration,
  CollaborationCorrection,
  CollaborationEnding,
  CollaborationPatch,
  NewCollaboration,
} from './schema.ts'
import { collaborations } from './table.ts'

const homeZone = 'Europe/Stockholm'
const blank = {
  kind: '',
  areas: [] as string[],
  targetGroups: [] as string[],
  startedOn: null,
  startedOnPrecision: 'unknown',
  endedOn: null,
  endedOnPrecision: 'unknown',
  scheduleRule: null,
  scheduleTime: null,
  scheduleTimeZone: null,
} as const
type Columns = Partial<typeof collaborations.$inferInsert>
interface Codes {
  kind: string
  areas: string[]
  targetGroups: string[]
}

/**
 * Registers a collaboration, and those who take part in it. Throws `rule_broken` with all faults, `conflict` when an
 * organisation would take part twice in one role.
 */
export async function createCollaboration(work: Work, body: NewCollaboration): Promise<Collaboration> {
  const { participants: joining = [], ...own } = body
  const pointer = (place: number) => `/participants/${place}`
  const columns = columnsOf(own, null)
  throwFaults([
    ...endedAlreadyFaults({ ...blank, ...columns }, dayOf(work.now)),
    ...(await standingFaults(work, { ...blank, ...columns })),
    ...(await freshCodeFaults(work, columns, blank)),
    ...(await joiningFaults(work, joining, pointer)),
  ])
  assertOnceAtATime(joining, [], pointer)
  const [row] = await work.tx
    .insert(collaborations)
    .values({ ...columns, name: own.name, kind: own.kind })
    .returning({ id: collaborations.id })
  await insertParticipants(work, row!.id, joining)
  await expandSchedule(work, row!.id)
  return getCollaboration(work.tx, work.actor, row!.id, work.now)
}

/** Changes what the patch names. Throws `not_found`, `version_mismatch`, `rule_broken` with all faults, `conflict`. */
export async function changeCollaboration(work: Work, id: string, patch: CollaborationPatch): Promise<Collaboration> {
  const row = await lockCollaboration(work, id)
  await assertVersion(work, 'collaborations', row)
  // Who says when it meets, or that it goes on, says that it does.
  const isSaid = patch.schedule || patch.status
  const columns = { ...columnsOf(patch, row.scheduleTimeZone), ...(isSaid && { confirmedOn: dayOf(work.now) }) }
  const becomes = { ...row, ...columns }
  assertMayBecome(row.status, becomes.status)
  throwFaults([
    ...(['startedOn', 'endedOn'] as const).flatMap((name) => bareChangeFaults(patch, row, name)),
    ...endFaults(row, becomes),
    ...(await standingFaults(work, becomes, row)),
    ...(await freshCodeFaults(work, columns, row)),
  ])
  await work.tx.update(collaborations).set(columns).where(eq(collaborations.id, id))
  await expandSchedule(work, id)
  return getCollaboration(work.tx, work.actor, id, work.now)
}

/** Ends a collaboration. Doing it again changes nothing. Throws `not_found`, `version_mismatch`, `rule_broken`, `conflict`. */
export async function endCollaboration(
  work: Work,
  id: string,
  { endedOn, endedOnPrecision = 'day', endedOnText }: CollaborationEnding,
): Promise<Collaboration> {
  const row = await lockCollaboration(work, id)
  const ending = { endedOn, endedOnPrecision }
  throwFaults(periodFaults({ ...row, ...ending }))
  if (!isEndedAlready(row.status, row, ending, dayOf(work.now))) {
    await assertVersion(work, 'collaborations', row)
    await work.tx
      .update(collaborations)
      .set({ ...ending, endedOnText: endedOnText ?? null, status: 'ended' })
      .where(eq(collaborations.id, id))
  }
  return getCollaboration(work.tx, work.actor, id, work.now)
}

/**
 * Corrects the end of a collaboration, undoes one that was registered by mistake, or takes it up again. Doing it again in
 * the same words changes nothing. Throws `not_found`, `version_mismatch`, `rule_broken`, `conflict` when it has not ended.
 */
export async function correctCollaboration(
  work: Work,
  id: string,
  { reason, ...correction }: CollaborationCorrection,
): Promise<Collaboration> {
  const row = await lockCollaboration(work, id)
  throwFaults([...reasonFaults(reason), ...correctionFaults(correction, dayOf(work.now))])
  const { status = 'ended' as const, endedOn = null, ...same } = correction
  if (status === 'active' && row.status === 'active') return getCollaboration(work.tx, work.actor, id, work.now)
  assertHasEnded(row.status)
  await assertVersion(work, 'collaborations', row)
  const columns = { status, ...columnsOf({ ...same, endedOn }, row.scheduleTimeZone) }
  throwFaults(periodFaults({ ...row, ...columns }))
  const [written] = await work.tx
    .update(collaborations)
    .set(columns)
    .where(eq(collaborations.id, id))
    .returning({ id: collaborations.id, version: collaborations.version })
  if (written!.version > row.version) await noteCorrection(work, 'collaborations', written!, reason)
  await expandSchedule(work, id)
  return getCollaboration(work.tx, work.actor, id, work.now)
}

/** Removes a collaboration that nothing refers to. Throws `not_found`, `version_mismatch`, `conflict` naming what does. */
export async function removeCollaboration(work: Work, id: string): Promise<void> {
  const row = await lockCollaboration(work, id)
  await assertVersion(work, 'collaborations', row)
  await assertUnreferenced(work.tx, 'collaborations', row)
  await removeRow(work.tx, collaborations, id)
}

async function standingFaults({ now }: Work, standing: Standing, before?: Standing): Promise<Fault[]> {
  const faults = collaborationFaults(standing, before)
  const { scheduleRule: rule, scheduleTime: time, scheduleTimeZone: timeZone, startedOn } = standing
  if (faults.length > 0 || rule === null || time === null || timeZone === null) return faults
  if (keepsSchedule(standing, before)) return []
  const ofCount = countFaults(rule, startedOn, dayOf(now))
  if (ofCount.length > 0) return ofCount
  return (await everOccurs({ rule, time, timeZone }, startedOn)) ? [] : [neverOccurs]
}

/** Codes that are unknown or out of use. Those that the row has already it may keep. */
async function freshCodeFaults(
  work: Work,
  { kind, areas: inAreas = [], targetGroups: forGroups = [] }: Partial<Codes>,
  row: Codes,
): Promise<Fault[]> {
  const today = dayOf(work.now)
  const fresh = (codes: string[], kept: string[]) => codes.filter((code) => !kept.includes(code))
  const unusableAreas = await findUnusableCodes(work.tx, areas, fresh(inAreas, row.areas), today)
  const unusableGroups = await findUnusableCodes(work.tx, targetGroups, fresh(forGroups, row.targetGroups), today)
  return [
    ...(await newCodeFaults(work.tx, collaborationKinds, '/kind', kind === row.kind ? undefined : kind, today)),
    ...codeFaults('/areas', inAreas, unusableAreas),
    ...codeFaults('/targetGroups', forGroups, unusableGroups),
  ]
}

/** Wire to row: only what was sent. A date brings its precision with it, unless one was sent; a schedule its zone. */
function columnsOf(body: Omit<NewCollaboration, 'participants'> | CollaborationPatch, zone: string | null) {
  const { schedule, ...same } = body
  return {
    ...same,
    ...dated(same, 'startedOn'),
    ...dated(same, 'endedOn'),
    ...(schedule === null && { scheduleRule: null, scheduleTime: null, scheduleTimeZone: null, scheduleMinutes: null }),
    ...(schedule && { scheduleTimeZone: schedule.timeZone ?? zone ?? homeZone }),
    ...(schedule?.rule !== undefined && { scheduleRule: plainRule(schedule.rule) }),
    ...(schedule?.time !== undefined && { scheduleTime: schedule.time }),
    ...(schedule?.minutes !== undefined && { scheduleMinutes: schedule.minutes }),
  } satisfies Columns
}
