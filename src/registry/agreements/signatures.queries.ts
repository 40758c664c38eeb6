import { and, eq, gte, isNotNull, isNull, lte, not, or, sql, type SQL } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Reader } from '../../db/connect.ts'
import { byUpdate, byValues, byCodes, inText } from '../../db/statements/filters.ts'
import { list, type Asked } from '../../db/statements/list.ts'
import { notFound } from '../../errors.ts'
import { isCoordinator, organisationOf, type Actor } from '../../actor.ts'
import { present, selfLink } from '../../representation.ts'
import { spelledOut } from '../../vague-dates.ts'
import { organisations } from '../organisations/table.ts'
import { certaintyOf, isOfCertainty } from '../documents/held-on.queries.ts'
import { isActiveOn, isSigned, isSurelyActiveOn } from './active.queries.ts'
import type { Signature, SignatureQuery } from './signatures.schema.ts'
import { signatures } from './signatures.table.ts'
import { agreements } from './table.ts'

interface Row {
  row: typeof signatures.$inferSelect
  organisationName: string
  agreementCode: string
  memberSince: string | null
  memberSincePrecision: (typeof signatures.$inferSelect)['signedOnPrecision'] | null
  isCertain?: boolean
}

/**
 * Whose rows: everybody sees what public organisations have signed; what internal ones have, and who is invited, and
 * what is annulled, is for coordinators and the organisation itself. The query must join `signatures` with `organisations`.
 */
export function isVisibleSignature(actor: Actor): SQL | undefined {
  if (isCoordinator(actor)) return undefined
  const own = organisationOf(actor)
  return or(and(eq(organisations.visibility, 'public'), isSigned), own ? eq(organisations.id, own) : undefined)
}

const later = alias(signatures, 'later')
/**
 * Whether a later one that has been signed renews it: whoever may know of this one may know of that. That most renew
 * nothing is said twice, for the planner: it would read them all.
 */
const isRenewed = sql`exists (select 1 from ${signatures} ${later}
  where ${later.renewedFromId} = ${signatures.id} and ${later.renewedFromId} is not null and ${later.status} in ('signed', 'ended'))`

export const signatureList = list<{ actor: Actor }, SignatureQuery, Row>({
  from: signatures,
  id: signatures.id,
  columns: {
    row: signatures,
    organisationName: organisations.name,
    agreementCode: agreements.code,
    memberSince: sql<string | null>`member.since`,
    memberSincePrecision: sql<Row['memberSincePrecision']>`member.known`,
  },
  join: (select) =>
    select
      .innerJoin(organisations, eq(organisations.id, signatures.organisationId))
      .innerJoin(agreements, eq(agreements.id, signatures.agreementId)),
  joinShown: (select) => select.leftJoin(sql`member_since(${signatures.id}) member`, sql`true`),
  isVisible: ({ actor }) => isVisibleSignature(actor),
  isCertain: isSurelyActive,
  filters: {
    organisationId: byValues(signatures.organisationId),
    agreementId: byValues(signatures.agreementId),
    status: byCodes(signatures.status),
    method: byCodes(signatures.method),
    sector: byCodes(organisations.sector),
    asOf: isActiveOn,
    certainty: inText((certainty, asked) => isOfCertainty(certainty, isSurelyActive(asked))),
    signedAfter: (day) => and(isSigned, gte(signatures.signedOn, day)),
    signedBefore: (day) => and(isSigned, lte(signatures.signedOn, day)),
    endedAfter: (day) => and(isSigned, gte(signatures.endedOn, day)),
    endedBefore: (day) => and(isSigned, lte(signatures.endedOn, day)),
    renewal: (isOne) => (isOne ? isNotNull(signatures.renewedFromId) : isNull(signatures.renewedFromId)),
    renewed: (isOne) => (isOne ? isRenewed : not(isRenewed)),
    needsCorrection: (does, { actor }) =>
      isCoordinator(actor) ? eq(signatures.needsCorrection, does) : does ? sql`false` : undefined,
    updatedAfter: byUpdate(signatures.updatedAt),
  },
  orders: {
    // What has no day comes after all that have one.
    signedOn: { key: sql`coalesce(${signatures.signedOn}, 'infinity'::date)`, type: 'date' },
    organisation: { key: sql`${organisations.name}`, type: 'text' },
    createdAt: { key: sql`${signatures.createdAt}`, type: 'timestamptz' },
    updatedAt: { key: sql`${signatures.updatedAt}`, type: 'timestamptz' },
  },
  fallback: 'signedOn',
  asOf: ({ query }) => query.asOf ?? '',
  present: (row, { actor }) => toSignature(row, actor),
})

function isSurelyActive({ query: { asOf } }: Asked<object, SignatureQuery>): SQL<boolean> | undefined {
  return asOf === undefined ? undefined : isSurelyActiveOn(asOf)
}

/** One signature; throws `not_found` when the caller may not know of it. */
export async function getSignature(db: Reader, actor: Actor, id: string): Promise<Signature> {
  const row = await signatureList.find(db, id, { actor })
  if (!row) throw noSignature()
  return toSignature(row, actor)
}

/**
 * The signature as this caller may see it: who signed on its behalf, and its own papers, are between the organisation and
 * the coordinators.
 */
function toSignature(found: Row, actor: Actor): Signature {
  const { row, organisationName, agreementCode, memberSince, memberSincePrecision, isCertain } = found
  const { organisationId, agreementId, needsCorrection, ...told } = row
  const { signedByFunction, signedByContactId, diaryNumber, decidingBody, scanHash, ...own } = told
  const { signedOn, signedOnPrecision, inferred } = row
  const isInsider = isCoordinator(actor) || organisationOf(actor) === organisationId
  return {
    ...present(own),
    ...spelledOut('signedOn', { day: signedOn, precision: signedOnPrecision }, inferred),
    organisation: { id: organisationId, name: organisationName },
    agreement: { id: agreementId, code: agreementCode },
    ...(row.status !== 'invited' && row.status !== 'annulled' && present({ memberSince, memberSincePrecision })),
    ...(isInsider && present({ signedByFunction, signedByContactId, diaryNumber, decidingBody, scanHash })),
    ...(isCoordinator(actor) && needsCorrection && { needsCorrection }),
    ...certaintyOf(isCertain),
    _links: selfLink(`/signatures/${row.id}`),
  }
}

export function noSignature() {
  return notFound('signature', 'undertecknande', 'ett')
}
