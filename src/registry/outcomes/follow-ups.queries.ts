import { and, eq, getTableColumns, gt, gte, inArray, lte, or, sql, type SQL } from 'drizzle-orm'
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
import { isCoordinator, organisationOf, type Actor } from '../../actor.ts'
import { present, selfLink } from '../../representation.ts'
import { allocations } from '../allocations/table.ts'
import { contributions } from '../contributions/table.ts'
import { organisations } from '../organisations/table.ts'
import type { FollowUp, FollowUpQuery } from './follow-ups.schema.ts'
import { followUps } from './follow-ups.table.ts'

export const followUpOrders = {
  dueOn: { key: sql`${followUps.dueOn}`, type: 'date' },
  createdAt: { key: sql`${followUps.createdAt}`, type: 'timestamptz' },
  updatedAt: { key: sql`${followUps.updatedAt}`, type: 'timestamptz' },
} as const

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

const columns = {
  row: getTableColumns(followUps),
  contribution: {
    title: contributions.title,
    type: contributions.type,
    endsOn: contributions.endsOn,
    organisationId: contributions.organisationId,
  },
  organisationName: organisations.name,
}

interface Row {
  row: typeof followUps.$inferSelect
  contribution: Pick<typeof contributions.$inferSelect, 'title' | 'type' | 'endsOn' | 'organisationId'>
  organisationName: string
}

const followUpById = prepared((db, { actor, id }: { actor: Actor; id: string }) =>
  db
    .select(columns)
    .from(followUps)
    .innerJoin(contributions, eq(contributions.id, followUps.contributionId))
    .innerJoin(organisations, eq(organisations.id, contributions.organisationId))
    .where(and(eq(followUps.id, id), isVisibleFollowUp(actor))),
)

/** One follow-up; throws `not_found` when the caller may not know of it. */
export async function getFollowUp(db: Reader, actor: Actor, id: string): Promise<FollowUp> {
  const [row] = await followUpById(db, { actor, id })
  if (!row) throw notFound('follow-up', 'uppföljning')
  return toFollowUp(row)
}

const followUpPage = prepared((db, { actor, query, order, window }: Asked<FollowUpQuery> & { actor: Actor }) => {
  const id = sql`${followUps.id}`
  return db
    .select({ ...columns, id: followUps.id, sortKey: keyOf(order) })
    .from(followUps)
    .innerJoin(contributions, eq(contributions.id, followUps.contributionId))
    .innerJoin(organisations, eq(organisations.id, contributions.organisationId))
    .where(all(isVisibleFollowUp(actor), ...conditions(query), isAfter(order, id, window.after)))
    .orderBy(...orderBy(order, id))
    .limit(limitOf(window))
    .offset(offsetOf(window))
})

export async function listFollowUps(db: Reader, actor: Actor, query: FollowUpQuery, order: Order, window: Window) {
  return slice(await followUpPage(db, { actor, query, order, window }), window.limit)
}

export async function countFollowUps(db: Reader, actor: Actor, query: FollowUpQuery): Promise<number> {
  const [row] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(followUps)
    .innerJoin(contributions, eq(contributions.id, followUps.contributionId))
    .where(all(isVisibleFollowUp(actor), ...conditions(query)))
  return row!.count
}

function conditions(query: FollowUpQuery): (SQL | undefined)[] {
  const { status, contributionId, organisationId, type, dueAfter, dueBefore, updatedAfter } = query
  return [
    isAnyOf(followUps.status, status),
    contributionId && inArray(followUps.contributionId, contributionId),
    organisationId && inArray(contributions.organisationId, organisationId),
    isAnyOf(contributions.type, type),
    dueAfter === undefined ? undefined : gte(followUps.dueOn, dueAfter),
    dueBefore === undefined ? undefined : lte(followUps.dueOn, dueBefore),
    updatedAfter === undefined ? undefined : gt(followUps.updatedAt, updatedAfter),
  ]
}

export function toFollowUp({ row, contribution, organisationName }: Row): FollowUp {
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
