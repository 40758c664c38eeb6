import { ne, sql, type SQL } from 'drizzle-orm'
import type { Reader } from '../../db/connect.ts'
import { byUpdate, byCodes } from '../../db/statements/filters.ts'
import { list } from '../../db/statements/list.ts'
import { notFound } from '../../errors.ts'
import { isCoordinator, type Actor } from '../../actor.ts'
import { hasAny, present, selfLink } from '../../representation.ts'
import { agreementGoals } from './goals.table.ts'
import type { Agreement, AgreementQuery } from './schema.ts'
import { agreements } from './table.ts'

interface Row {
  row: typeof agreements.$inferSelect
  goals: string[]
}

interface About {
  actor: Actor
  /** The day that its goals are shown as of. */
  today: string
}

/** Whose rows: drafts are for coordinators. */
export function isVisibleAgreement(actor: Actor): SQL | undefined {
  return isCoordinator(actor) ? undefined : ne(agreements.status, 'draft')
}

/** Which goals are in force on a day. */
export function isInForceOn(day: string): SQL {
  return sql`(coalesce(${agreementGoals.validFrom} <= ${day}, true) and coalesce(${agreementGoals.validTo} >= ${day}, true))`
}

/** What an agreement aims at on a day. */
function goalsOn(day: string): SQL {
  const { agreementId, text, position, id } = agreementGoals
  return sql`lateral (
    select coalesce(json_agg(${text} order by ${position}, ${id}), '[]') as list from ${agreementGoals}
    where ${agreementId} = ${agreements.id} and ${isInForceOn(day)}) in_force`
}

export const agreementList = list<About, AgreementQuery, Row>({
  from: agreements,
  id: agreements.id,
  columns: { row: agreements, goals: sql<string[]>`in_force.list` },
  joinShown: (select, { today }) => select.leftJoin(goalsOn(today), sql`true`),
  isVisible: ({ actor }) => isVisibleAgreement(actor),
  filters: {
    status: byCodes(agreements.status),
    asOf: (day) =>
      sql`(${agreements.status} <> 'draft' and ${agreements.validFrom} <= ${day} and coalesce(${agreements.validTo} >= ${day}, true))`,
    updatedAfter: byUpdate(agreements.updatedAt),
  },
  orders: {
    code: { key: sql`${agreements.code}`, type: 'text' },
    createdAt: { key: sql`${agreements.createdAt}`, type: 'timestamptz' },
    updatedAt: { key: sql`${agreements.updatedAt}`, type: 'timestamptz' },
  },
  fallback: 'code',
  present: toAgreement,
  asOf: ({ today }) => today,
})

/** One agreement, with its goals of a day; throws `not_found` when the caller may not know of it. */
export async function getAgreement(db: Reader, actor: Actor, id: string, today: string): Promise<Agreement> {
  const found = await agreementList.find(db, id, { actor, today })
  if (!found) throw noAgreement()
  return toAgreement(found)
}

function toAgreement({ row: { purposeSv, purposeEn, textSv, textEn, ...own }, goals }: Row): Agreement {
  const purpose = present({ sv: purposeSv, en: purposeEn })
  const text = present({ sv: textSv, en: textEn })
  return {
    ...present(own),
    goals,
    ...(hasAny(purpose) && { purpose }),
    ...(hasAny(text) && { text }),
    _links: selfLink(`/agreements/${own.id}`),
  }
}

export function noAgreement() {
  return notFound('agreement', 'avtalsversion')
}
