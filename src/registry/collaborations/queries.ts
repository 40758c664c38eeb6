import { getTableColumns, inArray, sql, type SQL } from 'drizzle-orm'
import { dayOf } from '../../days.ts'
import type { Reader } from '../../db/connect.ts'
import { isAnyOf } from '../../db/statements/conditions.ts'
import { byOverlap, byUpdate, byCodes, inText } from '../../db/statements/filters.ts'
import { all } from '../../db/statements/keyset.ts'
import { list, type Asked } from '../../db/statements/list.ts'
import { notFound } from '../../errors.ts'
import type { Actor } from '../../actor.ts'
import { present, selfLink } from '../../representation.ts'
import { searchOf } from '../../search/match.ts'
import { certaintyIn, isOfCertainty } from '../documents/held-on.queries.ts'
import { spelledOut } from '../../vague-dates.ts'
import { organisations } from '../organisations/table.ts'
import { participantRoles } from '../vocabularies/table.ts'
import { occurrences, schedules } from './occurrences.table.ts'
import type { ParticipantSummary } from './participants.schema.ts'
import { participants } from './participants.table.ts'
import { mostShown } from './schedule.rules.ts'
import type { Collaboration, CollaborationQuery } from './schema.ts'
import { isConfirmed, ranOn, surelyRanOn } from './running.queries.ts'
import { collaborations } from './table.ts'
import {
  isVisibleCollaboration,
  isVisibleParticipant,
  surelyTookPartOn,
  takesPartOn,
  tookPartOn,
} from './visible.queries.ts'

// One whose start is not known comes last.
const startedOn = sql`coalesce(${collaborations.startedOn}, 'infinity')`

const { searchText: _, ...collaborationColumns } = getTableColumns(collaborations)
export { collaborationColumns }
export type CollaborationRow = Omit<typeof collaborations.$inferSelect, 'searchText'>

interface Row {
  row: CollaborationRow
  takingPart: ParticipantSummary[]
  nextStarts: string[]
  isConfirmed: boolean
  certainty: 'certain' | 'possible' | null
}

/** Who takes part on a day, as one list for each collaboration: drivers first, as the vocabulary of roles has them. */
function takingPart({ actor, today, asOf }: About): SQL {
  const name = sql`coalesce(${organisations.name}, ${participants.description})`
  return sql`lateral (
    select coalesce(json_agg(json_strip_nulls(json_build_object(
        'id', ${participants.id},
        'organisation', case when ${organisations.id} is not null
          then json_build_object('id', ${organisations.id}, 'name', ${organisations.name}) end,
        'description', ${participants.description},
        'role', ${participants.role},
        'from', ${participants.fromDay},
        'fromPrecision', case when ${participants.fromDay} is not null then coalesce(${participants.fromPrecision}, 'day') end,
        'to', ${participants.toDay},
        'toPrecision', case when ${participants.toDay} is not null then coalesce(${participants.toPrecision}, 'day') end,
        'certainty', ${asOf === undefined ? sql`null` : certaintyIn(tookPartOn(asOf), surelyTookPartOn(asOf))}))
      order by ${participantRoles.position}, ${name} collate "sv-SE-x-icu", ${participants.id}), '[]') as list
    from ${participants} join ${participantRoles} on ${participantRoles.code} = ${participants.role}
      left join ${organisations} on ${organisations.id} = ${participants.organisationId}
    where ${participants.collaborationId} = ${collaborations.id} and ${all(tookPart(today, asOf), isVisibleParticipant(actor))}) taking_part`
}

function tookPart(today: string, asOf: string | undefined): SQL {
  return asOf === undefined ? takesPartOn(today) : tookPartOn(asOf)
}

/** When each collaboration meets next. No rule is expanded here: its starts are rows, in the order of an index. */
function nextStarts(now: Date): SQL {
  return sql`lateral (
    select coalesce(json_agg(to_char(start, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') order by start), '[]') as list
    from (select ${occurrences.start} from ${schedules} join ${occurrences} on ${occurrences.scheduleId} = ${schedules.id}
      where ${schedules.collaborationId} = ${collaborations.id} and ${occurrences.start} >= ${now} and ${occurrences.state} <> 'cancelled'
      order by ${occurrences.start} limit ${sql.raw(String(mostShown))}) ahead) next_starts`
}

interface About {
  actor: Actor
  now: Date
  today: string
  /** The day that those who take part are shown as of, where it is not today. */
  asOf?: string | undefined
}

export const collaborationList = list<About, CollaborationQuery, Row>({
  from: collaborations,
  id: collaborations.id,
  columns: ({ today, asOf }) => ({
    row: collaborationColumns,
    takingPart: sql<ParticipantSummary[]>`taking_part.list`,
    nextStarts: sql<string[]>`next_starts.list`,
    isConfirmed: isConfirmed(today),
    certainty: asOf === undefined ? sql<null>`null` : certaintyIn(ranOn(asOf), surelyRanOn(asOf)),
  }),
  joinShown: (select, about) =>
    select.leftJoin(takingPart(about), sql`true`).leftJoin(nextStarts(about.now), sql`true`),
  isVisible: ({ actor }) => isVisibleCollaboration(actor),
  isCertain: surelyRan,
  filters: {
    kind: byCodes(collaborations.kind),
    status: byCodes(collaborations.status),
    area: byOverlap(collaborations.areas),
    targetGroup: byOverlap(collaborations.targetGroups),
    // With both, it is one participant that both are true of.
    organisationId: (_ids, asked) => hasParticipant(asked),
    role: inText((_roles, asked) => (asked.query.organisationId ? undefined : hasParticipant(asked))),
    tag: byOverlap(collaborations.tags),
    asOf: ranOn,
    certainty: inText((certainty, asked) => isOfCertainty(certainty, surelyRan(asked))),
    updatedAfter: byUpdate(collaborations.updatedAt),
  },
  search: searchOf(collaborations.searchText),
  orders: {
    name: { key: sql`${collaborations.name}`, type: 'text' },
    startedOn: { key: startedOn, type: 'date' },
    createdAt: { key: sql`${collaborations.createdAt}`, type: 'timestamptz' },
    updatedAt: { key: sql`${collaborations.updatedAt}`, type: 'timestamptz' },
  },
  fallback: 'name',
  present: toCollaboration,
  // They tell when they meet next. What the job does to occurrences is in no log: it shows within this minute.
  asOf: ({ now }) => Math.floor(now.getTime() / 60_000),
})

/** One collaboration, with those who take part on a day; throws `not_found` when the caller may not know of it. */
export async function getCollaboration(
  db: Reader,
  actor: Actor,
  id: string,
  now: Date,
  asOf?: string,
): Promise<Collaboration> {
  const row = await collaborationList.find(db, id, { actor, now, today: dayOf(now), asOf })
  if (!row) throw notFound('collaboration', 'samarbete', 'ett')
  return toCollaboration(row)
}

/** Asks of those only whom the caller may see: a filter must not tell what the answer leaves out. */
function hasParticipant({
  actor,
  today,
  asOf,
  query: { organisationId, role },
}: Asked<About, CollaborationQuery>): SQL {
  const wanted = all(
    organisationId && inArray(participants.organisationId, organisationId),
    isAnyOf(participants.role, role),
    tookPart(today, asOf),
    isVisibleParticipant(actor),
  )
  return sql`exists (select 1 from ${participants} left join ${organisations} on ${organisations.id} = ${participants.organisationId}
    where ${participants.collaborationId} = ${collaborations.id} and ${wanted})`
}

function surelyRan({ query: { asOf } }: Asked<object, CollaborationQuery>): SQL<boolean> | undefined {
  return asOf === undefined ? undefined : surelyRanOn(asOf)
}

const goingOn: Collaboration['status'][] = ['planned', 'active', 'paused']

function toCollaboration({ row, takingPart: shown, nextStarts: starts, isConfirmed: confirmed, certainty }: Row) {
  const { scheduleRule: rule, scheduleTime: time, scheduleTimeZone: timeZone, scheduleMinutes: minutes, ...own } = row
  const schedule = rule === null || time === null || timeZone === null ? null : { rule, time, timeZone }
  return {
    ...present(own),
    ...spelledOut('startedOn', { day: row.startedOn, precision: row.startedOnPrecision }, row.inferred),
    ...spelledOut('endedOn', { day: row.endedOn, precision: row.endedOnPrecision }, row.inferred),
    ...(schedule && { schedule: { ...schedule, ...present({ minutes }) } }),
    participants: shown,
    nextOccurrences: confirmed ? starts : [],
    ...(goingOn.includes(row.status) && { needsConfirmation: !confirmed }),
    ...present({ certainty }),
    _links: selfLink(`/collaborations/${row.id}`),
  } satisfies Collaboration
}
