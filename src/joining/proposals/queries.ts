import { eq, sql, type SQL } from 'drizzle-orm'
import type { Reader } from '../../db/connect.ts'
import { byUpdate, byValues, byCodes } from '../../db/statements/filters.ts'
import { list } from '../../db/statements/list.ts'
import { notFound } from '../../errors.ts'
import { isCoordinator, organisationOf, type Actor } from '../../actor.ts'
import { present, selfLink } from '../../representation.ts'
import { formatOrganisationNumber } from '../../registry/organisations/number.rules.ts'
import { organisations } from '../../registry/organisations/table.ts'
import type { Proposal, ProposalQuery } from './schema.ts'
import { proposals } from './table.ts'

/** Whose rows: coordinators see all, an organisation its own, others none. */
export function isVisibleProposal(actor: Actor): SQL | undefined {
  if (isCoordinator(actor)) return undefined
  const own = organisationOf(actor)
  return own ? eq(proposals.organisationId, own) : sql`false`
}

interface Row {
  row: typeof proposals.$inferSelect
  organisationName: string
}

export const proposalList = list<{ actor: Actor }, ProposalQuery, Row>({
  from: proposals,
  id: proposals.id,
  columns: { row: proposals, organisationName: organisations.name },
  joinShown: (select) => select.innerJoin(organisations, eq(organisations.id, proposals.organisationId)),
  isPersonal: true,
  isVisible: ({ actor }) => isVisibleProposal(actor),
  filters: {
    organisationId: byValues(proposals.organisationId),
    status: byCodes(proposals.status),
    updatedAfter: byUpdate(proposals.updatedAt),
  },
  orders: {
    createdAt: { key: sql`${proposals.createdAt}`, type: 'timestamptz' },
    updatedAt: { key: sql`${proposals.updatedAt}`, type: 'timestamptz' },
  },
  fallback: '-createdAt',
  present: toProposal,
})

/** One proposal; throws `not_found` when the caller may not know of it. */
export async function getProposal(db: Reader, actor: Actor, id: string): Promise<Proposal> {
  const row = await proposalList.find(db, id, { actor })
  if (!row) throw noProposal()
  return toProposal(row)
}

function toProposal({ row, organisationName }: Row): Proposal {
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
