import { eq, sql, type SQL } from 'drizzle-orm'
import type { Reader } from '../../db/connect.ts'
import { byUpdate, byValues, byCodes, inText } from '../../db/statements/filters.ts'
import { all } from '../../db/statements/keyset.ts'
import { list, type Asked } from '../../db/statements/list.ts'
import { notFound } from '../../errors.ts'
import type { Actor } from '../../actor.ts'
import { present, selfLink } from '../../representation.ts'
import { certaintyOf, isOfCertainty } from '../documents/held-on.queries.ts'
import { spelledOut } from '../../vague-dates.ts'
import { organisations } from '../organisations/table.ts'
import type { Participant, ParticipantQuery } from './participants.schema.ts'
import { participants } from './participants.table.ts'
import { collaborations } from './table.ts'
import { isVisibleCollaboration, isVisibleParticipant, surelyTookPartOn, tookPartOn } from './visible.queries.ts'

// One whose first day is not known comes last.
const from = sql`coalesce(${participants.fromDay}, 'infinity')`
const name = sql`coalesce(${organisations.name}, ${participants.description}) collate "sv-SE-x-icu"`

interface Row {
  row: typeof participants.$inferSelect
  organisationName: string | null
  isCertain?: boolean
}

interface About {
  actor: Actor
  collaborationId: string
}

export const participantList = list<About, ParticipantQuery, Row>({
  from: participants,
  id: participants.id,
  columns: { row: participants, organisationName: organisations.name },
  join: (select) =>
    select
      .innerJoin(collaborations, eq(collaborations.id, participants.collaborationId))
      .leftJoin(organisations, eq(organisations.id, participants.organisationId)),
  isVisible: ({ actor, collaborationId }) =>
    all(eq(participants.collaborationId, collaborationId), isVisibleCollaboration(actor), isVisibleParticipant(actor)),
  isCertain: surelyTookPart,
  filters: {
    asOf: tookPartOn,
    certainty: inText((certainty, asked) => isOfCertainty(certainty, surelyTookPart(asked))),
    role: byCodes(participants.role),
    organisationId: byValues(participants.organisationId),
    updatedAfter: byUpdate(participants.updatedAt),
  },
  orders: {
    name: { key: name, type: 'text' },
    from: { key: from, type: 'date' },
    createdAt: { key: sql`${participants.createdAt}`, type: 'timestamptz' },
    updatedAt: { key: sql`${participants.updatedAt}`, type: 'timestamptz' },
  },
  fallback: 'name',
  asOf: ({ query }) => query.asOf ?? '',
  present: toParticipant,
})

function surelyTookPart({ query: { asOf } }: Asked<object, ParticipantQuery>): SQL<boolean> | undefined {
  return asOf === undefined ? undefined : surelyTookPartOn(asOf)
}

/** One participant of a collaboration; throws `not_found` when the caller may not know of it. */
export async function getParticipant(
  db: Reader,
  actor: Actor,
  collaborationId: string,
  id: string,
): Promise<Participant> {
  const row = await participantList.find(db, id, { actor, collaborationId })
  if (!row) throw notFound('participant', 'deltagande part')
  return toParticipant(row)
}

function toParticipant({ row, organisationName, isCertain }: Row): Participant {
  const { organisationId, fromDay, toDay, ...own } = row
  const { fromPrecision, toPrecision, inferred } = row
  return {
    ...present(own),
    ...present({ from: fromDay, to: toDay }),
    ...(fromDay && { fromPrecision: fromPrecision ?? 'day' }),
    ...(toDay && { toPrecision: toPrecision ?? 'day' }),
    ...spelledOut('from', { day: fromDay, precision: fromPrecision ?? 'day' }, inferred),
    ...spelledOut('to', { day: toDay, precision: toPrecision ?? 'day' }, inferred),
    ...(organisationId && { organisation: { id: organisationId, name: organisationName! } }),
    ...certaintyOf(isCertain),
    _links: selfLink(`/collaborations/${row.collaborationId}/participants/${row.id}`),
  }
}
