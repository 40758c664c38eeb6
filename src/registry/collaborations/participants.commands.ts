import { and, eq, inArray, ne } from 'drizzle-orm'
import { noteCorrection, reasonFaults } from '../../changes/corrections.commands.ts'
import { assertVersion } from '../../changes/versions.ts'
import { dayOf } from '../../days.ts'
import { removeRow } from '../../db/remove-row.ts'
import { notFound, throwFaults, type Fault } from '../../errors.ts'
import { bareChangeFaults, dated } from '../../vague-dates.ts'
import type { Work } from '../../work.ts'
import { unknownOrganisation } from '../organisations/rules.ts'
import { organisations } from '../organisations/table.ts'
import { findUnusableCodes } from '../vocabularies/queries.ts'
import { codeFaults } from '../vocabularies/rules.ts'
import { participantRoles } from '../vocabularies/table.ts'
import { lockCollaboration } from './lock.commands.ts'
import { getParticipant } from './participants.queries.ts'
import {
  assertMayCorrect,
  assertOnceAtATime,
  endFaults,
  participationFaults,
  type Participation,
} from './participants.rules.ts'
import type { NewParticipant, Participant, ParticipantCorrection, ParticipantPatch } from './participants.schema.ts'
import { participants } from './participants.table.ts'

/**
 * Lets somebody take part in a collaboration. Throws `not_found`, `rule_broken` with all faults, `conflict` when the
 * organisation takes part in that role already.
 */
export async function addParticipant(work: Work, collaborationId: string, body: NewParticipant): Promise<Participant> {
  await lockCollaboration(work, collaborationId)
  const pointer = () => ''
  throwFaults(await joiningFaults(work, [body], pointer))
  assertOnceAtATime([body], await participationsIn(work, collaborationId), pointer)
  const [id] = await insertParticipants(work, collaborationId, [body])
  return getParticipant(work.tx, work.actor, collaborationId, id!)
}

/** Changes what the patch names. Throws `not_found`, `version_mismatch`, `rule_broken`, `conflict`. */
export async function changeParticipant(
  work: Work,
  collaborationId: string,
  id: string,
  patch: ParticipantPatch,
): Promise<Participant> {
  const row = await lockParticipant(work, collaborationId, id)
  await assertVersion(work, 'participants', row)
  const becomes = { ...participationOf(row), ...patch, ...dated(patch, 'from'), ...dated(patch, 'to') }
  throwFaults([
    ...(['from', 'to'] as const).flatMap((name) => bareChangeFaults(patch, participationOf(row), name)),
    ...participationFaults(becomes),
    ...endFaults(participationOf(row), becomes, dayOf(work.now)),
    ...(becomes.role === row.role ? [] : await roleFaults(work, [becomes], () => '')),
    ...(becomes.organisationId === row.organisationId ? [] : await organisationFaults(work, [becomes], () => '')),
  ])
  assertOnceAtATime([becomes], await participationsIn(work, collaborationId, id), () => '')
  await work.tx.update(participants).set(columnsOf(patch)).where(eq(participants.id, id))
  return getParticipant(work.tx, work.actor, collaborationId, id)
}

/**
 * Corrects the last day of a participation, or undoes it. Doing it again changes nothing. Throws `not_found`,
 * `version_mismatch`, `rule_broken`, and `conflict` when it has none, or when something has been built on it.
 */
export async function correctParticipant(
  work: Work,
  collaborationId: string,
  id: string,
  { reason, ...end }: ParticipantCorrection,
): Promise<Participant> {
  const row = await lockParticipant(work, collaborationId, id)
  const columns = columnsOf(end)
  const becomes = { ...participationOf(row), to: end.to, ...dated(end, 'to') }
  throwFaults([...reasonFaults(reason), ...participationFaults(becomes)])
  const isSame =
    row.toDay === end.to &&
    (end.to === null || Object.entries(columns).every(([name, value]) => row[name as keyof typeof row] === value))
  if (isSame) return getParticipant(work.tx, work.actor, collaborationId, id)
  assertMayCorrect(participationOf(row), end, await organisationOf(work, row.organisationId))
  await assertVersion(work, 'participants', row)
  assertOnceAtATime([becomes], await participationsIn(work, collaborationId, id), () => '')
  const [written] = await work.tx
    .update(participants)
    .set(columns)
    .where(eq(participants.id, id))
    .returning({ id: participants.id, version: participants.version })
  await noteCorrection(work, 'participants', written!, reason)
  return getParticipant(work.tx, work.actor, collaborationId, id)
}

/** Removes a participation registered by mistake. Throws `not_found`, `version_mismatch`. */
export async function removeParticipant(work: Work, collaborationId: string, id: string): Promise<void> {
  await assertVersion(work, 'participants', await lockParticipant(work, collaborationId, id))
  await removeRow(work.tx, participants, id)
}

type Pointer = (place: number) => string

/** Everything that is wrong with those who would join; `pointer` tells where in the request one of them stands. */
export async function joiningFaults(work: Work, joining: NewParticipant[], pointer: Pointer): Promise<Fault[]> {
  return [
    ...joining.flatMap((one, place) => participationFaults(one, pointer(place))),
    ...(await roleFaults(work, joining, pointer)),
    ...(await organisationFaults(work, joining, pointer)),
  ]
}

/** Inserts those who join, and tells their ids. They have been found without fault. */
export async function insertParticipants(
  work: Work,
  collaborationId: string,
  joining: NewParticipant[],
): Promise<string[]> {
  if (joining.length === 0) return []
  const rows = joining.map((one) => ({ ...columnsOf(one), role: one.role, collaborationId }))
  const inserted = await work.tx.insert(participants).values(rows).returning({ id: participants.id })
  return inserted.map(({ id }) => id)
}

async function roleFaults(work: Work, joining: Participation[], pointer: Pointer): Promise<Fault[]> {
  const unusable = await findUnusableCodes(
    work.tx,
    participantRoles,
    joining.map(({ role }) => role),
    dayOf(work.now),
  )
  return joining.flatMap(({ role }, place) => codeFaults(`${pointer(place)}/role`, role, unusable))
}

async function organisationFaults(work: Work, joining: Participation[], pointer: Pointer): Promise<Fault[]> {
  const wanted = joining.flatMap(({ organisationId }) => organisationId ?? [])
  if (wanted.length === 0) return []
  const rows = await work.tx
    .select({ id: organisations.id })
    .from(organisations)
    .where(inArray(organisations.id, wanted))
  const known = new Set(rows.map(({ id }) => id))
  return joining.flatMap(({ organisationId }, place) =>
    !organisationId || known.has(organisationId.toLowerCase())
      ? []
      : [unknownOrganisation(`${pointer(place)}/organisationId`)],
  )
}

async function lockParticipant(work: Work, collaborationId: string, id: string) {
  await lockCollaboration(work, collaborationId)
  const [row] = await work.tx
    .select()
    .from(participants)
    .where(and(eq(participants.id, id), eq(participants.collaborationId, collaborationId)))
    .for('update')
  if (!row) throw notFound('participant', 'deltagande part')
  return row
}

/** Locked, so that it does not end meanwhile. */
async function organisationOf(work: Work, id: string | null) {
  if (id === null) return undefined
  const [row] = await work.tx.select().from(organisations).where(eq(organisations.id, id)).for('no key update')
  return row
}

async function participationsIn(work: Work, collaborationId: string, except?: string): Promise<Participation[]> {
  const rows = await work.tx
    .select()
    .from(participants)
    .where(
      and(
        eq(participants.collaborationId, collaborationId),
        except === undefined ? undefined : ne(participants.id, except),
      ),
    )
  return rows.map(participationOf)
}

function participationOf({
  id,
  organisationId,
  description,
  role,
  fromDay,
  fromPrecision,
  toDay,
  toPrecision,
}: typeof participants.$inferSelect): Participation {
  return { id, organisationId, description, role, from: fromDay, fromPrecision, to: toDay, toPrecision }
}

/** Wire to row: only what was sent. */
function columnsOf({
  from,
  to,
  ...same
}: NewParticipant | ParticipantPatch): Partial<typeof participants.$inferInsert> {
  return {
    ...(same as Partial<typeof participants.$inferInsert>),
    ...(from !== undefined && { fromDay: from, ...dated({ from, ...same }, 'from') }),
    ...(to !== undefined && { toDay: to, ...dated({ to, ...same }, 'to') }),
  }
}
