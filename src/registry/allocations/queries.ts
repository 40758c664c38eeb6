import { and, eq, lte, or, sql, type SQL } from 'drizzle-orm'
import { isAfterDay } from '../../days.ts'
import type { Reader } from '../../db/connect.ts'
import { prepared } from '../../db/statements/prepared.ts'
import { byUpdate, byValues, byCodes } from '../../db/statements/filters.ts'
import { list } from '../../db/statements/list.ts'
import { notFound } from '../../errors.ts'
import { isCoordinator, organisationOf, type Actor } from '../../actor.ts'
import { present, selfLink } from '../../representation.ts'
import { placesInAll, placesLeft } from '../contributions/places.queries.ts'
import { isVisibleContribution } from '../contributions/queries.ts'
import { contributions } from '../contributions/table.ts'
import { organisations } from '../organisations/table.ts'
import type { Allocation, AllocationQuery } from './schema.ts'
import { allocations } from './table.ts'

/** Whose rows: the organisation that asked for the places, and the one that offers them. Needs the contribution joined. */
function isVisibleAllocation(actor: Actor): SQL | undefined {
  if (isCoordinator(actor)) return undefined
  const own = organisationOf(actor)
  return own ? or(eq(allocations.matcherId, own), eq(contributions.organisationId, own)) : sql`false`
}

/** The place in the queue of one that waits: ids are in order of arrival. */
const placeInQueue = sql<number | null>`case when ${allocations.status} = 'waiting' then (
  select count(*)::int from ${allocations} ahead where ahead.contribution_id = ${allocations.contributionId}
    and ahead.status = 'waiting' and ahead.id <= ${allocations.id}) end`

interface Row {
  row: typeof allocations.$inferSelect
  title: string
  matcherName: string | null
  position: number | null
  /** Of the contribution, as far as it is known. */
  lastDay: string | null
}

export const allocationList = list<{ actor: Actor }, AllocationQuery, Row>({
  from: allocations,
  id: allocations.id,
  columns: {
    row: allocations,
    title: contributions.title,
    matcherName: organisations.name,
    position: placeInQueue,
    lastDay: sql<string | null>`coalesce(${contributions.endsOn}, make_date(${contributions.reportYear}, 12, 31))`,
  },
  join: (select) => select.innerJoin(contributions, eq(contributions.id, allocations.contributionId)),
  joinShown: (select) => select.leftJoin(organisations, eq(organisations.id, allocations.matcherId)),
  isVisible: ({ actor }) => isVisibleAllocation(actor),
  filters: {
    status: byCodes(allocations.status),
    contributionId: byValues(allocations.contributionId),
    needId: byValues(allocations.needId),
    matcherId: byValues(allocations.matcherId),
    updatedAfter: byUpdate(allocations.updatedAt),
  },
  orders: {
    createdAt: { key: sql`${allocations.createdAt}`, type: 'timestamptz' },
    updatedAt: { key: sql`${allocations.updatedAt}`, type: 'timestamptz' },
  },
  fallback: '-createdAt',
  present: (row, { actor }) => toAllocation(actor, row),
})

/** One allocation; throws `not_found` when the caller may not know of it. */
export async function getAllocation(db: Reader, actor: Actor, id: string): Promise<Allocation> {
  const row = await allocationList.find(db, id, { actor })
  if (!row) throw notFound('allocation', 'tilldelning')
  return toAllocation(actor, row)
}

interface PlacesAsked {
  actor: Actor
  contributionId: string
  at: string
}

const placesOf = prepared((db, { actor, contributionId, at }: PlacesAsked) => {
  const waiting = sql`from ${allocations} where contribution_id = ${contributionId} and status = 'waiting'`
  return db
    .select({
      id: contributions.id,
      /** For the allocation that comes of it. */
      nextId: sql<string>`uuid_v7()`,
      type: contributions.type,
      status: contributions.status,
      startsOn: contributions.startsOn,
      endsOn: contributions.endsOn,
      applyBy: contributions.applyBy,
      inAll: placesInAll,
      available: placesLeft,
      waiting: sql<number>`(select count(*)::int ${waiting})`,
      /** The end of the queue. */
      last: sql<string | null>`(select id ${waiting} order by id desc limit 1)`,
      /** Whether there are reservations whose time is out and that still count. */
      hasDue: sql<boolean>`exists (select 1 from ${allocations} where contribution_id = ${contributionId}
        and status = 'reserved' and expires_at <= ${at})`,
    })
    .from(contributions)
    .innerJoin(organisations, eq(organisations.id, contributions.organisationId))
    .where(and(eq(contributions.id, contributionId), isVisibleContribution(actor)))
})

/** How a contribution stands for the next who comes; throws `not_found` when the caller may not know of it. */
export async function getPlaces(db: Reader, actor: Actor, contributionId: string, now: Date) {
  const [places] = await placesOf(db, { actor, contributionId, at: now.toISOString() })
  if (!places) throw notFound('contribution', 'bidrag', 'ett')
  return places
}

/** The contributions that have reservations whose time is out. */
export async function findDueContributions(db: Reader, now: Date): Promise<string[]> {
  const rows = await db
    .selectDistinct({ id: allocations.contributionId })
    .from(allocations)
    .where(and(eq(allocations.status, 'reserved'), lte(allocations.expiresAt, now.toISOString())))
  return rows.map(({ id }) => id)
}

/** The reference is the matcher's own, and not for the organisation that offers the places. */
function toAllocation(actor: Actor, { row, title, matcherName, position, lastDay }: Row): Allocation {
  const { contributionId, matcherId, reference, ...own } = row
  const sharesReference = isCoordinator(actor) || organisationOf(actor) === matcherId
  return {
    ...present({ ...own, position, enteredLater: isAfterDay(row.createdAt, lastDay) }),
    contribution: { id: contributionId, title },
    ...(matcherId !== null && { matcher: { id: matcherId, name: matcherName! } }),
    ...(sharesReference && present({ reference })),
    _links: selfLink(`/allocations/${row.id}`),
  }
}
