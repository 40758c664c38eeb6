import { eq, getTableColumns, sql, type SQL } from 'drizzle-orm'
import type { Reader } from '../../db/connect.ts'
import { byUpdate, byValues, byCodes } from '../../db/statements/filters.ts'
import { list } from '../../db/statements/list.ts'
import { notFound } from '../../errors.ts'
import { isCoordinator, type Actor } from '../../actor.ts'
import { present, selfLink } from '../../representation.ts'
import { searchOf } from '../../search/match.ts'
import { agreements } from '../../registry/agreements/table.ts'
import { formatOrganisationNumber } from '../../registry/organisations/number.rules.ts'
import { listLikelyDuplicates } from './duplicates.queries.ts'
import { undecided } from './rules.ts'
import type { Application, ApplicationQuery } from './schema.ts'
import { applications } from './table.ts'

const { searchText: _, ...applicationColumns } = getTableColumns(applications)

interface Row {
  row: Omit<typeof applications.$inferSelect, 'searchText'>
  agreementCode: string
}

/** Whose rows: coordinators'. Whoever sent one gets a receipt, and no more. */
export function isVisibleApplication(actor: Actor): SQL | undefined {
  return isCoordinator(actor) ? undefined : sql`false`
}

export const applicationList = list<{ actor: Actor }, ApplicationQuery, Row>({
  from: applications,
  id: applications.id,
  columns: { row: applicationColumns, agreementCode: agreements.code },
  joinShown: (select) => select.innerJoin(agreements, eq(agreements.id, applications.agreementId)),
  isPersonal: true,
  isVisible: ({ actor }) => isVisibleApplication(actor),
  filters: {
    status: byCodes(applications.status),
    agreementId: byValues(applications.agreementId),
    organisationId: byValues(applications.organisationId),
    sector: byCodes(applications.sector),
    updatedAfter: byUpdate(applications.updatedAt),
  },
  search: searchOf(applications.searchText),
  orders: {
    createdAt: { key: sql`${applications.createdAt}`, type: 'timestamptz' },
    updatedAt: { key: sql`${applications.updatedAt}`, type: 'timestamptz' },
    name: { key: sql`${applications.name}`, type: 'text' },
  },
  fallback: '-createdAt',
  present: toApplication,
})

/** One application, with what it likely doubles while it is undecided. Throws `not_found`. */
export async function getApplication(db: Reader, actor: Actor, id: string): Promise<Application> {
  const found = await applicationList.find(db, id, { actor })
  if (!found) throw noApplication()
  const { row } = found
  const isUndecided = (undecided as readonly string[]).includes(row.status)
  return {
    ...toApplication(found),
    ...(isUndecided && { likelyDuplicates: await listLikelyDuplicates(db, row) }),
  }
}

function toApplication({ row, agreementCode }: Row): Application {
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
