import { ne, sql, type SQL } from 'drizzle-orm'
import type { Reader } from '../../db/connect.ts'
import { byUpdate, byCodes } from '../../db/statements/filters.ts'
import { list } from '../../db/statements/list.ts'
import { notFound } from '../../errors.ts'
import { isCoordinator, type Actor } from '../../actor.ts'
import { hasAny, present, selfLink } from '../../representation.ts'
import type { Agreement, AgreementQuery } from './schema.ts'
import { agreements } from './table.ts'

type Row = typeof agreements.$inferSelect

/** Whose rows: drafts are for coordinators. */
export function isVisibleAgreement(actor: Actor): SQL | undefined {
  return isCoordinator(actor) ? undefined : ne(agreements.status, 'draft')
}

export const agreementList = list<{ actor: Actor }, AgreementQuery, { row: Row }>({
  from: agreements,
  id: agreements.id,
  columns: { row: agreements },
  isVisible: ({ actor }) => isVisibleAgreement(actor),
  filters: {
    status: byCodes(agreements.status),
    asOf: (day) =>
      sql`(${agreements.status} <> 'draft' and ${agreements.validFrom} <= ${day} and coalesce(${agreements.validTo} >= ${day}, true))`,
    updatedAfter: byUpdate(agreements.updatedAt),
  },
  orders: {
    code: { key: sql`${agreements.code}`, type: 'text' },
    createdAt: { key: sql`${agreements.createdAt}`, type: 'timestamptz' },
    updatedAt: { key: sql`${agreements.updatedAt}`, type: 'timestamptz' },
  },
  fallback: 'code',
  present: ({ row }) => toAgreement(row),
})

/** One agreement; throws `not_found` when the caller may not know of it. */
export async function getAgreement(db: Reader, actor: Actor, id: string): Promise<Agreement> {
  const found = await agreementList.find(db, id, { actor })
  if (!found) throw noAgreement()
  return toAgreement(found.row)
}

function toAgreement({ textSv, textEn, ...own }: Row): Agreement {
  const text = present({ sv: textSv, en: textEn })
  return {
    ...present(own),
    ...(hasAny(text) && { text }),
    _links: selfLink(`/agreements/${own.id}`),
  }
}

export function noAgreement() {
  return notFound('agreement', 'avtalsversion')
}
