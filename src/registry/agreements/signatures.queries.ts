import { and, eq, gte, lte, ne, or, sql, type SQL } from 'drizzle-orm'
import type { Reader } from '../../db/connect.ts'
import { byUpdate, byValues, byCodes, inText } from '../../db/statements/filters.ts'
import { list, type Asked } from '../../db/statements/list.ts'
import { notFound } from '../../errors.ts'
import { isCoordinator, organisationOf, type Actor } from '../../actor.ts'
import { present, selfLink } from '../../representation.ts'
import { spelledOut } from '../../vague-dates.ts'
import { organisations } from '../organisations/table.ts'
import { certaintyOf, isOfCertainty } from '../documents/held-on.queries.ts'
import { isActiveOn, isSurelyActiveOn } from './active.queries.ts'
import type { Signature, SignatureQuery } from './signatures.schema.ts'
import { signatures } from './signatures.table.ts'
import { agreements } from './table.ts'

interface Row {
  row: typeof signatures.$inferSelect
  organisationName: string
  agreementCode: string
  isCertain?: boolean
}

/**
 * Whose rows: everybody sees what public organisations have signed; what internal ones have, and who is invited, is for
 * coordinators and the organisation itself. The query must join `signatures` with `organisations`.
 */
export function isVisibleSignature(actor: Actor): SQL | undefined {
  if (isCoordinator(actor)) return undefined
  const own = organisationOf(actor)
  return or(
    and(eq(organisations.visibility, 'public'), ne(signatures.status, 'invited')),
    own ? eq(organisations.id, own) : undefined,
  )
}

export const signatureList = list<{ actor: Actor }, SignatureQuery, Row>({
  from: signatures,
  id: signatures.id,
  columns: { row: signatures, organisationName: organisations.name, agreementCode: agreements.code },
  join: (select) =>
    select
      .innerJoin(organisations, eq(organisations.id, signatures.organisationId))
      .innerJoin(agreements, eq(agreements.id, signatures.agreementId)),
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
    signedAfter: (day) => gte(signatures.signedOn, day),
    signedBefore: (day) => lte(signatures.signedOn, day),
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

/** The signature as this caller may see it: who signed on its behalf is between the organisation and the coordinators. */
function toSignature({ row, organisationName, agreementCode, isCertain }: Row, actor: Actor): Signature {
  const { organisationId, agreementId, signedByFunction, signedByContactId, ...own } = row
  const { signedOn, signedOnPrecision, inferred } = row
  const isInsider = isCoordinator(actor) || organisationOf(actor) === organisationId
  return {
    ...present(own),
    ...spelledOut('signedOn', { day: signedOn, precision: signedOnPrecision }, inferred),
    organisation: { id: organisationId, name: organisationName },
    agreement: { id: agreementId, code: agreementCode },
    ...(isInsider && present({ signedByFunction, signedByContactId })),
    ...certaintyOf(isCertain),
    _links: selfLink(`/signatures/${row.id}`),
  }
}

export function noSignature() {
  return notFound('signature', 'undertecknande', 'ett')
}
