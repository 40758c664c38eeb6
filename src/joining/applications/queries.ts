import { and, eq, getTableColumns, gt, inArray, sql, type SQL } from 'drizzle-orm'
import type { Reader } from '../../db/connect.ts'
import { all, isAfter, keyOf, orderBy, slice, type Order, type Window } from '../../db/statements/keyset.ts'
import { isAnyOf } from '../../db/statements/conditions.ts'
import { notFound } from '../../errors.ts'
import { isCoordinator, type Actor } from '../../actor.ts'
import { present, selfLink } from '../../representation.ts'
import { matches } from '../../search/match.ts'
import { agreements } from '../../registry/agreements/table.ts'
import { formatOrganisationNumber } from '../../registry/organisations/number.rules.ts'
import { listLikelyDuplicates } from './duplicates.queries.ts'
import { undecided } from './rules.ts'
import type { Application, ApplicationQuery } from './schema.ts'
import { applications } from './table.ts'

export const applicationOrders = {
  createdAt: { key: sql`${applications.createdAt}`, type: 'timestamptz' },
  updatedAt: { key: sql`${applications.updatedAt}`, type: 'timestamptz' },
  name: { key: sql`${applications.name}`, type: 'text' },
} as const

const { searchText: _, ...applicationColumns } = getTableColumns(applications)
const columns = { row: applicationColumns, agreementCode: agreements.code }

interface Row {
  row: Omit<typeof applications.$inferSelect, 'searchText'>
  agreementCode: string
}

/** Whose rows: coordinators'. Whoever sent one gets a receipt, and no more. */
export function isVisibleApplication(actor: Actor): SQL | undefined {
  return isCoordinator(actor) ? undefined : sql`false`
}

/** One application, with what it likely doubles while it is undecided. Throws `not_found`. */
export async function getApplication(db: Reader, actor: Actor, id: string): Promise<Application> {
  const [found] = await db
    .select(columns)
    .from(applications)
    .innerJoin(agreements, eq(agreements.id, applications.agreementId))
    .where(and(eq(applications.id, id), isVisibleApplication(actor)))
  if (!found) throw noApplication()
  const { row } = found
  const isUndecided = (undecided as readonly string[]).includes(row.status)
  return {
    ...toApplication(found),
    ...(isUndecided && { likelyDuplicates: await listLikelyDuplicates(db, row) }),
  }
}

export async function listApplications(
  db: Reader,
  actor: Actor,
  query: ApplicationQuery,
  order: Order,
  window: Window,
) {
  const id = sql`${applications.id}`
  const rows = await db
    .select({ ...columns, id: applications.id, sortKey: keyOf(order) })
    .from(applications)
    .innerJoin(agreements, eq(agreements.id, applications.agreementId))
    .where(all(isVisibleApplication(actor), ...conditions(query), isAfter(order, id, window.after)))
    .orderBy(...orderBy(order, id))
    .limit(window.limit + 1)
    .offset(window.offset)
  return slice(rows, window.limit)
}

export function countApplications(db: Reader, actor: Actor, query: ApplicationQuery): Promise<number> {
  return db.$count(applications, all(isVisibleApplication(actor), ...conditions(query)))
}

function conditions(query: ApplicationQuery): (SQL | undefined)[] {
  const { q, status, agreementId, organisationId, sector, updatedAfter } = query
  return [
    isAnyOf(applications.status, status),
    agreementId && inArray(applications.agreementId, agreementId),
    organisationId && inArray(applications.organisationId, organisationId),
    isAnyOf(applications.sector, sector),
    updatedAfter === undefined ? undefined : gt(applications.updatedAt, updatedAfter),
    matches(applications.searchText, q),
  ]
}

export function toApplication({ row, agreementCode }: Row): Application {
  const { agreementId, name, organisationNumber, kind, sector, website, municipalityCode, ...rest } = row
  const { contactName, contactTitle, contactEmail, contactPhone, ...own } = rest
  return {
    ...present(own),
    agreement: { id: agreementId, code: agreementCode },
    organisation: {
      name,
      kind,
      sector,
      ...present({ website, municipalityCode }),
      ...(organisationNumber && { organisationNumber: formatOrganisationNumber(organisationNumber) }),
    },
    ...(contactName && {
      contact: { name: contactName, ...present({ title: contactTitle, email: contactEmail, phone: contactPhone }) },
    }),
    _links: selfLink(`/applications/${row.id}`),
  }
}

export function noApplication() {
  return notFound('application', 'intresseanmälan')
}
