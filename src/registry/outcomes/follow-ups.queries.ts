import { eq, gte, lte, or, sql, type SQL } from 'drizzle-orm'
import type { Reader } from '../../db/connect.ts'
import { byUpdate, byValues, byCodes } from '../../db/statements/filters.ts'
import { list } from '../../db/statements/list.ts'
import { notFound } from '../../errors.ts'
import { isCoordinator, organisationOf, type Actor } from '../../actor.ts'
import { present, selfLink } from '../../representation.ts'
import { allocations } from '../allocations/table.ts'
import { participants } from '../collaborations/participants.table.ts'
import { collaborations } from '../collaborations/table.ts'
import { takesPartOn } from '../collaborations/visible.queries.ts'
import { contributions } from '../contributions/table.ts'
import { organisations } from '../organisations/table.ts'
import type { FollowUp, FollowUpQuery } from './follow-ups.schema.ts'
import { followUps } from './follow-ups.table.ts'

/**
 * Whose rows: the organisation that offered it, and those that had places of it; those that take part in the collaboration.
 * Needs the contribution joined.
 */
export function isVisibleFollowUp(actor: Actor, today: string): SQL | undefined {
  if (isCoordinator(actor)) return undefined
  const own = organisationOf(actor)
  if (own === null) return sql`false`
  return or(
    eq(contributions.organisationId, own),
    sql`exists (select 1 from ${allocations}
      where ${allocations.contributionId} = ${contributions.id} and ${allocations.matcherId} = ${own})`,
    sql`exists (select 1 from ${participants} where ${participants.collaborationId} = ${followUps.collaborationId}
      and ${participants.organisationId} = ${own} and ${takesPartOn(today)})`,
  )
}

interface Row {
  row: typeof followUps.$inferSelect
  contribution: Pick<typeof contributions.$inferSelect, 'title' | 'type' | 'endsOn' | 'organisationId'> | null
  organisationName: string | null
  collaborationName: string | null
}

interface About {
  actor: Actor
  today: string
}

export const followUpList = list<About, FollowUpQuery, Row>({
  from: followUps,
  id: followUps.id,
  columns: {
    row: followUps,
    contribution: {
      title: contributions.title,
      type: contributions.type,
      endsOn: contributions.endsOn,
      organisationId: contributions.organisationId,
    },
    organisationName: organisations.name,
    collaborationName: collaborations.name,
  },
  join: (select) => select.leftJoin(contributions, eq(contributions.id, followUps.contributionId)),
  joinShown: (select) =>
    select
      .leftJoin(organisations, eq(organisations.id, contributions.organisationId))
      .leftJoin(collaborations, eq(collaborations.id, followUps.collaborationId)),
  isVisible: ({ actor, today }) => isVisibleFollowUp(actor, today),
  filters: {
    status: byCodes(followUps.status),
    contributionId: byValues(followUps.contributionId),
    collaborationId: byValues(followUps.collaborationId),
    organisationId: byValues(contributions.organisationId),
    type: byCodes(contributions.type),
    dueAfter: (day) => gte(followUps.dueOn, day),
    dueBefore: (day) => lte(followUps.dueOn, day),
    updatedAfter: byUpdate(followUps.updatedAt),
  },
  orders: {
    dueOn: { key: sql`${followUps.dueOn}`, type: 'date' },
    createdAt: { key: sql`${followUps.createdAt}`, type: 'timestamptz' },
    updatedAt: { key: sql`${followUps.updatedAt}`, type: 'timestamptz' },
  },
  fallback: 'dueOn',
  present: toFollowUp,
  asOf: ({ today }) => today,
})

/** One follow-up; throws `not_found` when the caller may not know of it. */
export async function getFollowUp(db: Reader, actor: Actor, id: string, today: string): Promise<FollowUp> {
  const row = await followUpList.find(db, id, { actor, today })
  if (!row) throw notFound('follow-up', 'uppföljning')
  return toFollowUp(row)
}

function toFollowUp({ row, contribution, organisationName, collaborationName }: Row): FollowUp {
  const { contributionId, collaborationId, ...own } = row
  const { organisationId, ...about } = contribution ?? {}
  return {
    ...present(own),
    ...(contribution && {
      contribution: {
        id: contributionId!,
        ...(present(about) as Pick<FollowUp['contribution'] & object, 'title' | 'type' | 'endsOn'>),
        organisation: { id: organisationId!, name: organisationName! },
      },
    }),
    ...(collaborationId && { collaboration: { id: collaborationId, name: collaborationName! } }),
    _links: selfLink(`/follow-ups/${row.id}`),
  }
}
