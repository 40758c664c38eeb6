import { and, eq } from 'drizzle-orm'
import { isCoordinator, organisationOf } from '../../actor.ts'
import { assertVersion } from '../../changes/versions.ts'
import { dayOf } from '../../days.ts'
import { asRegister, type Work } from '../../work.ts'
import { lockCollaboration } from './lock.commands.ts'
import { participants } from './participants.table.ts'
import { getCollaboration } from './queries.ts'
import { assertConfirmable, assertMayConfirm } from './rules.ts'
import type { Collaboration } from './schema.ts'
import { collaborations } from './table.ts'
import { takesPartOn } from './visible.queries.ts'

/**
 * Says that a collaboration is as it is told here, as of today. Doing it again the same day changes nothing. Throws
 * `not_found`, `forbidden` for who does not take part in it, `version_mismatch`, `conflict` when it does not go on.
 */
export async function confirmCollaboration(work: Work, id: string): Promise<Collaboration> {
  const today = dayOf(work.now)
  const row = await lockCollaboration(work, id)
  assertMayConfirm(work.actor, await takesPart(work, id, today))
  assertConfirmable(row.status)
  if (row.confirmedOn !== today) {
    await assertVersion(work, 'collaborations', row)
    // The row is the coordinators'; that they are asked by it is the parties' to answer.
    await asRegister(work, () =>
      work.tx.update(collaborations).set({ confirmedOn: today }).where(eq(collaborations.id, id)),
    )
  }
  return getCollaboration(work.tx, work.actor, id, work.now)
}

async function takesPart({ tx, actor }: Work, collaborationId: string, today: string): Promise<boolean> {
  const own = organisationOf(actor)
  if (isCoordinator(actor) || own === null) return false
  const isOwn = and(eq(participants.collaborationId, collaborationId), eq(participants.organisationId, own))
  return (await tx.$count(participants, and(isOwn, takesPartOn(today)))) > 0
}
