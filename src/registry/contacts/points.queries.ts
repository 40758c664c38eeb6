import { sql } from 'drizzle-orm'
import type { Reader } from '../../db/connect.ts'
import { all, isAfter, keyOf, orderBy, slice, type Order, type Window } from '../../db/statements/keyset.ts'
import { present } from '../../representation.ts'
import { organisations } from '../organisations/table.ts'
import type { ContactPoint, ContactPointQuery } from './points.schema.ts'
import { contacts } from './table.ts'

export const contactPointOrders = { createdAt: { key: sql`points.created_at`, type: 'timestamptz' } } as const

const id = sql`points.id`

/**
 * How an organisation is reached: its published contacts, else its function address. A consent that a contact rests on
 * and that is withdrawn has ended its publication. Whether the caller may know of the organisation is for the caller of
 * this to ask.
 */
function pointsOf(organisationId: string) {
  const published = sql`from ${contacts} where organisation_id = ${organisationId} and publish and erased_at is null`
  return sql`(
    select id, created_at, updated_at, 'person' as kind, name, title, role, email, phone ${published}
    union all
    select id, created_at, updated_at, 'function', null, null, null, email, phone from ${organisations}
    where id = ${organisationId} and (email is not null or phone is not null)
      and not exists (select 1 ${published})) points`
}

const columns = {
  id: sql<string>`points.id`,
  kind: sql<ContactPoint['kind']>`points.kind`,
  name: sql<string | null>`points.name`,
  title: sql<string | null>`points.title`,
  role: sql<ContactPoint['role'] | null>`points.role`,
  email: sql<string | null>`points.email`,
  phone: sql<string | null>`points.phone`,
}

export async function listContactPoints(
  db: Reader,
  organisationId: string,
  query: ContactPointQuery,
  order: Order,
  window: Window,
) {
  const rows = await db
    .select({ ...columns, sortKey: keyOf(order) })
    .from(pointsOf(organisationId))
    .where(all(condition(query), isAfter(order, id, window.after)))
    .orderBy(...orderBy(order, id))
    .limit(window.limit + 1)
    .offset(window.offset)
  return slice(rows, window.limit)
}

export async function countContactPoints(db: Reader, organisationId: string, query: ContactPointQuery) {
  const [row] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(pointsOf(organisationId))
    .where(condition(query))
  return row!.count
}

function condition({ updatedAfter }: ContactPointQuery) {
  return updatedAfter === undefined ? undefined : sql`points.updated_at > ${updatedAfter}`
}

export function toContactPoint({ id: of, kind, name, title, role, email, phone }: Row): ContactPoint {
  return { id: of, kind, ...present({ name, title, role, email, phone }) }
}
type Row = Awaited<ReturnType<typeof listContactPoints>>['rows'][number]
