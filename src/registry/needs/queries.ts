import { and, eq, getTableColumns, gte, lte, ne, or, sql, type SQL } from 'drizzle-orm'
import type { Reader } from '../../db/connect.ts'
import { byOverlap, byUpdate, byValues, byCodes } from '../../db/statements/filters.ts'
import { list } from '../../db/statements/list.ts'
import { notFound } from '../../errors.ts'
import { isCoordinator, organisationOf, type Actor } from '../../actor.ts'
import { present, selfLink } from '../../representation.ts'
import { searchOf } from '../../search/match.ts'
import { positionOf } from '../contributions/position.rules.ts'
import { organisations } from '../organisations/table.ts'
import { remainingIn } from './rules.ts'
import type { Need, NeedQuery } from './schema.ts'
import { needs } from './table.ts'

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

interface Row {
  row: Omit<typeof needs.$inferSelect, 'searchText'>
  organisationName: string
}

export const needList = list<{ actor: Actor }, NeedQuery, Row>({
  from: needs,
  id: needs.id,
  columns: { row: needColumns, organisationName: organisations.name },
  join: (select) => select.innerJoin(organisations, eq(organisations.id, needs.organisationId)),
  isVisible: ({ actor }) => isVisibleNeed(actor),
  filters: {
    type: byCodes(needs.type),
    status: byCodes(needs.status),
    organisationId: byValues(needs.organisationId),
    area: byOverlap(needs.areas),
    targetGroup: byOverlap(needs.targetGroups),
    startsAfter: (day) => gte(needs.startsOn, day),
    startsBefore: (day) => lte(needs.startsOn, day),
    endsAfter: (day) => gte(needs.endsOn, day),
    endsBefore: (day) => lte(needs.endsOn, day),
    updatedAfter: byUpdate(needs.updatedAt),
  },
  search: searchOf(needs.searchText),
  orders: {
    startsOn: { key: sql`${needs.startsOn}`, type: 'date' },
    title: { key: sql`${needs.title}`, type: 'text' },
    createdAt: { key: sql`${needs.createdAt}`, type: 'timestamptz' },
    updatedAt: { key: sql`${needs.updatedAt}`, type: 'timestamptz' },
  },
  fallback: '-createdAt',
  present: toNeed,
})

/** One need; throws `not_found` when the caller may not know of it. */
export async function getNeed(db: Reader, actor: Actor, id: string): Promise<Need> {
  const row = await needList.find(db, id, { actor })
  if (!row) throw notFound('need', 'behovsanmälan')
  return toNeed(row)
}

function toNeed({ row, organisationName }: Row): Need {
  const { organisationId, latitude, longitude, ...own } = row
  return {
    ...present({ ...own, position: positionOf({ latitude, longitude }) }),
    organisation: { id: organisationId, name: organisationName },
    remaining: remainingIn(row),
    _links: selfLink(`/needs/${row.id}`),
  }
}
