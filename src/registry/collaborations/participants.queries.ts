import { and, eq, gt, inArray, sql, type SQL } from 'drizzle-orm'
import type { Reader } from '../../db/connect.ts'
import { all, isAfter, keyOf, orderBy, slice, type Order, type Window } from '../../db/keyset.ts'
import { notFound } from '../../errors.ts'
import type { Actor } from '../../identity/actor.ts'
import { present, selfLink } from '../../representation.ts'
import { organisations } from '../organisations/table.ts'
import type { Participant, ParticipantQuery } from './participants.schema.ts'
import { participants } from './participants.table.ts'
import { collaborations } from './table.ts'
import { isVisibleCollaboration, isVisibleParticipant, takesPartOn } from './visible.queries.ts'

// One whose first day is not known comes last.
const from = sql`coalesce(${participants.fromDay}, 'infinity')`
const name = sql`coalesce(${organisations.name}, ${participants.description}) collate "sv-SE-x-icu"`

export const participantOrders = {
  name: { key: name, type: 'text' },
  from: { key: from, type: 'date' },
  createdAt: { key: sql`${participants.createdAt}`, type: 'timestamptz' },
  updatedAt: { key: sql`${participants.updatedAt}`, type: 'timestamptz' },
} as const

const columns = { row: participants, organisationName: organisations.name }
interface Row {
  row: typeof participants.$inferSelect
  organisationName: string | null
}

/** One participant of a collaboration; throws `not_found` when the caller may not know of it. */
export async function getParticipant(
  db: Reader,
  actor: Actor,
  collaborationId: string,
  id: string,
): Promise<Participant> {
  const [row] = await db
    .select(columns)
    .from(participants)
    .innerJoin(collaborations, eq(collaborations.id, participants.collaborationId))
    .leftJoin(organisations, eq(organisations.id, participants.organisationId))
    .where(and(eq(participants.id, id), isOf(actor, collaborationId)))
  if (!row) throw notFound('participant', 'deltagande part')
  return toParticipant(row)
}

export async function listParticipants(
  db: Reader,
  actor: Actor,
  collaborationId: string,
  query: ParticipantQuery,
  order: Order,
  window: Window,
) {
  const id = sql`${participants.id}`
  const rows = await db
    .select({ ...columns, id: participants.id, sortKey: keyOf(order) })
    .from(participants)
    .innerJoin(collaborations, eq(collaborations.id, participants.collaborationId))
    .leftJoin(organisations, eq(organisations.id, participants.organisationId))
    .where(all(isOf(actor, collaborationId), ...conditions(query), isAfter(order, id, window.after)))
    .orderBy(...orderBy(order, id))
    .limit(window.limit + 1)
    .offset(window.offset)
  return slice(rows, window.limit)
}

export async function countParticipants(
  db: Reader,
  actor: Actor,
  collaborationId: string,
  query: ParticipantQuery,
): Promise<number> {
  const [row] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(participants)
    .innerJoin(collaborations, eq(collaborations.id, participants.collaborationId))
    .leftJoin(organisations, eq(organisations.id, participants.organisationId))
    .where(all(isOf(actor, collaborationId), ...conditions(query)))
  return row!.count
}

function isOf(actor: Actor, collaborationId: string): SQL {
  return all(
    eq(participants.collaborationId, collaborationId),
    isVisibleCollaboration(actor),
    isVisibleParticipant(actor),
  )
}

function conditions({ asOf, role, organisationId, updatedAfter }: ParticipantQuery): (SQL | undefined)[] {
  return [
    asOf === undefined ? undefined : takesPartOn(asOf),
    role && inArray(participants.role, role),
    organisationId && inArray(participants.organisationId, organisationId),
    updatedAfter === undefined ? undefined : gt(participants.updatedAt, updatedAfter),
  ]
}

export function toParticipant({ row, organisationName }: Row): Participant {
  const { organisationId, fromDay, toDay, ...own } = row
  return {
    ...present(own),
    ...present({ from: fromDay, to: toDay }),
    ...(organisationId && { organisation: { id: organisationId, name: organisationName! } }),
    _links: selfLink(`/collaborations/${row.collaborationId}/participants/${row.id}`),
  }
}
