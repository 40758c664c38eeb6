import { and, eq, gt, inArray, isNotNull, isNull, lte, sql, type SQL } from 'drizzle-orm'
import type { Reader } from '../../db/connect.ts'
import { all, isAfter, keyOf, orderBy, slice, type Order, type Window } from '../../db/statements/keyset.ts'
import { isAnyOf } from '../../db/statements/conditions.ts'
import { notFound } from '../../errors.ts'
import { isCoordinator, organisationOf, type Actor } from '../../actor.ts'
import { present, selfLink } from '../../representation.ts'
import { matches } from '../../search/match.ts'
import { reviewAfterMonths } from './rules.ts'
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

/** When it is to be erased, or looked at by a person: a consent that is withdrawn, or nothing new for long. */
const dueOn = sql`coalesce(
  least(${contacts.retainUntil}, case ${contacts.legalBasis} when 'consent' then ${contacts.consentWithdrawnOn} end),
  (${contacts.updatedAt} at time zone 'Europe/Stockholm' + make_interval(months => ${reviewAfterMonths}))::date)`

function conditions(query: ContactQuery): (SQL | undefined)[] {
  const { q, organisationId, role, erased, retainBefore, updatedAfter } = query
  return [
    erased ? isNotNull(contacts.erasedAt) : isNull(contacts.erasedAt),
    retainBefore === undefined ? undefined : sql`${dueOn} <= ${retainBefore}`,
    organisationId && inArray(contacts.organisationId, organisationId),
    isAnyOf(contacts.role, role),
    updatedAfter === undefined ? undefined : gt(contacts.updatedAt, updatedAfter),
    matches(sql`fold(${contacts.name})`, q),
  ]
}

/** Some of those whose time is out on a day, the longest overdue first. */
export async function findOverdueContacts(db: Reader, today: string, limit: number): Promise<string[]> {
  const rows = await db
    .select({ id: contacts.id })
    .from(contacts)
    .where(lte(contacts.retainUntil, today))
    .orderBy(contacts.retainUntil)
    .limit(limit)
  return rows.map(({ id }) => id)
}

export function toContact(row: typeof contacts.$inferSelect): Contact {
  return { ...present(row), _links: selfLink(`/contacts/${row.id}`) }
}
