import { and, eq, getTableColumns, gte, isNotNull, lte, or, sql, type SQL } from 'drizzle-orm'
import type { PgSelect } from 'drizzle-orm/pg-core'
import { isAfterDay } from '../../days.ts'
import type { Reader } from '../../db/connect.ts'
import { hasAnyOf } from '../../db/statements/conditions.ts'
import { asOneValue, byUpdate, byValues, byCodes } from '../../db/statements/filters.ts'
import { list } from '../../db/statements/list.ts'
import { notFound, type Words } from '../../errors.ts'
import { isCoordinator, organisationOf, type Actor } from '../../actor.ts'
import { present, selfLink } from '../../representation.ts'
import { edtfOf, lastDayOf } from '../../vague-dates.ts'
import { allocations } from '../allocations/table.ts'
import { participants } from '../collaborations/participants.table.ts'
import { collaborations } from '../collaborations/table.ts'
import { isVisibleCollaboration, takesPartOn } from '../collaborations/visible.queries.ts'
import { isToldCollaboration, isVisibleContribution } from '../contributions/queries.ts'
import { contributions } from '../contributions/table.ts'
import { daysCounted } from '../disclosures/cells.rules.ts'
import { organisations } from '../organisations/table.ts'
import type { Outcome, OutcomeQuery } from './schema.ts'
import { firstCounted, lastCounted, outcomes, yearCounted } from './table.ts'

type OutcomeRow = typeof outcomes.$inferSelect

/** Whose it is. Needs the joins of `joined`. */
const ownerId = sql<string | null>`case when ${outcomes.allocationId} is null
  then ${contributions.organisationId} else ${allocations.matcherId} end`

const columnsFor = (actor: Actor, today: string) => ({
  row: getTableColumns(outcomes),
  in: { ownerId },
  isShown: isShown(actor, today),
})

/** What is told of it stands in its row; coordinators and those whose it is are told all. Needs the joins of `joined`. */
export function isShown(actor: Actor, today: string): SQL<boolean> {
  if (isCoordinator(actor)) return sql<boolean>`true`
  return sql<boolean>`(coalesce(${outcomes.disclosure} = 'value', false) or ${isOwn(actor, today)})`
}

/** Who drives a collaboration knows its figures as an organisation knows those of what it offers or has asked for. */
function isOwn(actor: Actor, today: string): SQL<boolean> {
  const own = organisationOf(actor)
  if (own === null) return sql<boolean>`false`
  return sql<boolean>`(coalesce(${ownerId} = ${own}, false) or exists (select 1 from ${participants}
    where ${participants.collaborationId} = ${outcomes.collaborationId} and ${participants.organisationId} = ${own}
      and ${participants.role} = 'driver' and ${takesPartOn(today)}))`
}

/** Whose rows: those of contributions and collaborations that the caller may know of, and of its own allocations. */
function isVisibleOutcome(actor: Actor): SQL | undefined {
  if (isCoordinator(actor)) return undefined
  const own = organisationOf(actor)
  return or(
    and(isNotNull(outcomes.contributionId), isVisibleContribution(actor)),
    and(isNotNull(outcomes.collaborationId), isVisibleCollaboration(actor)),
    own === null ? undefined : eq(allocations.matcherId, own),
  )
}

/** With all that outcomes are of. */
export function joined<T extends PgSelect>(select: T) {
  return select
    .leftJoin(allocations, eq(allocations.id, outcomes.allocationId))
    .leftJoin(
      contributions,
      eq(contributions.id, sql`coalesce(${outcomes.contributionId}, ${allocations.contributionId})`),
    )
    .leftJoin(organisations, eq(organisations.id, contributions.organisationId))
    .leftJoin(collaborations, eq(collaborations.id, outcomes.collaborationId))
}

/** One outcome as the caller is shown it; throws `not_found` when the caller may not know of it. */
export async function findOutcome(db: Reader, actor: Actor, id: string, today: string): Promise<Found> {
  const found = await outcomeList.find(db, id, { actor, today })
  if (!found) throw notFound('outcome', 'uppgift om utfall')
  return found
}

interface Found extends ShownOutcome {
  in: { ownerId: string | null }
}

interface About {
  actor: Actor
  today: string
  /** Of what stands in place of a hidden figure. */
  language?: keyof Words
}

export const outcomeList = list<About, OutcomeQuery, Found>({
  from: outcomes,
  id: outcomes.id,
  columns: ({ actor, today }) => columnsFor(actor, today),
  join: joined,
  isVisible: ({ actor }) => isVisibleOutcome(actor),
  filters: {
    metric: byValues(outcomes.metric),
    contributionId: asOneValue((ids) => areOf(sql`id = ${anyOf(ids)}`)),
    allocationId: byValues(outcomes.allocationId),
    // Of contributions only for who is told that they are part of it: a filter would tell it too.
    collaborationId: asOneValue((ids, { actor }) =>
      or(
        sql`${outcomes.collaborationId} = ${anyOf(ids)}`,
        areOf(and(sql`collaboration_id = ${anyOf(ids)}`, isToldCollaboration(actor))!),
      ),
    ),
    organisationId: asOneValue((ids) => areOf(sql`organisation_id = ${anyOf(ids)}`)),
    type: byCodes(contributions.type),
    area: asOneValue((areas) => or(hasAnyOf(contributions.areas, areas), hasAnyOf(collaborations.areas, areas))),
    fromAfter: (day) => gte(firstCounted, day),
    toBefore: (day) => lte(lastCounted, day),
    year: asOneValue((years) => sql`${yearCounted} = any(${sql.param(years)}::int[])`),
    reportYear: asOneValue((years) =>
      and(isNotNull(outcomes.reportYear), sql`${outcomes.reportYear} = any(${sql.param(years)}::int[])`),
    ),
    publiclyStated: (isStated) => eq(outcomes.publiclyStated, isStated),
    updatedAfter: byUpdate(outcomes.updatedAt),
  },
  orders: {
    from: { key: sql`coalesce(${outcomes.fromDay}, 'infinity')`, type: 'date' },
    metric: { key: sql`${outcomes.metric}`, type: 'text' },
    createdAt: { key: sql`${outcomes.createdAt}`, type: 'timestamptz' },
    updatedAt: { key: sql`${outcomes.updatedAt}`, type: 'timestamptz' },
  },
  fallback: '-createdAt',
  present: (row, { language = 'sv' }) => toOutcome(row, language),
  asOf: ({ today, language = 'sv' }) => `${today} ${language}`,
})

/** Of these contributions, or of allocations of them: found from there, since no index leads there from the outcomes. */
function areOf(which: SQL): SQL {
  return sql`${outcomes.id} in (
    with wanted as (select id from contributions where ${which})
    select o.id from outcomes o where o.contribution_id in (select id from wanted)
    union all
    select o.id from allocations a join outcomes o on o.allocation_id = a.id
      where a.contribution_id in (select id from wanted))`
}

function anyOf(ids: string[]): SQL {
  return sql`any(${sql.param(ids)}::uuid[])`
}

export interface ShownOutcome {
  row: OutcomeRow
  isShown: boolean
}

const fewerThan: Words = { en: 'fewer than 5', sv: 'färre än 5' }
const notShown: Words = { en: 'not shown', sv: 'visas inte' }

/** A hidden figure takes its note with it: that may say it in words. */
export function toOutcome({ row, isShown: isTold }: ShownOutcome, language: keyof Words): Outcome {
  const { value, note, fromDay, toDay, disclosure, ...own } = row
  const display = disclosure === 'few' ? fewerThan : notShown
  return {
    ...periodInEdtf(row),
    ...present({ ...own, from: fromDay, to: toDay }),
    ...present({ enteredLater: isAfterDay(row.createdAt, yearAfter(daysCounted(row).toDay)) }),
    ...(isTold ? { hidden: false, value, ...present({ note }) } : { hidden: true, display: display[language] }),
    _links: selfLink(`/outcomes/${row.id}`),
  }
}

/** Results come after what they are of, and are asked for within months: it is late a year after. */
function yearAfter(day: string | null): string | null {
  return day && `${Number(day.slice(0, 4)) + 1}`.padStart(4, '0') + day.slice(4)
}

function periodInEdtf({ fromDay, toDay, periodPrecision, inferred }: OutcomeRow): { periodEdtf?: string } {
  if (!fromDay || !periodPrecision || periodPrecision === 'day') return {}
  const isOne = lastDayOf(fromDay, periodPrecision) === toDay
  const isInferred = inferred.includes('from') || inferred.includes('periodPrecision')
  const edtf = isOne ? edtfOf({ day: fromDay, precision: periodPrecision }, isInferred) : undefined
  return edtf ? { periodEdtf: edtf } : {}
}
