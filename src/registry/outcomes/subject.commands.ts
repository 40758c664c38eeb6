import { and, eq, sql, type SQL } from 'drizzle-orm'
import { isCoordinator, organisationOf, type Actor } from '../../actor.ts'
import type { Work } from '../../work.ts'
import { allocations } from '../allocations/table.ts'
import { collaborations } from '../collaborations/table.ts'
import { isVisibleCollaboration } from '../collaborations/visible.queries.ts'
import { isVisibleContribution } from '../contributions/queries.ts'
import { contributions } from '../contributions/table.ts'
import { lockRoots } from '../disclosures/commands.ts'
import { subjectsOf, type Roots } from '../disclosures/queries.ts'
import { organisations } from '../organisations/table.ts'
import type { SubjectName } from './rules.ts'

/** What an outcome is of, with those whose figures hang together with it. */
export interface Subject {
  ownerId: string | null
  /** The contribution, also that of an allocation. */
  contributionId: string | null
  roots: Roots
}

/**
 * What an outcome is of, locked with what hangs together with it, so that no two of its figures are held against each
 * other before both are there; undefined when the caller may not know of it.
 */
export async function lockSubject(work: Work, name: SubjectName, id: string): Promise<Subject | undefined> {
  const found = await findSubject(work, name, id)
  if (!found) return undefined
  const { ownerId, ...of } = found
  const roots = await lockRoots(work, subjectsOf([of]))
  if (of.contributionId !== null) {
    const isIt = eq(contributions.id, of.contributionId)
    await work.tx.select({ id: contributions.id }).from(contributions).where(isIt).for('no key update')
  }
  return { ownerId, contributionId: of.contributionId, roots }
}

interface Found {
  ownerId: string | null
  contributionId: string | null
  collaborationId: string | null
}

async function findSubject({ tx, actor }: Work, name: SubjectName, id: string): Promise<Found | undefined> {
  const none = sql<null>`null::uuid`
  if (name === 'contributionId') {
    const [row] = await tx
      .select({ ownerId: contributions.organisationId, contributionId: contributions.id, collaborationId: none })
      .from(contributions)
      .innerJoin(organisations, eq(organisations.id, contributions.organisationId))
      .where(and(eq(contributions.id, id), isVisibleContribution(actor)))
    return row
  }
  if (name === 'allocationId') {
    const [row] = await tx
      .select({ ownerId: allocations.matcherId, contributionId: allocations.contributionId, collaborationId: none })
      .from(allocations)
      .where(and(eq(allocations.id, id), isMadeBy(actor)))
    return row
  }
  const [row] = await tx
    .select({ ownerId: none, contributionId: none, collaborationId: collaborations.id })
    .from(collaborations)
    .where(and(eq(collaborations.id, id), isVisibleCollaboration(actor)))
  return row
}

/** What becomes of the people of an allocation is between its maker and the coordinators. */
function isMadeBy(actor: Actor): SQL | undefined {
  return isCoordinator(actor) ? undefined : eq(allocations.matcherId, organisationOf(actor)!)
}
