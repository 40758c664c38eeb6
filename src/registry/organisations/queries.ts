import { and, eq, gt, inArray, isNotNull, isNull, or, sql, type SQL } from 'drizzle-orm'
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
import { hasAnyOf, isAnyOf } from '../../db/statements/conditions.ts'
import { notFound, RegistryError } from '../../errors.ts'
import { isCoordinator, organisationOf, type Actor } from '../../actor.ts'
import { base, hasAny, present, selfLink } from '../../representation.ts'
import { matches } from '../../search/match.ts'
import { isActiveOn, signatureStart } from '../agreements/active.queries.ts'
import { signatures } from '../agreements/signatures.table.ts'
import { agreements } from '../agreements/table.ts'
import { formatOrganisationNumber, parseOrganisationNumber } from './number.rules.ts'
import type { Organisation, OrganisationQuery } from './schema.ts'
import { organisations } from './table.ts'

export const organisationOrders = {
  name: { key: sql`${organisations.name}`, type: 'text' },
  createdAt: { key: sql`${organisations.createdAt}`, type: 'timestamptz' },
  updatedAt: { key: sql`${organisations.updatedAt}`, type: 'timestamptz' },
} as const

/** Whose rows: internal organisations are for coordinators and themselves. */
export function isVisibleOrganisation(actor: Actor): SQL | undefined {
  if (isCoordinator(actor)) return undefined
  const own = organisationOf(actor)
  return or(eq(organisations.visibility, 'public'), own ? eq(organisations.id, own) : undefined)
}

/** The earliest signature that is active on a day. */
function activeSignature(asOf: string): SQL {
  return sql`lateral (
    select ${signatures.id}, ${signatures.signedOn}, ${signatures.signedOnPrecision}
    from ${signatures} join ${agreements} on ${agreements.id} = ${signatures.agreementId}
    where ${signatures.organisationId} = ${organisations.id} and ${isActiveOn(asOf)}
    order by ${signatureStart}, ${signatures.id} limit 1) active`
}

const columns = {
  row: organisations,
  signatory: sql<boolean>`active.id is not null`,
  signedOn: sql<string | null>`active.signed_on`,
  signedOnPrecision: sql<Organisation['signedOnPrecision'] | null>`active.signed_on_precision`,
}
type Row = {
  row: typeof organisations.$inferSelect
  signatory: boolean
  signedOn: string | null
  signedOnPrecision: Organisation['signedOnPrecision'] | null
}

const organisationById = prepared((db, { actor, id, asOf }: { actor: Actor; id: string; asOf: string }) =>
  db
    .select(columns)
    .from(organisations)
    .leftJoin(activeSignature(asOf), sql`true`)
    .where(and(eq(organisations.id, id), isVisibleOrganisation(actor))),
)

/** One organisation as it stands on a day; throws `not_found` when the caller may not know of it. */
export async function getOrganisation(db: Reader, actor: Actor, id: string, asOf: string): Promise<Organisation> {
  const [row] = await organisationById(db, { actor, id, asOf })
  if (!row) throw notFound('organisation', 'organisation')
  return toOrganisation(row)
}

const organisationPage = prepared(
  (db, { actor, query, asOf, order, window }: Asked<OrganisationQuery> & { actor: Actor; asOf: string }) => {
    const id = sql`${organisations.id}`
    return db
      .select({ ...columns, id: organisations.id, sortKey: keyOf(order) })
      .from(organisations)
      .leftJoin(activeSignature(asOf), sql`true`)
      .where(all(isVisibleOrganisation(actor), ...conditions(query), isAfter(order, id, window.after)))
      .orderBy(...orderBy(order, id))
      .limit(limitOf(window))
      .offset(offsetOf(window))
  },
)

export async function listOrganisations(
  db: Reader,
  actor: Actor,
  query: OrganisationQuery,
  asOf: string,
  order: Order,
  window: Window,
) {
  return slice(await organisationPage(db, { actor, query: inDigits(query), asOf, order, window }), window.limit)
}

export async function countOrganisations(
  db: Reader,
  actor: Actor,
  query: OrganisationQuery,
  asOf: string,
): Promise<number> {
  const [row] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(organisations)
    .leftJoin(activeSignature(asOf), sql`true`)
    .where(all(isVisibleOrganisation(actor), ...conditions(inDigits(query))))
  return row!.count
}

function conditions(query: OrganisationQuery): (SQL | undefined)[] {
  const { signatory, sector, kind, parentId, organisationNumber, tag, ended, updatedAfter, q } = query
  return [
    signatory === undefined ? undefined : signatory ? sql`active.id is not null` : sql`active.id is null`,
    isAnyOf(organisations.sector, sector),
    isAnyOf(organisations.kind, kind),
    parentId && inArray(organisations.parentId, parentId),
    organisationNumber === undefined ? undefined : eq(organisations.organisationNumber, organisationNumber),
    hasAnyOf(organisations.tags, tag),
    ended === undefined ? undefined : ended ? isNotNull(organisations.endedOn) : isNull(organisations.endedOn),
    updatedAfter === undefined ? undefined : gt(organisations.updatedAt, updatedAfter),
    matches(organisations.searchText, q),
  ]
}

/** With the number as it is kept. Refuses what is none (`invalid_request`): a personal one would come back in the links. */
function inDigits({ organisationNumber, ...query }: OrganisationQuery): OrganisationQuery {
  if (organisationNumber === undefined) return query
  const parsed = parseOrganisationNumber(organisationNumber)
  if ('digits' in parsed) return { ...query, organisationNumber: parsed.digits }
  throw new RegistryError('invalid_request', parsed.fault.detail, [{ ...parsed.fault, in: 'query' }])
}

export function toOrganisation({ row, signatory, signedOn, signedOnPrecision }: Row): Organisation {
  const { organisationNumber, street, postcode, city, descriptionSv, descriptionEn, searchText: _, ...own } = row
  const address = present({ street, postcode, city })
  const description = present({ sv: descriptionSv, en: descriptionEn })
  return {
    ...present(own),
    ...(organisationNumber && { organisationNumber: formatOrganisationNumber(organisationNumber) }),
    ...(hasAny(address) && { address }),
    ...(hasAny(description) && { description }),
    signatory,
    ...present({ signedOn, signedOnPrecision }),
    _links: {
      ...selfLink(`/organisations/${row.id}`),
      contactPoints: { href: `${base}/organisations/${row.id}/contact-points` },
    },
  }
}
