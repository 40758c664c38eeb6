import { and, eq, gt, ne, sql, type SQL } from 'drizzle-orm'
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
import { isCoordinator, type Actor } from '../../actor.ts'
import { hasAny, present, selfLink } from '../../representation.ts'
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

const agreementById = prepared((db, { actor, id }: { actor: Actor; id: string }) =>
  db
    .select()
    .from(agreements)
    .where(and(eq(agreements.id, id), isVisibleAgreement(actor))),
)

/** One agreement; throws `not_found` when the caller may not know of it. */
export async function getAgreement(db: Reader, actor: Actor, id: string): Promise<Agreement> {
  const [row] = await agreementById(db, { actor, id })
  if (!row) throw noAgreement()
  return toAgreement(row)
}

const agreementPage = prepared((db, { actor, query, order, window }: Asked<AgreementQuery> & { actor: Actor }) => {
  const id = sql`${agreements.id}`
  return db
    .select({ row: agreements, id: agreements.id, sortKey: keyOf(order) })
    .from(agreements)
    .where(all(isVisibleAgreement(actor), ...conditions(query), isAfter(order, id, window.after)))
    .orderBy(...orderBy(order, id))
    .limit(limitOf(window))
    .offset(offsetOf(window))
})

export async function listAgreements(db: Reader, actor: Actor, query: AgreementQuery, order: Order, window: Window) {
  return slice(await agreementPage(db, { actor, query, order, window }), window.limit)
}

export function countAgreements(db: Reader, actor: Actor, query: AgreementQuery): Promise<number> {
  return db.$count(agreements, all(isVisibleAgreement(actor), ...conditions(query)))
}

function conditions({ status, asOf, updatedAfter }: AgreementQuery): (SQL | undefined)[] {
  return [
    isAnyOf(agreements.status, status),
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
    ...(hasAny(text) && { text }),
    _links: selfLink(`/agreements/${own.id}`),
  }
}

export function noAgreement() {
  return notFound('agreement', 'avtalsversion')
}
