import { and, eq, getTableColumns, inArray, isNotNull, isNull, or, sql, type SQL } from 'drizzle-orm'
import { alias, type PgColumn } from 'drizzle-orm/pg-core'
import type { Reader } from '../../db/connect.ts'
import { shownWhere } from '../../db/statements/conditions.ts'
import { byOverlap, byUpdate, byCodes, inText } from '../../db/statements/filters.ts'
import { list } from '../../db/statements/list.ts'
import { notFound, RegistryError } from '../../errors.ts'
import { isCoordinator, organisationOf, type Actor } from '../../actor.ts'
import { base, hasAny, present, selfLink } from '../../representation.ts'
import { searchOf } from '../../search/match.ts'
import { certaintyOf, isOfCertainty } from '../documents/held-on.queries.ts'
import { isActiveOn, isSurelyActiveOn, signatureStart } from '../agreements/active.queries.ts'
import { signatures } from '../agreements/signatures.table.ts'
import { agreements } from '../agreements/table.ts'
import { formatOrganisationNumber, parseOrganisationNumber } from './number.rules.ts'
import type { Organisation, OrganisationQuery } from './schema.ts'
import { organisations } from './table.ts'

/** Whose rows: internal organisations are for coordinators and themselves. */
export function isVisibleOrganisation(
  actor: Actor,
  { id, visibility }: Record<'id' | 'visibility', PgColumn> = organisations,
): SQL | undefined {
  if (isCoordinator(actor)) return undefined
  const own = organisationOf(actor)
  return or(eq(visibility, 'public'), own ? eq(id, own) : undefined)
}

const parent = alias(organisations, 'parent')

/** Who is told what a unit is a part of: who may know of that, and the unit itself. */
function isToldParent(actor: Actor): SQL | undefined {
  if (isCoordinator(actor)) return undefined
  const own = organisationOf(actor)
  const isKnown = and(eq(parent.id, organisations.parentId), isVisibleOrganisation(actor, parent))
  return or(
    own ? eq(organisations.id, own) : undefined,
    sql`exists (select 1 from ${organisations} ${parent} where ${isKnown})`,
  )
}

/** The earliest signature that is active on a day: of those that certainly are, if there are any. */
function activeSignature(asOf: string): SQL {
  return sql`lateral (
    select ${signatures.id}, ${signatures.signedOn}, ${signatures.signedOnPrecision}, ${isSurelyActiveOn(asOf)} as is_certain
    from ${signatures} join ${agreements} on ${agreements.id} = ${signatures.agreementId}
    where ${signatures.organisationId} = ${organisations.id} and ${isActiveOn(asOf)}
    order by is_certain desc, ${signatureStart}, ${signatures.id} limit 1) active`
}

type Row = {
  row: typeof organisations.$inferSelect
  signatory: boolean
  isSurelyOne: boolean | null
  signedOn: string | null
  signedOnPrecision: Organisation['signedOnPrecision'] | null
  memberSince: string | null
  memberSincePrecision: Organisation['memberSincePrecision'] | null
}

interface About {
  actor: Actor
  /** The day that they are shown as of. */
  asOf: string
}

/** Asked with `inDigits(query)`. */
export const organisationList = list<About, Omit<OrganisationQuery, 'asOf'>, Row>({
  from: organisations,
  id: organisations.id,
  columns: ({ actor }) => ({
    row: {
      ...getTableColumns(organisations),
      parentId: shownWhere<string>(organisations.parentId, isToldParent(actor)),
    },
    signatory: sql<boolean>`active.id is not null`,
    isSurelyOne: sql<boolean | null>`active.is_certain`,
    signedOn: sql<string | null>`active.signed_on`,
    signedOnPrecision: sql<Row['signedOnPrecision']>`active.signed_on_precision`,
    memberSince: sql<string | null>`member.since`,
    memberSincePrecision: sql<Row['memberSincePrecision']>`member.known`,
  }),
  join: (select, { asOf }) => select.leftJoin(activeSignature(asOf), sql`true`),
  joinShown: (select) => select.leftJoin(sql`member_since(active.id) member`, sql`true`),
  isVisible: ({ actor }) => isVisibleOrganisation(actor),
  // Who is not even possibly a signatory is certainly none.
  isCertain: ({ query: { signatory } }) =>
    signatory === undefined ? undefined : sql`coalesce(active.is_certain, true)`,
  filters: {
    signatory: (isOne) => (isOne ? sql`active.id is not null` : sql`active.id is null`),
    certainty: inText((certainty) => isOfCertainty(certainty, sql`active.is_certain`)),
    sector: byCodes(organisations.sector),
    kind: byCodes(organisations.kind),
    parentId: (ids, { actor }) => and(inArray(organisations.parentId, ids), isToldParent(actor)),
    organisationNumber: (digits) => eq(organisations.organisationNumber, digits),
    evidence: byCodes(organisations.evidence),
    tag: byOverlap(organisations.tags),
    ended: (hasEnded) => (hasEnded ? isNotNull(organisations.endedOn) : isNull(organisations.endedOn)),
    updatedAfter: byUpdate(organisations.updatedAt),
  },
  search: searchOf(organisations.searchText),
  orders: {
    name: { key: sql`${organisations.name}`, type: 'text' },
    createdAt: { key: sql`${organisations.createdAt}`, type: 'timestamptz' },
    updatedAt: { key: sql`${organisations.updatedAt}`, type: 'timestamptz' },
  },
  fallback: 'name',
  present: toOrganisation,
  asOf: ({ asOf }) => asOf,
})

/** One organisation as it stands on a day; throws `not_found` when the caller may not know of it. */
export async function getOrganisation(db: Reader, actor: Actor, id: string, asOf: string): Promise<Organisation> {
  const row = await organisationList.find(db, id, { actor, asOf })
  if (!row) throw notFound('organisation', 'organisation')
  return toOrganisation(row)
}

/** With the number as it is kept. Refuses what is none (`invalid_request`): a personal one would come back in the links. */
export function inDigits({ organisationNumber, ...query }: OrganisationQuery): OrganisationQuery {
  if (organisationNumber === undefined) return query
  const parsed = parseOrganisationNumber(organisationNumber)
  if ('digits' in parsed) return { ...query, organisationNumber: parsed.digits }
  throw new RegistryError('invalid_request', parsed.fault.detail, [{ ...parsed.fault, part: 'query' }])
}

function toOrganisation({ row, signatory, isSurelyOne, ...signed }: Row): Organisation {
  const { organisationNumber, street, postcode, city, descriptionSv, descriptionEn, searchText: _, ...own } = row
  const address = present({ street, postcode, city })
  const description = present({ sv: descriptionSv, en: descriptionEn })
  return {
    ...present(own),
    ...(organisationNumber && { organisationNumber: formatOrganisationNumber(organisationNumber) }),
    ...(hasAny(address) && { address }),
    ...(hasAny(description) && { description }),
    signatory,
    ...certaintyOf(isSurelyOne ?? undefined),
    ...present(signed),
    _links: {
      ...selfLink(`/organisations/${row.id}`),
      contactPoints: { href: `${base}/organisations/${row.id}/contact-points` },
    },
  }
}
