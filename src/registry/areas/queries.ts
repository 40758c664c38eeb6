import { eq, lte, sql } from 'drizzle-orm'
import type { Reader } from '../../db/connect.ts'
import { byUpdate } from '../../db/statements/filters.ts'
import { list } from '../../db/statements/list.ts'
import { notFound } from '../../errors.ts'
import { hasAny, present, selfLink } from '../../representation.ts'
import { searchOf } from '../../search/match.ts'
import { inUse } from '../vocabularies/queries.ts'
import type { Area, AreaQuery } from './schema.ts'
import { areas } from './table.ts'

type Row = typeof areas.$inferSelect

export const areaList = list<{ today: string }, AreaQuery, { row: Row }>({
  from: areas,
  id: areas.id,
  columns: { row: areas },
  filters: {
    ended: (hasEnded, { today }) => (hasEnded ? lte(areas.endedOn, today) : inUse(areas, today)),
    updatedAfter: byUpdate(areas.updatedAt),
  },
  search: searchOf(
    sql`fold(concat_ws(' ', ${areas.code}, ${areas.labelSv}, ${areas.labelEn}, ${areas.descriptionSv}, ${areas.descriptionEn}))`,
  ),
  orders: {
    number: { key: sql`${areas.number}`, type: 'bigint' },
    code: { key: sql`${areas.code}`, type: 'text' },
    label: { key: sql`(${areas.labelSv} collate "sv-SE-x-icu")`, type: 'text' },
    createdAt: { key: sql`${areas.createdAt}`, type: 'timestamptz' },
    updatedAt: { key: sql`${areas.updatedAt}`, type: 'timestamptz' },
  },
  fallback: 'number',
  present: ({ row }) => toArea(row),
  asOf: ({ today }) => today,
})

/** One area; throws `not_found`. */
export async function getArea(db: Reader, id: string): Promise<Area> {
  const [row] = await db.select().from(areas).where(eq(areas.id, id))
  if (!row) throw notFound('area', 'målområde', 'ett')
  return toArea(row)
}

function toArea({ labelSv, labelEn, descriptionSv, descriptionEn, ...own }: Row): Area {
  const description = present({ sv: descriptionSv, en: descriptionEn })
  return {
    ...present(own),
    label: { sv: labelSv, en: labelEn },
    ...(hasAny(description) && { description }),
    _links: selfLink(`/areas/${own.id}`),
  }
}
