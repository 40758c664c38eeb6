import { and, eq, getTableColumns, gt, inArray, sql, type SQL } from 'drizzle-orm'
import { dayOf } from '../../days.ts'
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
import { hasAnyOf, isAnyOf } from '../../db/statements/conditions.ts'
import { notFound } from '../../errors.ts'
import type { Actor } from '../../actor.ts'
import { present, selfLink } from '../../representation.ts'
import { matches } from '../../search/match.ts'
import { organisations } from '../organisations/table.ts'
import { participantRoles } from '../vocabularies/table.ts'
import type { ParticipantSummary } from './participants.schema.ts'
import { participants } from './participants.table.ts'
import { lastDayOf } from './rules.ts'
import { nextOccurrences } from './schedule.ts'
import type { Collaboration, CollaborationQuery } from './schema.ts'
import { collaborations } from './table.ts'
import { isVisibleCollaboration, isVisibleParticipant, takesPartOn } from './visible.queries.ts'

// One whose start is not known comes last.
const startedOn = sql`coalesce(${collaborations.startedOn}, 'infinity')`

export const collaborationOrders = {
  name: { key: sql`${collaborations.name}`, type: 'text' },
  startedOn: { key: startedOn, type: 'date' },
  createdAt: { key: sql`${collaborations.createdAt}`, type: 'timestamptz' },
  updatedAt: { key: sql`${collaborations.updatedAt}`, type: 'timestamptz' },
} as const

const { searchText: _, ...collaborationColumns } = getTableColumns(collaborations)
export { collaborationColumns }
export type CollaborationRow = Omit<typeof collaborations.$inferSelect, 'searchText'>

const columns = { row: collaborationColumns, takingPart: sql<ParticipantSummary[]>`taking_part.list` }
interface Row {
  row: CollaborationRow
  takingPart: ParticipantSummary[]
}

/** Who takes part on a day, as one list for each collaboration: drivers first, as the vocabulary of roles has them. */
function takingPart(actor: Actor, day: string): SQL {
  const name = sql`coalesce(${organisations.name}, ${participants.description})`
  return sql`lateral (
    select coalesce(json_agg(json_strip_nulls(json_build_object(
        'id', ${participants.id},
        'organisation', case when ${organisations.id} is not null
          then json_build_object('id', ${organisations.id}, 'name', ${organisations.name}) end,
        'description', ${participants.description},
        'role', ${participants.role},
        'from', ${participants.fromDay},
        'to', ${participants.toDay}))
      order by ${participantRoles.position}, ${name} collate "sv-SE-x-icu", ${participants.id}), '[]') as list
    from ${participants} join ${participantRoles} on ${participantRoles.code} = ${participants.role}
      left join ${organisations} on ${organisations.id} = ${participants.organisationId}
    where ${participants.collaborationId} = ${collaborations.id} and ${all(takesPartOn(day), isVisibleParticipant(actor))}) taking_part`
}

/** One collaboration, with those who take part on a day; throws `not_found` when the caller may not know of it. */
export async function getCollaboration(
  db: Reader,
  actor: Actor,
  id: string,
  now: Date,
  asOf = dayOf(now),
): Promise<Collaboration> {
  const [row] = await db
    .select(columns)
    .from(collaborations)
    .leftJoin(takingPart(actor, asOf), sql`true`)
    .where(and(eq(collaborations.id, id), isVisibleCollaboration(actor)))
  if (!row) throw notFound('collaboration', 'samarbete', 'ett')
  return toCollaboration(row, now)
}

const collaborationPage = prepared(
  (db, { actor, query, today, order, window }: Asked<CollaborationQuery> & { actor: Actor; today: string }) => {
    const id = sql`${collaborations.id}`
    return db
      .select({ ...columns, id: collaborations.id, sortKey: keyOf(order) })
      .from(collaborations)
      .leftJoin(takingPart(actor, query.asOf ?? today), sql`true`)
      .where(all(isVisibleCollaboration(actor), ...conditions(actor, query, today), isAfter(order, id, window.after)))
      .orderBy(...orderBy(order, id))
      .limit(limitOf(window))
      .offset(offsetOf(window))
  },
)

export async function listCollaborations(
  db: Reader,
  actor: Actor,
  query: CollaborationQuery,
  today: string,
  order: Order,
  window: Window,
) {
  return slice(await collaborationPage(db, { actor, query, today, order, window }), window.limit)
}

export function countCollaborations(
  db: Reader,
  actor: Actor,
  query: CollaborationQuery,
  today: string,
): Promise<number> {
  return db.$count(collaborations, all(isVisibleCollaboration(actor), ...conditions(actor, query, today)))
}

function conditions(actor: Actor, query: CollaborationQuery, today: string): (SQL | undefined)[] {
  const { q, kind, status, area, targetGroup, organisationId, role, tag, asOf, updatedAfter } = query
  return [
    matches(collaborations.searchText, q),
    isAnyOf(collaborations.kind, kind),
    isAnyOf(collaborations.status, status),
    hasAnyOf(collaborations.areas, area),
    hasAnyOf(collaborations.targetGroups, targetGroup),
    organisationId || role ? hasParticipant(actor, organisationId, role, asOf ?? today) : undefined,
    hasAnyOf(collaborations.tags, tag),
    asOf === undefined ? undefined : ranOn(asOf),
    updatedAfter === undefined ? undefined : gt(collaborations.updatedAt, updatedAfter),
  ]
}

/** Asks of those only whom the caller may see: a filter must not tell what the answer leaves out. */
function hasParticipant(
  actor: Actor,
  organisationId: string[] | undefined,
  role: string[] | undefined,
  day: string,
): SQL {
  const wanted = all(
    organisationId && inArray(participants.organisationId, organisationId),
    isAnyOf(participants.role, role),
    takesPartOn(day),
    isVisibleParticipant(actor),
  )
  return sql`exists (select 1 from ${participants} left join ${organisations} on ${organisations.id} = ${participants.organisationId}
    where ${participants.collaborationId} = ${collaborations.id} and ${wanted})`
}

/** By its dates. A start that is not known is past unless it is only planned; an end is to come unless it has ended. */
function ranOn(day: string): SQL {
  const { status, endedOn, endedOnPrecision } = collaborations
  return sql`(coalesce(${collaborations.startedOn} <= ${day}, ${status} not in ('idea', 'planned'))
    and coalesce(period_end(${endedOn}, ${endedOnPrecision}) >= ${day}, ${status} <> 'ended'))`
}

export function toCollaboration({ row, takingPart: shown }: Row, now: Date): Collaboration {
  const { scheduleRule: rule, scheduleTime: time, scheduleTimeZone: timeZone, scheduleMinutes: minutes, ...own } = row
  const schedule = rule === null || time === null || timeZone === null ? null : { rule, time, timeZone }
  const lastDay = row.endedOn && lastDayOf(row.endedOn, row.endedOnPrecision)
  const meets = row.status === 'planned' || row.status === 'active'
  return {
    ...present(own),
    ...(schedule && { schedule: { ...schedule, ...present({ minutes }) } }),
    participants: shown,
    nextOccurrences: schedule && meets ? nextOccurrences(schedule, { startedOn: row.startedOn, lastDay }, now) : [],
    _links: selfLink(`/collaborations/${row.id}`),
  }
}
