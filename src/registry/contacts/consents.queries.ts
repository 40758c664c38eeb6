import { eq, gt, sql } from 'drizzle-orm'
import type { Reader } from '../../db/connect.ts'
import { all, isAfter, keyOf, orderBy, slice, type Order, type Window } from '../../db/statements/keyset.ts'
import { present } from '../../representation.ts'
import type { Consent, ConsentQuery } from './consents.schema.ts'
import { consents } from './consents.table.ts'

export const consentOrders = {
  createdAt: { key: sql`${consents.createdAt}`, type: 'timestamptz' },
} as const

/** The consents of a contact. Whether the caller may know of the contact is for the caller of this to ask. */
export async function listConsents(db: Reader, contactId: string, query: ConsentQuery, order: Order, window: Window) {
  const id = sql`${consents.id}`
  const rows = await db
    .select({ row: consents, id: consents.id, sortKey: keyOf(order) })
    .from(consents)
    .where(all(isOf(contactId, query), isAfter(order, id, window.after)))
    .orderBy(...orderBy(order, id))
    .limit(window.limit + 1)
    .offset(window.offset)
  return slice(rows, window.limit)
}

export function countConsents(db: Reader, contactId: string, query: ConsentQuery): Promise<number> {
  return db.$count(consents, isOf(contactId, query))
}

function isOf(contactId: string, { updatedAfter }: ConsentQuery) {
  return all(
    eq(consents.contactId, contactId),
    updatedAfter === undefined ? undefined : gt(consents.updatedAt, updatedAfter),
  )
}

export function toConsent({ id, event, day, evidence, createdAt }: typeof consents.$inferSelect): Consent {
  return { id, event, day, ...present({ evidence }), createdAt }
}
