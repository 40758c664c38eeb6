import { and, eq, gt, inArray, ne, sql, type SQL } from 'drizzle-orm'
import type { Reader } from '../../db/connect.ts'
import { all, isAfter, keyOf, orderBy, slice, type Order, type Window } from '../../db/keyset.ts'
import { notFound } from '../../errors.ts'
import { isCoordinator, type Actor } from '../../identity/actor.ts'
import { present, selfLink } from '../../representation.ts'
import type { Agreement, AgreementQuery } from './schema.ts'
import { agreements } from './table.ts'

export const agreementOrders = {
  code: { key: sql`${agreements.code}`, type: 'text' },
  createdAt: { key: sql`${agreements.createdAt}`, type: 'timestamptz' },
  updatedAt: { key: sql`${agreements.updatedAt}`, type: 'timestamptz' },
} as const

type Row = typeof agreements.$inferSelect

/** Whose rows: drafts are for coordinators. */
export function isVisibleAgreement(actor: Actor): SQL | undefined {
  return isCoordinator(actor) ? undefined : ne(agreements.status, 'draft')
}

/** One agreement; throws `not_found` when the caller may not know of it. */
export async function getAgreement(db: Reader, actor: Actor, id: string): Promise<Agreement> {
  const [row] = await db
    .select()
    .from(agreements)
    .where(and(eq(agreements.id, id), isVisibleAgreement(actor)))
  if (!row) throw noAgreement()
  return toAgreement(row)
}

export async function listAgreements(db: Reader, actor: Actor, query: AgreementQuery, order: Order, window: Window) {
  const id = sql`${agreements.id}`
  const rows = await db
    .select({ row: agreements, id: agreements.id, sortKey: keyOf(order) })
    .from(agreements)
    .where(all(isVisibleAgreement(actor), ...conditions(query), isAfter(order, id, window.after)))
    .orderBy(...orderBy(order, id))
    .limit(window.limit + 1)
    .offset(window.offset)
  return slice(rows, window.limit)
}

export function countAgreements(db: Reader, actor: Actor, query: AgreementQuery): Promise<number> {
  return db.$count(agreements, all(isVisibleAgreement(actor), ...conditions(query)))
}

function conditions({ status, asOf, updatedAfter }: AgreementQuery): (SQL | undefined)[] {
  return [
    status && inArray(agreements.status, status),
    asOf === undefined
      ? undefined
      : sql`(${agreements.status} <> 'draft' and ${agreements.validFrom} <= ${asOf} and coalesce(${agreements.validTo} >= ${asOf}, true))`,
    updatedAfter === undefined ? undefined : gt(agreements.updatedAt, updatedAfter),
  ]
}

export function toAgreement({ textSv, textEn, ...own }: Row): Agreement {
  const text = present({ sv: textSv, en: textEn })
  return {
    ...present(own),
    ...(Object.keys(text).length > 0 && { text }),
    _links: selfLink(`/agreements/${own.id}`),
  }
}

export function noAgreement() {
  return notFound('agreement', 'avtalsversion')
}
