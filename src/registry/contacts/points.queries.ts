import { sql, type SQL } from 'drizzle-orm'
import { list } from '../../db/statements/list.ts'
import { present } from '../../representation.ts'
import { organisations } from '../organisations/table.ts'
import type { ContactPoint, ContactPointQuery } from './points.schema.ts'
import { contacts } from './table.ts'

/**
 * How an organisation is reached: its published contacts, else its function address. A consent that a contact rests on
 * and that is withdrawn has ended its publication. Whether the caller may know of the organisation is for the caller of
 * this to ask.
 */
function pointsOf(organisationId: string): SQL {
  const published = sql`from ${contacts} where organisation_id = ${organisationId} and publish and erased_at is null`
  return sql`(
    select id, created_at, updated_at, 'person' as kind, name, title, role, email, phone ${published}
    union all
    select id, created_at, updated_at, 'function', null, null, null, email, phone from ${organisations}
    where id = ${organisationId} and (email is not null or phone is not null)
      and not exists (select 1 ${published})) points`
}

interface Row extends Pick<ContactPoint, 'id' | 'kind'> {
  name: string | null
  title: string | null
  role: NonNullable<ContactPoint['role']> | null
  email: string | null
  phone: string | null
}

export const contactPointList = list<{ organisationId: string }, ContactPointQuery, Row>({
  from: ({ organisationId }) => pointsOf(organisationId),
  id: sql`points.id`,
  columns: {
    id: sql<string>`points.id`,
    kind: sql<Row['kind']>`points.kind`,
    name: sql<string | null>`points.name`,
    title: sql<string | null>`points.title`,
    role: sql<Row['role']>`points.role`,
    email: sql<string | null>`points.email`,
    phone: sql<string | null>`points.phone`,
  },
  filters: { updatedAfter: (moment) => sql`points.updated_at > ${moment}` },
  orders: { createdAt: { key: sql`points.created_at`, type: 'timestamptz' } },
  fallback: 'createdAt',
  present: toContactPoint,
})

function toContactPoint({ id, kind, name, title, role, email, phone }: Row): ContactPoint {
  return { id, kind, ...present({ name, title, role, email, phone }) }
}
