import { and, eq, gt, inArray, sql, type SQL } from 'drizzle-orm'
import type { Reader } from '../../db/connect.ts'
import { all, isAfter, keyOf, orderBy, slice, type Order, type Window } from '../../db/statements/keyset.ts'
import { isAnyOf } from '../../db/statements/conditions.ts'
import { notFound } from '../../errors.ts'
import { isCoordinator, organisationOf, type Actor } from '../../actor.ts'
import { present, selfLink } from '../../representation.ts'
import { formatOrganisationNumber } from '../../registry/organisations/number.rules.ts'
import { organisations } from '../../registry/organisations/table.ts'
import type { Proposal, ProposalQuery } from './schema.ts'
import { proposals } from './table.ts'

export const proposalOrders = {
  createdAt: { key: sql`${proposals.createdAt}`, type: 'timestamptz' },
  updatedAt: { key: sql`${proposals.updatedAt}`, type: 'timestamptz' },
} as const

/** Whose rows: coordinators see all, an organisation its own, others none. */
export function isVisibleProposal(actor: Actor): SQL | undefined {
  if (isCoordinator(actor)) return undefined
  const own = organisationOf(actor)
  return own ? eq(proposals.organisationId, own) : sql`false`
}

const columns = { row: proposals, organisationName: organisations.name }

interface Row {
  row: typeof proposals.$inferSelect
  organisationName: string
}

/** One proposal; throws `not_found` when the caller may not know of it. */
export async function getProposal(db: Reader, actor: Actor, id: string): Promise<Proposal> {
  const [row] = await db
    .select(columns)
    .from(proposals)
    .innerJoin(organisations, eq(organisations.id, proposals.organisationId))
    .where(and(eq(proposals.id, id), isVisibleProposal(actor)))
  if (!row) throw noProposal()
  return toProposal(row)
}

export async function listProposals(db: Reader, actor: Actor, query: ProposalQuery, order: Order, window: Window) {
  const id = sql`${proposals.id}`
  const rows = await db
    .select({ ...columns, id: proposals.id, sortKey: keyOf(order) })
    .from(proposals)
    .innerJoin(organisations, eq(organisations.id, proposals.organisationId))
    .where(all(isVisibleProposal(actor), ...conditions(query), isAfter(order, id, window.after)))
    .orderBy(...orderBy(order, id))
    .limit(window.limit + 1)
    .offset(window.offset)
  return slice(rows, window.limit)
}

export function countProposals(db: Reader, actor: Actor, query: ProposalQuery): Promise<number> {
  return db.$count(proposals, all(isVisibleProposal(actor), ...conditions(query)))
}

function conditions({ organisationId, status, updatedAfter }: ProposalQuery): (SQL | undefined)[] {
  return [
    organisationId && inArray(proposals.organisationId, organisationId),
    isAnyOf(proposals.status, status),
    updatedAfter === undefined ? undefined : gt(proposals.updatedAt, updatedAfter),
  ]
}

export function toProposal({ row, organisationName }: Row): Proposal {
  const { organisationId, organisationNumber, ...own } = row
  return {
    ...present(own),
    ...(organisationNumber && { organisationNumber: formatOrganisationNumber(organisationNumber) }),
    organisation: { id: organisationId, name: organisationName },
    _links: selfLink(`/proposals/${row.id}`),
  }
}

export function noProposal() {
  return notFound('proposal', 'ändringsförslag', 'ett')
}
