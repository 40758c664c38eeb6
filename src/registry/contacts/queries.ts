import { and, eq, gt, inArray, sql, type SQL } from 'drizzle-orm'
import type { Reader } from '../../db/connect.ts'
import { all, isAfter, keyOf, orderBy, slice, type Order, type Window } from '../../db/keyset.ts'
import { notFound } from '../../errors.ts'
import { isCoordinator, organisationOf, type Actor } from '../../identity/actor.ts'
import { present, selfLink } from '../../representation.ts'
import { matches } from '../../search/match.ts'
import type { Contact, ContactQuery } from './schema.ts'
import { contacts } from './table.ts'

export const contactOrders = {
  createdAt: { key: sql`${contacts.createdAt}`, type: 'timestamptz' },
  updatedAt: { key: sql`${contacts.updatedAt}`, type: 'timestamptz' },
} as const

/** Whose rows: coordinators see all, an organisation its own, others none. */
export function isVisibleContact(actor: Actor): SQL | undefined {
  if (isCoordinator(actor)) return undefined
  const own = organisationOf(actor)
  return own ? eq(contacts.organisationId, own) : sql`false`
}

/** One contact; throws `not_found` when the caller may not know of it. */
export async function getContact(db: Reader, actor: Actor, id: string): Promise<Contact> {
  const [row] = await db
    .select()
    .from(contacts)
    .where(and(eq(contacts.id, id), isVisibleContact(actor)))
  if (!row) throw notFound('contact', 'kontaktperson')
  return toContact(row)
}

export async function listContacts(db: Reader, actor: Actor, query: ContactQuery, order: Order, window: Window) {
  const id = sql`${contacts.id}`
  const rows = await db
    .select({ row: contacts, id: contacts.id, sortKey: keyOf(order) })
    .from(contacts)
    .where(all(isVisibleContact(actor), ...conditions(query), isAfter(order, id, window.after)))
    .orderBy(...orderBy(order, id))
    .limit(window.limit + 1)
    .offset(window.offset)
  return slice(rows, window.limit)
}

export function countContacts(db: Reader, actor: Actor, query: ContactQuery): Promise<number> {
  return db.$count(contacts, all(isVisibleContact(actor), ...conditions(query)))
}

function conditions({ q, organisationId, role, updatedAfter }: ContactQuery): (SQL | undefined)[] {
  return [
    organisationId && inArray(contacts.organisationId, organisationId),
    role && inArray(contacts.role, role),
    updatedAfter === undefined ? undefined : gt(contacts.updatedAt, updatedAfter),
    matches(sql`fold(${contacts.name})`, q),
  ]
}

export function toContact(row: typeof contacts.$inferSelect): Contact {
  return { ...present(row), _links: selfLink(`/contacts/${row.id}`) }
}
