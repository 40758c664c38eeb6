import { and, eq, gt, inArray, sql, type SQL } from 'drizzle-orm'
import type { Reader } from '../../db/connect.ts'
import {
  all,
  isAfter,
  keyOf,
  limitOf,
  offsetOf,
  orderBy,
  slice,
  type Asked,
  type Order,
  type Window,
} from '../../db/statements/keyset.ts'
import { prepared } from '../../db/statements/prepared.ts'
import { isAnyOf } from '../../db/statements/conditions.ts'
import { notFound } from '../../errors.ts'
import type { Actor } from '../../actor.ts'
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

const participantById = prepared(
  (db, { actor, collaborationId, id }: { actor: Actor; collaborationId: string; id: string }) =>
    db
      .select(columns)
      .from(participants)
      .innerJoin(collaborations, eq(collaborations.id, participants.collaborationId))
      .leftJoin(organisations, eq(organisations.id, participants.organisationId))
      .where(and(eq(participants.id, id), isOf(actor, collaborationId))),
)

/** One participant of a collaboration; throws `not_found` when the caller may not know of it. */
export async function getParticipant(
  db: Reader,
  actor: Actor,
  collaborationId: string,
  id: string,
): Promise<Participant> {
  const [row] = await participantById(db, { actor, collaborationId, id })
  if (!row) throw notFound('participant', 'deltagande part')
  return toParticipant(row)
}

const participantPage = prepared(
  (
    db,
    {
      actor,
      collaborationId,
      query,
      order,
      window,
    }: Asked<ParticipantQuery> & { actor: Actor; collaborationId: string },
  ) => {
    const id = sql`${participants.id}`
    return db
      .select({ ...columns, id: participants.id, sortKey: keyOf(order) })
      .from(participants)
      .innerJoin(collaborations, eq(collaborations.id, participants.collaborationId))
      .leftJoin(organisations, eq(organisations.id, participants.organisationId))
      .where(all(isOf(actor, collaborationId), ...conditions(query), isAfter(order, id, window.after)))
      .orderBy(...orderBy(order, id))
      .limit(limitOf(window))
      .offset(offsetOf(window))
  },
)

export async function listParticipants(
  db: Reader,
  actor: Actor,
  collaborationId: string,
  query: ParticipantQuery,
  order: Order,
  window: Window,
) {
  return slice(await participantPage(db, { actor, collaborationId, query, order, window }), window.limit)
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
    isAnyOf(participants.role, role),
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
