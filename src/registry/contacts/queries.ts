import { eq, isNotNull, isNull, lte, sql, type SQL } from 'drizzle-orm'
import type { Reader } from '../../db/connect.ts'
import { byUpdate, byValues, byCodes } from '../../db/statements/filters.ts'
import { list } from '../../db/statements/list.ts'
import { notFound } from '../../errors.ts'
import { isCoordinator, organisationOf, type Actor } from '../../actor.ts'
import { present, selfLink } from '../../representation.ts'
import { searchOf } from '../../search/match.ts'
import { reviewAfterMonths } from './rules.ts'
import type { Contact, ContactQuery } from './schema.ts'
import { contacts } from './table.ts'

type Row = typeof contacts.$inferSelect

/** Whose rows: coordinators see all, an organisation its own, others none. */
export function isVisibleContact(actor: Actor): SQL | undefined {
  if (isCoordinator(actor)) return undefined
  const own = organisationOf(actor)
  return own ? eq(contacts.organisationId, own) : sql`false`
}

/** When it is to be erased, or looked at by a person: a consent that is withdrawn, or nothing new for long. */
const dueOn = sql`coalesce(
  least(${contacts.retainUntil}, case ${contacts.legalBasis} when 'consent' then ${contacts.consentWithdrawnOn} end),
  (${contacts.updatedAt} at time zone 'Europe/Stockholm' + make_interval(months => ${reviewAfterMonths}))::date)`

/** Asked without `erased`, it has the erased as well. */
export const contactList = list<{ actor: Actor }, ContactQuery, { row: Row }>({
  from: contacts,
  id: contacts.id,
  columns: { row: contacts },
  isPersonal: true,
  isVisible: ({ actor }) => isVisibleContact(actor),
  filters: {
    erased: (isErased) => (isErased ? isNotNull(contacts.erasedAt) : isNull(contacts.erasedAt)),
    retainBefore: (day) => sql`${dueOn} <= ${day}`,
    organisationId: byValues(contacts.organisationId),
    role: byCodes(contacts.role),
    updatedAfter: byUpdate(contacts.updatedAt),
  },
  search: searchOf(sql`fold(${contacts.name})`),
  orders: {
    createdAt: { key: sql`${contacts.createdAt}`, type: 'timestamptz' },
    updatedAt: { key: sql`${contacts.updatedAt}`, type: 'timestamptz' },
  },
  fallback: 'createdAt',
  present: ({ row }) => toContact(row),
})

/** One contact; throws `not_found` when the caller may not know of it. */
export async function getContact(db: Reader, actor: Actor, id: string): Promise<Contact> {
  const found = await contactList.find(db, id, { actor })
  if (!found) throw notFound('contact', 'kontaktperson')
  return toContact(found.row)
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

function toContact(row: Row): Contact {
  return { ...present(row), _links: selfLink(`/contacts/${row.id}`) }
}
