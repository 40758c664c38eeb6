import { eq, gt, lte, sql, type SQL } from 'drizzle-orm'
import type { Reader } from '../../db/connect.ts'
import { all, isAfter, keyOf, orderBy, slice, type Order, type Window } from '../../db/statements/keyset.ts'
import { notFound } from '../../errors.ts'
import { hasAny, present, selfLink } from '../../representation.ts'
import { matches } from '../../search/match.ts'
import { inUse } from '../vocabularies/queries.ts'
import type { Area, AreaQuery } from './schema.ts'
import { areas } from './table.ts'

export const areaOrders = {
  number: { key: sql`${areas.number}`, type: 'bigint' },
  code: { key: sql`${areas.code}`, type: 'text' },
  label: { key: sql`(${areas.labelSv} collate "sv-SE-x-icu")`, type: 'text' },
  createdAt: { key: sql`${areas.createdAt}`, type: 'timestamptz' },
  updatedAt: { key: sql`${areas.updatedAt}`, type: 'timestamptz' },
} as const

/** One area; throws `not_found`. */
export async function getArea(db: Reader, id: string): Promise<Area> {
  const [row] = await db.select().from(areas).where(eq(areas.id, id))
  if (!row) throw notFound('area', 'målområde', 'ett')
  return toArea(row)
}

export async function listAreas(db: Reader, query: AreaQuery, today: string, order: Order, window: Window) {
  const id = sql`${areas.id}`
  const rows = await db
    .select({ row: areas, id: areas.id, sortKey: keyOf(order) })
    .from(areas)
    .where(all(...conditions(query, today), isAfter(order, id, window.after)))
    .orderBy(...orderBy(order, id))
    .limit(window.limit + 1)
    .offset(window.offset)
  return slice(rows, window.limit)
}

export function countAreas(db: Reader, query: AreaQuery, today: string): Promise<number> {
  return db.$count(areas, all(...conditions(query, today)))
}

function conditions({ q, ended, updatedAfter }: AreaQuery, today: string): (SQL | undefined)[] {
  return [
    ended === undefined ? undefined : ended ? lte(areas.endedOn, today) : inUse(areas, today),
    updatedAfter === undefined ? undefined : gt(areas.updatedAt, updatedAfter),
    matches(
      sql`fold(concat_ws(' ', ${areas.code}, ${areas.labelSv}, ${areas.labelEn}, ${areas.descriptionSv}, ${areas.descriptionEn}))`,
      q,
    ),
  ]
}

export function toArea({ labelSv, labelEn, descriptionSv, descriptionEn, ...own }: typeof areas.$inferSelect): Area {
  const description = present({ sv: descriptionSv, en: descriptionEn })
  return {
    ...present(own),
    label: { sv: labelSv, en: labelEn },
    ...(hasAny(description) && { description }),
    _links: selfLink(`/areas/${own.id}`),
  }
}
