import { eq, gte, lte, or, sql, type SQL } from 'drizzle-orm'
import type { Reader } from '../../db/connect.ts'
import { byUpdate, byValues, byCodes } from '../../db/statements/filters.ts'
import { list } from '../../db/statements/list.ts'
import { notFound } from '../../errors.ts'
import { isCoordinator, organisationOf, type Actor } from '../../actor.ts'
import { present, selfLink } from '../../representation.ts'
import { allocations } from '../allocations/table.ts'
import { contributions } from '../contributions/table.ts'
import { organisations } from '../organisations/table.ts'
import type { FollowUp, FollowUpQuery } from './follow-ups.schema.ts'
import { followUps } from './follow-ups.table.ts'

/** Whose rows: the organisation that offered it, and those that had places of it. Needs the contribution joined. */
export function isVisibleFollowUp(actor: Actor): SQL | undefined {
  if (isCoordinator(actor)) return undefined
  const own = organisationOf(actor)
  if (own === null) return sql`false`
  return or(
    eq(contributions.organisationId, own),
    sql`exists (select 1 from ${allocations}
      where ${allocations.contributionId} = ${contributions.id} and ${allocations.matcherId} = ${own})`,
  )
}

interface Row {
  row: typeof followUps.$inferSelect
  contribution: Pick<typeof contributions.$inferSelect, 'title' | 'type' | 'endsOn' | 'organisationId'>
  organisationName: string
}

export const followUpList = list<{ actor: Actor }, FollowUpQuery, Row>({
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
  },
  join: (select) => select.innerJoin(contributions, eq(contributions.id, followUps.contributionId)),
  joinShown: (select) => select.innerJoin(organisations, eq(organisations.id, contributions.organisationId)),
  isVisible: ({ actor }) => isVisibleFollowUp(actor),
  filters: {
    status: byCodes(followUps.status),
    contributionId: byValues(followUps.contributionId),
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
})

/** One follow-up; throws `not_found` when the caller may not know of it. */
export async function getFollowUp(db: Reader, actor: Actor, id: string): Promise<FollowUp> {
  const row = await followUpList.find(db, id, { actor })
  if (!row) throw notFound('follow-up', 'uppföljning')
  return toFollowUp(row)
}

function toFollowUp({ row, contribution, organisationName }: Row): FollowUp {
  const { contributionId, ...own } = row
  const { organisationId, ...about } = contribution
  return {
    ...present(own),
    contribution: {
      id: contributionId,
      ...present(about),
      organisation: { id: organisationId, name: organisationName },
    },
    _links: selfLink(`/follow-ups/${row.id}`),
  }
}
