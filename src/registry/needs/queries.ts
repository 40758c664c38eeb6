import { and, eq, getTableColumns, gt, gte, inArray, lte, ne, or, sql, type SQL } from 'drizzle-orm'
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
import { isCoordinator, organisationOf, type Actor } from '../../actor.ts'
import { present, selfLink } from '../../representation.ts'
import { matches } from '../../search/match.ts'
import { positionOf } from '../contributions/position.rules.ts'
import { organisations } from '../organisations/table.ts'
import { remainingIn } from './rules.ts'
import type { Need, NeedQuery } from './schema.ts'
import { needs } from './table.ts'

export const needOrders = {
  startsOn: { key: sql`${needs.startsOn}`, type: 'date' },
  title: { key: sql`${needs.title}`, type: 'text' },
  createdAt: { key: sql`${needs.createdAt}`, type: 'timestamptz' },
  updatedAt: { key: sql`${needs.updatedAt}`, type: 'timestamptz' },
} as const

/**
 * Whose rows: an organisation sees all of its own, and what public organisations still ask for, so that it can answer.
 * Needs the organisation joined. The public is not admitted at all.
 */
export function isVisibleNeed(actor: Actor): SQL | undefined {
  if (isCoordinator(actor)) return undefined
  const own = organisationOf(actor)
  return or(
    and(eq(organisations.visibility, 'public'), ne(needs.status, 'closed')),
    own ? eq(needs.organisationId, own) : undefined,
  )
}

const { searchText: _, ...needColumns } = getTableColumns(needs)
const columns = { row: needColumns, organisationName: organisations.name }

interface Row {
  row: Omit<typeof needs.$inferSelect, 'searchText'>
  organisationName: string
}

const needById = prepared((db, { actor, id }: { actor: Actor; id: string }) =>
  db
    .select(columns)
    .from(needs)
    .innerJoin(organisations, eq(organisations.id, needs.organisationId))
    .where(and(eq(needs.id, id), isVisibleNeed(actor))),
)

/** One need; throws `not_found` when the caller may not know of it. */
export async function getNeed(db: Reader, actor: Actor, id: string): Promise<Need> {
  const [row] = await needById(db, { actor, id })
  if (!row) throw notFound('need', 'behovsanmälan')
  return toNeed(row)
}

const needPage = prepared((db, { actor, query, order, window }: Asked<NeedQuery> & { actor: Actor }) => {
  const id = sql`${needs.id}`
  return db
    .select({ ...columns, id: needs.id, sortKey: keyOf(order) })
    .from(needs)
    .innerJoin(organisations, eq(organisations.id, needs.organisationId))
    .where(all(isVisibleNeed(actor), ...conditions(query), isAfter(order, id, window.after)))
    .orderBy(...orderBy(order, id))
    .limit(limitOf(window))
    .offset(offsetOf(window))
})

export async function listNeeds(db: Reader, actor: Actor, query: NeedQuery, order: Order, window: Window) {
  return slice(await needPage(db, { actor, query, order, window }), window.limit)
}

export async function countNeeds(db: Reader, actor: Actor, query: NeedQuery): Promise<number> {
  const [row] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(needs)
    .innerJoin(organisations, eq(organisations.id, needs.organisationId))
    .where(all(isVisibleNeed(actor), ...conditions(query)))
  return row!.count
}

function conditions(query: NeedQuery): (SQL | undefined)[] {
  const { type, status, organisationId, area, targetGroup, updatedAfter, q } = query
  const { startsAfter, startsBefore, endsAfter, endsBefore } = query
  return [
    isAnyOf(needs.type, type),
    isAnyOf(needs.status, status),
    organisationId && inArray(needs.organisationId, organisationId),
    hasAnyOf(needs.areas, area),
    hasAnyOf(needs.targetGroups, targetGroup),
    startsAfter === undefined ? undefined : gte(needs.startsOn, startsAfter),
    startsBefore === undefined ? undefined : lte(needs.startsOn, startsBefore),
    endsAfter === undefined ? undefined : gte(needs.endsOn, endsAfter),
    endsBefore === undefined ? undefined : lte(needs.endsOn, endsBefore),
    updatedAfter === undefined ? undefined : gt(needs.updatedAt, updatedAfter),
    matches(needs.searchText, q),
  ]
}

export function toNeed({ row, organisationName }: Row): Need {
  const { organisationId, latitude, longitude, ...own } = row
  return {
    ...present({ ...own, position: positionOf({ latitude, longitude }) }),
    organisation: { id: organisationId, name: organisationName },
    remaining: remainingIn(row),
    _links: selfLink(`/needs/${row.id}`),
  }
}
