import { and, eq, or, sql } from 'drizzle-orm'
import { assertVersion } from '../../changes/versions.ts'
import { dayOf } from '../../days.ts'
import type { Database } from '../../db/connect.ts'
import { notFound } from '../../errors.ts'
import { mustBecome } from '../../states.ts'
import { inTransaction, type Work } from '../../work.ts'
import { allocations } from '../allocations/table.ts'
import { lastWord } from '../collaborations/running.queries.ts'
import { collaborations } from '../collaborations/table.ts'
import { contributions } from '../contributions/table.ts'
import { contributionTypes } from '../vocabularies/table.ts'
import { getFollowUp, isVisibleFollowUp } from './follow-ups.queries.ts'
import { assertFollowed, assertMayFollowUp, confirmsIt, followUpStates } from './follow-ups.rules.ts'
import type { Dropping, FollowUp } from './follow-ups.schema.ts'
import { followUps } from './follow-ups.table.ts'
import { outcomes } from './table.ts'

/**
 * Makes the follow-ups that have fallen due by now, and answers how many. Of a contribution one, when what was offered is
 * over; of what was taken back only if somebody had a place. Of a collaboration that goes on one a year, from the last
 * word on it, or the last answer. Several may run at once: unique keys let one of them make each.
 */
export async function makeDueFollowUps(db: Database, now: Date): Promise<number> {
  const occasion = { actor: { kind: 'system', name: 'jobs' }, now, requestId: 'make-due-follow-ups' } as const
  return inTransaction(db, occasion, async ({ tx }) => {
    const { rowCount } = await tx.execute(sql`
      insert into follow_ups (contribution_id, due_on)
      select c.id, c.ends_on + t.follow_up_days
      from ${contributions} c join ${contributionTypes} t on t.code = c.type
      where c.ends_on + t.follow_up_days <= ${dayOf(now)}::date
        and (c.status in ('published', 'full', 'paused', 'closed') or (c.status = 'withdrawn' and c.filled > 0))
        and not exists (select 1 from follow_ups f where f.contribution_id = c.id)
      on conflict (contribution_id) do nothing`)
    const { rowCount: ofCollaborations } = await tx.execute(sql`
      insert into follow_ups (collaboration_id, due_on)
      select ${collaborations.id}, due.on_day
      from ${collaborations}, lateral (select (greatest(${lastWord}, max((f.updated_at at time zone 'Europe/Stockholm')::date)) + interval '1 year')::date as on_day
        from follow_ups f where f.collaboration_id = ${collaborations.id}) due
      where ${collaborations.status} in ('planned', 'active', 'paused') and due.on_day <= ${dayOf(now)}::date
        and not exists (select 1 from follow_ups f where f.collaboration_id = ${collaborations.id} and f.status = 'due')
      on conflict do nothing`)
    return (rowCount ?? 0) + (ofCollaborations ?? 0)
  })
}

/**
 * Says that what the contribution led to has been told; a closed one is followed up then. Recording an outcome does not
 * say so: figures come in one at a time. Throws `not_found`, `forbidden`, `version_mismatch`, `conflict`.
 */
export async function completeFollowUp(work: Work, id: string): Promise<FollowUp> {
  const { tx } = work
  const row = await lockOwn(work, id, confirmsIt)
  if (mustBecome(followUpStates, row.status, 'done')) {
    // One of a collaboration has thrown by now: nobody confirms what that has led to.
    const contributionId = row.contributionId!
    assertFollowed(await countOutcomesOf(work, contributionId))
    await tx.update(followUps).set({ status: 'done' }).where(eq(followUps.id, row.id))
    await tx
      .update(contributions)
      .set({ status: 'followed_up' })
      .where(and(eq(contributions.id, contributionId), eq(contributions.status, 'closed')))
  }
  return getFollowUp(tx, work.actor, row.id, dayOf(work.now))
}

/** Says why there is nothing to follow up. Throws `not_found`, `forbidden`, `version_mismatch`, `conflict`. */
export async function dropFollowUp(work: Work, id: string, { reason }: Dropping): Promise<FollowUp> {
  const row = await lockOwn(work, id)
  if (mustBecome(followUpStates, row.status, 'dropped')) {
    await work.tx.update(followUps).set({ status: 'dropped', reason }).where(eq(followUps.id, row.id))
  }
  return getFollowUp(work.tx, work.actor, row.id, dayOf(work.now))
}

/**
 * The row, for the organisation that offered the contribution or a coordinator, locked until the transaction ends with
 * its contribution, whose state it may change.
 */
async function lockOwn(work: Work, id: string, ofCollaboration?: (id: string) => Error) {
  const [locked] = await work.tx
    .select({ row: followUps, organisationId: contributions.organisationId })
    .from(followUps)
    .leftJoin(contributions, eq(contributions.id, followUps.contributionId))
    .where(and(eq(followUps.id, id), isVisibleFollowUp(work.actor, dayOf(work.now))))
    .for('update', { of: followUps })
  if (!locked) throw notFound('follow-up', 'uppföljning')
  const { row, organisationId } = locked
  // Whoever takes part in it answers by confirming it.
  if (row.status === 'due' && row.collaborationId && ofCollaboration) throw ofCollaboration(row.collaborationId)
  if (row.contributionId) {
    const isIt = eq(contributions.id, row.contributionId)
    await work.tx.select({ id: contributions.id }).from(contributions).where(isIt).for('update')
  }
  assertMayFollowUp(work.actor, organisationId)
  await assertVersion(work, 'follow_ups', row)
  return row
}

/** Of the contribution itself, or of an allocation of it. */
function countOutcomesOf({ tx }: Work, contributionId: string): Promise<number> {
  const its = tx.select({ id: allocations.id }).from(allocations).where(eq(allocations.contributionId, contributionId))
  return tx.$count(outcomes, or(eq(outcomes.contributionId, contributionId), sql`${outcomes.allocationId} in ${its}`))
}
