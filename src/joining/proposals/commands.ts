import { and, eq, ne } from 'drizzle-orm'
import { assertVersion } from '../../changes/versions.ts'
import { notFound, throwFaults } from '../../errors.ts'
import { present } from '../../representation.ts'
import { mustBecome } from '../../states.ts'
import type { Work } from '../../work.ts'
import { changeOrganisation, organisationChangeFaults } from '../../registry/organisations/commands.ts'
import { parseOrganisationNumber } from '../../registry/organisations/number.rules.ts'
import { isVisibleOrganisation } from '../../registry/organisations/queries.ts'
import { organisations } from '../../registry/organisations/table.ts'
import { getProposal, isVisibleProposal, noProposal } from './queries.ts'
import {
  assertMayPropose,
  assertSameReason,
  differingFrom,
  proposalFaults,
  proposalStates,
  takenNumberFaults,
} from './rules.ts'
import type { NewProposal, Proposal, ProposalDecline } from './schema.ts'
import { proposals } from './table.ts'

/**
 * Proposes changes of the caller's own organisation, held to what a coordinator's change is held to. Throws `not_found`,
 * `forbidden`, `rule_broken`, and `conflict` while another one is open.
 */
export async function proposeChange(work: Work, organisationId: string, body: NewProposal): Promise<Proposal> {
  const { tx, actor } = work
  const [row] = await tx
    .select()
    .from(organisations)
    .where(and(eq(organisations.id, organisationId), isVisibleOrganisation(actor)))
  if (!row) throw notFound('organisation', 'organisation')
  assertMayPropose(actor, row.id)
  const { reason = null, ...patch } = body
  const parsed = patch.organisationNumber === undefined ? undefined : parseOrganisationNumber(patch.organisationNumber)
  const number = parsed && 'digits' in parsed ? { organisationNumber: parsed.digits } : {}
  const proposed = differingFrom({ ...patch, ...number }, row)
  throwFaults([
    ...(await organisationChangeFaults(work, row, patch)),
    ...takenNumberFaults(await countOthersWithNumber(work, row.id, number.organisationNumber)),
  ])
  throwFaults(proposalFaults(proposed))
  const [made] = await tx
    .insert(proposals)
    .values({ organisationId: row.id, ...proposed, reason })
    .returning({ id: proposals.id })
  return getProposal(tx, actor, made!.id)
}

/**
 * Does what is proposed, as a coordinator's change of the organisation. Doing it again changes nothing. Throws
 * `not_found`, `version_mismatch`, `conflict` when it has been decided otherwise, and what `changeOrganisation` throws.
 */
export async function approveProposal(work: Work, id: string): Promise<Proposal> {
  const row = await lockProposal(work, id)
  if (mustBecome(proposalStates, row.status, 'approved')) {
    await assertVersion(work, 'proposals', row)
    const { organisationId, name, organisationNumber, sector } = row
    // The version that the caller has read is that of the proposal.
    const change = { ...work, expectedVersions: undefined }
    await changeOrganisation(change, organisationId, present({ name, organisationNumber, sector }))
    await recordDecision(work, row.id, { status: 'approved' })
  }
  return getProposal(work.tx, work.actor, row.id)
}

/** Says no, and why. Throws `not_found`, `version_mismatch`, and `conflict` when it has been decided otherwise. */
export async function declineProposal(work: Work, id: string, { reason }: ProposalDecline): Promise<Proposal> {
  const row = await lockProposal(work, id)
  if (mustBecome(proposalStates, row.status, 'declined')) {
    await assertVersion(work, 'proposals', row)
    await recordDecision(work, row.id, { status: 'declined', declineReason: reason })
  } else assertSameReason(row.declineReason, reason)
  return getProposal(work.tx, work.actor, row.id)
}

/** Takes it back, for the organisation that made it. Throws `not_found`, `version_mismatch`, `conflict`. */
export async function withdrawProposal(work: Work, id: string): Promise<Proposal> {
  const row = await lockProposal(work, id)
  if (mustBecome(proposalStates, row.status, 'withdrawn')) {
    await assertVersion(work, 'proposals', row)
    await recordDecision(work, row.id, { status: 'withdrawn' })
  }
  return getProposal(work.tx, work.actor, row.id)
}

async function lockProposal(work: Work, id: string) {
  const [row] = await work.tx
    .select()
    .from(proposals)
    .where(and(eq(proposals.id, id), isVisibleProposal(work.actor)))
    .for('update')
  if (!row) throw noProposal()
  return row
}

async function recordDecision(
  { tx, now }: Work,
  id: string,
  set: Partial<typeof proposals.$inferInsert>,
): Promise<void> {
  await tx
    .update(proposals)
    .set({ ...set, decidedAt: now.toISOString() })
    .where(eq(proposals.id, id))
}

/** How many others have this number, of those that the caller may know of: another is for the coordinator to find. */
async function countOthersWithNumber({ tx, actor }: Work, id: string, number: string | undefined): Promise<number> {
  if (number === undefined) return 0
  return tx.$count(
    organisations,
    and(eq(organisations.organisationNumber, number), ne(organisations.id, id), isVisibleOrganisation(actor)),
  )
}
