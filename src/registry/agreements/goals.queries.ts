import { eq, sql, type SQL } from 'drizzle-orm'
import type { Actor } from '../../actor.ts'
import type { Reader } from '../../db/connect.ts'
import { byUpdate } from '../../db/statements/filters.ts'
import { all } from '../../db/statements/keyset.ts'
import { list } from '../../db/statements/list.ts'
import { notFound } from '../../errors.ts'
import { present, selfLink } from '../../representation.ts'
import type { AgreementGoal, AgreementGoalQuery } from './goals.schema.ts'
import { agreementGoals } from './goals.table.ts'
import { isInForceOn, isVisibleAgreement } from './queries.ts'
import { agreements } from './table.ts'

type Row = typeof agreementGoals.$inferSelect

interface About {
  actor: Actor
  agreementId: string
}

export const agreementGoalList = list<About, AgreementGoalQuery, { row: Row }>({
  from: agreementGoals,
  id: agreementGoals.id,
  columns: { row: agreementGoals },
  join: (select) => select.innerJoin(agreements, eq(agreements.id, agreementGoals.agreementId)),
  isVisible: ({ actor, agreementId }): SQL =>
    all(eq(agreementGoals.agreementId, agreementId), isVisibleAgreement(actor)),
  filters: { asOf: isInForceOn, updatedAfter: byUpdate(agreementGoals.updatedAt) },
  orders: {
    position: { key: sql`${agreementGoals.position}`, type: 'bigint' },
    createdAt: { key: sql`${agreementGoals.createdAt}`, type: 'timestamptz' },
    updatedAt: { key: sql`${agreementGoals.updatedAt}`, type: 'timestamptz' },
  },
  fallback: 'position',
  present: ({ row }) => toAgreementGoal(row),
})

/** One goal of an agreement; throws `not_found` when the caller may not know of it. */
export async function getAgreementGoal(
  db: Reader,
  actor: Actor,
  agreementId: string,
  id: string,
): Promise<AgreementGoal> {
  const found = await agreementGoalList.find(db, id, { actor, agreementId })
  if (!found) throw noAgreementGoal()
  return toAgreementGoal(found.row)
}

function toAgreementGoal(row: Row): AgreementGoal {
  return { ...present(row), _links: selfLink(`/agreements/${row.agreementId}/goals/${row.id}`) }
}

export function noAgreementGoal() {
  return notFound('goal', 'mål', 'ett')
}
