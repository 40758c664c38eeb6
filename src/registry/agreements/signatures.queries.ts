import { and, eq, gt, gte, inArray, lte, ne, or, sql, type SQL } from 'drizzle-orm'
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
import { isAnyOf } from '../../db/statements/conditions.ts'
import { notFound } from '../../errors.ts'
import { isCoordinator, organisationOf, type Actor } from '../../actor.ts'
import { present, selfLink } from '../../representation.ts'
import { organisations } from '../organisations/table.ts'
import { isActiveOn } from './active.queries.ts'
import type { Signature, SignatureQuery } from './signatures.schema.ts'
import { signatures } from './signatures.table.ts'
import { agreements } from './table.ts'

export const signatureOrders = {
  // What has no day comes after all that have one.
  signedOn: { key: sql`coalesce(${signatures.signedOn}, 'infinity'::date)`, type: 'date' },
  organisation: { key: sql`${organisations.name}`, type: 'text' },
  createdAt: { key: sql`${signatures.createdAt}`, type: 'timestamptz' },
  updatedAt: { key: sql`${signatures.updatedAt}`, type: 'timestamptz' },
} as const

const columns = { row: signatures, organisationName: organisations.name, agreementCode: agreements.code }
interface Row {
  row: typeof signatures.$inferSelect
  organisationName: string
  agreementCode: string
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

const signatureById = prepared((db, { actor, id }: { actor: Actor; id: string }) =>
  db
    .select(columns)
    .from(signatures)
    .innerJoin(organisations, eq(organisations.id, signatures.organisationId))
    .innerJoin(agreements, eq(agreements.id, signatures.agreementId))
    .where(and(eq(signatures.id, id), isVisibleSignature(actor))),
)

/** One signature; throws `not_found` when the caller may not know of it. */
export async function getSignature(db: Reader, actor: Actor, id: string): Promise<Signature> {
  const [row] = await signatureById(db, { actor, id })
  if (!row) throw noSignature()
  return toSignature(row, actor)
}

const signaturePage = prepared((db, { actor, query, order, window }: Asked<SignatureQuery> & { actor: Actor }) => {
  const id = sql`${signatures.id}`
  return db
    .select({ ...columns, id: signatures.id, sortKey: keyOf(order) })
    .from(signatures)
    .innerJoin(organisations, eq(organisations.id, signatures.organisationId))
    .innerJoin(agreements, eq(agreements.id, signatures.agreementId))
    .where(all(isVisibleSignature(actor), ...conditions(query), isAfter(order, id, window.after)))
    .orderBy(...orderBy(order, id))
    .limit(limitOf(window))
    .offset(offsetOf(window))
})

export async function listSignatures(db: Reader, actor: Actor, query: SignatureQuery, order: Order, window: Window) {
  return slice(await signaturePage(db, { actor, query, order, window }), window.limit)
}

export async function countSignatures(db: Reader, actor: Actor, query: SignatureQuery): Promise<number> {
  const [row] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(signatures)
    .innerJoin(organisations, eq(organisations.id, signatures.organisationId))
    .innerJoin(agreements, eq(agreements.id, signatures.agreementId))
    .where(all(isVisibleSignature(actor), ...conditions(query)))
  return row!.count
}

function conditions(query: SignatureQuery): (SQL | undefined)[] {
  const { organisationId, agreementId, status, method, sector, asOf, signedAfter, signedBefore, updatedAfter } = query
  return [
    organisationId && inArray(signatures.organisationId, organisationId),
    agreementId && inArray(signatures.agreementId, agreementId),
    isAnyOf(signatures.status, status),
    isAnyOf(signatures.method, method),
    isAnyOf(organisations.sector, sector),
    asOf === undefined ? undefined : isActiveOn(asOf),
    signedAfter === undefined ? undefined : gte(signatures.signedOn, signedAfter),
    signedBefore === undefined ? undefined : lte(signatures.signedOn, signedBefore),
    updatedAfter === undefined ? undefined : gt(signatures.updatedAt, updatedAfter),
  ]
}

/** The signature as this caller may see it: who signed on its behalf is between the organisation and the coordinators. */
export function toSignature({ row, organisationName, agreementCode }: Row, actor: Actor): Signature {
  const { organisationId, agreementId, signedByFunction, signedByContactId, ...own } = row
  const isInsider = isCoordinator(actor) || organisationOf(actor) === organisationId
  return {
    ...present(own),
    organisation: { id: organisationId, name: organisationName },
    agreement: { id: agreementId, code: agreementCode },
    ...(isInsider && present({ signedByFunction, signedByContactId })),
    _links: selfLink(`/signatures/${row.id}`),
  }
}

export function noSignature() {
  return notFound('signature', 'undertecknande', 'ett')
}
