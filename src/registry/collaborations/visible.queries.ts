import { and, eq, isNull, ne, or, sql, type SQL } from 'drizzle-orm'
import type { Reader } from '../../db/connect.ts'
import { notFound } from '../../errors.ts'
import { isCoordinator, organisationOf, type Actor } from '../../actor.ts'
import { heldOn, lastDay, lastDayGone, surelyHeldOn, unknownBegin, type Span } from '../documents/held-on.queries.ts'
import { isVisibleOrganisation } from '../organisations/queries.ts'
import { participants } from './participants.table.ts'
import { collaborations } from './table.ts'

/** Whose rows: an idea is for coordinators and the organisations that take part in it, or did; the rest is public. */
export function isVisibleCollaboration(actor: Actor): SQL | undefined {
  if (isCoordinator(actor)) return undefined
  const own = organisationOf(actor)
  const takesPart = sql`exists (select 1 from ${participants}
    where ${participants.collaborationId} = ${collaborations.id} and ${participants.organisationId} = ${own})`
  return or(ne(collaborations.status, 'idea'), own === null ? undefined : takesPart)
}

/** Whose participants: an internal organisation is left out where it is not to be seen. Needs `organisations` joined. */
export function isVisibleParticipant(actor: Actor): SQL | undefined {
  if (isCoordinator(actor)) return undefined
  return or(isNull(participants.organisationId), isVisibleOrganisation(actor))
}

/** Who takes part today: the first and the last day count, and a day that is not known is open. */
export function takesPartOn(day: string): SQL {
  return sql`(coalesce(${participants.fromDay} <= ${day}, true) and coalesce(coalesce(period_end(${participants.toDay}, ${participants.toPrecision}), ${participants.toDay}) >= ${day}, true))`
}

const { fromDay, fromPrecision, toDay, toPrecision } = participants

const span: Span = {
  mayHaveBegun: sql`coalesce(${fromDay}, ${unknownBegin(participants, toDay)})`,
  hadBegun: sql`coalesce(${lastDayGone(fromDay, fromPrecision, participants.updatedAt)}, ${unknownBegin(participants, lastDay(toDay, toPrecision))})`,
  mayHaveEnded: sql`${toDay} + 1`,
  hadEnded: sql`${lastDay(toDay, toPrecision)} + 1`,
}

/** Who took part on a day that is asked about, possibly or certainly. */
export function tookPartOn(day: string): SQL {
  return heldOn(day, span)
}

/** Whether one who took part then certainly did. */
export function surelyTookPartOn(day: string): SQL<boolean> {
  return surelyHeldOn(day, span)
}

/** Throws `not_found` when the caller may not know of the collaboration. */
export async function assertVisibleCollaboration(db: Reader, actor: Actor, id: string): Promise<void> {
  const found = await db.$count(collaborations, and(eq(collaborations.id, id), isVisibleCollaboration(actor)))
  if (found === 0) throw notFound('collaboration', 'samarbete', 'ett')
}
