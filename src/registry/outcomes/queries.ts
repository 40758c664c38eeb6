import { and, eq, getTableColumns, gte, isNotNull, lte, or, sql, type SQL } from 'drizzle-orm'
import type { PgSelect } from 'drizzle-orm/pg-core'
import type { Reader } from '../../db/connect.ts'
import { hasAnyOf } from '../../db/statements/conditions.ts'
import { asOneValue, byUpdate, byValues, byWords } from '../../db/statements/filters.ts'
import { list } from '../../db/statements/list.ts'
import { notFound, type Words } from '../../errors.ts'
import { isCoordinator, organisationOf, type Actor } from '../../actor.ts'
import { present, selfLink } from '../../representation.ts'
import { allocations } from '../allocations/table.ts'
import { participants } from '../collaborations/participants.table.ts'
import { collaborations } from '../collaborations/table.ts'
import { isVisibleCollaboration, takesPartOn } from '../collaborations/visible.queries.ts'
import { isVisibleContribution } from '../contributions/queries.ts'
import { contributions } from '../contributions/table.ts'
import { organisations } from '../organisations/table.ts'
import { findWholes } from '../vocabularies/queries.ts'
import { displayed, hiddenFigures, type Figure, type Hiding } from './hiding.rules.ts'
import type { Outcome, OutcomeFilters, OutcomeQuery } from './schema.ts'
import type { Summand } from './summary.rules.ts'
import { outcomes } from './table.ts'

type OutcomeRow = typeof outcomes.$inferSelect

/** What a row lies in, and whose it is. Needs the joins of `joined`. */
const whereabouts = {
  contributionId: sql<string | null>`${contributions.id}`,
  collaborationId: sql<string | null>`coalesce(${outcomes.collaborationId}, ${contributions.collaborationId})`,
  ownerId: sql<string | null>`case when ${outcomes.allocationId} is null
    then ${contributions.organisationId} else ${allocations.matcherId} end`,
}

const columnsFor = (actor: Actor, today: string) => ({
  row: getTableColumns(outcomes),
  in: whereabouts,
  isOwn: isOwn(actor, today),
  type: contributions.type,
  areas: sql<string[]>`coalesce(${contributions.areas}, ${collaborations.areas})`,
})

interface Found {
  row: OutcomeRow
  in: Pick<Figure, 'contributionId' | 'collaborationId' | 'ownerId'>
  isOwn: boolean
}

/** Who drives a collaboration knows its figures as an organisation knows those of what it offers or has asked for. */
function isOwn(actor: Actor, today: string): SQL<boolean> {
  const own = organisationOf(actor)
  if (own === null) return sql<boolean>`false`
  return sql<boolean>`(coalesce(${whereabouts.ownerId} = ${own}, false) or exists (select 1 from ${participants}
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
function joined<T extends PgSelect>(select: T) {
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
export async function findOutcome(db: Reader, actor: Actor, id: string, today: string): Promise<Found & ShownOutcome> {
  const rows = await joined(db.select(columnsFor(actor, today)).from(outcomes).$dynamic()).where(
    and(eq(outcomes.id, id), isVisibleOutcome(actor)),
  )
  const [found] = await asShown(db, actor, rows)
  if (!found) throw notFound('outcome', 'uppgift om utfall')
  return found
}

interface About {
  actor: Actor
  today: string
  /** Of what stands in place of a hidden figure. */
  language?: keyof Words
}

export const outcomeList = list<About, OutcomeQuery, ShownOutcome, Found>({
  from: outcomes,
  id: outcomes.id,
  columns: ({ actor, today }) => columnsFor(actor, today),
  join: joined,
  complete: (db, found, { actor }) => asShown(db, actor, found),
  isVisible: ({ actor }) => isVisibleOutcome(actor),
  filters: {
    metric: byValues(outcomes.metric),
    contributionId: asOneValue((ids) => areOf(sql`id = ${anyOf(ids)}`)),
    allocationId: byValues(outcomes.allocationId),
    collaborationId: asOneValue((ids) =>
      or(sql`${outcomes.collaborationId} = ${anyOf(ids)}`, areOf(sql`collaboration_id = ${anyOf(ids)}`)),
    ),
    organisationId: asOneValue((ids) => areOf(sql`organisation_id = ${anyOf(ids)}`)),
    type: byWords(contributions.type),
    area: asOneValue((areas) => or(hasAnyOf(contributions.areas, areas), hasAnyOf(collaborations.areas, areas))),
    fromAfter: (day) => gte(outcomes.fromDay, day),
    toBefore: (day) => lte(outcomes.toDay, day),
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

/** All figures that fit, as the caller is shown them, to be summed up. */
export async function listSummands(
  db: Reader,
  actor: Actor,
  filters: OutcomeFilters,
  today: string,
): Promise<Summand[]> {
  const found = await joined(db.select(columnsFor(actor, today)).from(outcomes).$dynamic()).where(
    outcomeList.isWanted({ actor, today, query: filters }),
  )
  const rows = await asShown(db, actor, found)
  return rows.map(({ hiding, type, areas, ...row }) => ({ ...figureOf(row), isShown: !hiding, type, areas }))
}

/** With each row why it is not shown to this caller, if it is not: one more question for all of them. */
async function asShown<T extends Found>(
  db: Reader,
  actor: Actor,
  rows: T[],
): Promise<(T & { hiding: Hiding | null })[]> {
  const roots = isCoordinator(actor)
    ? []
    : [...new Set(rows.map(({ in: place }) => place.collaborationId ?? place.contributionId!))]
  if (roots.length === 0) return rows.map((row) => ({ ...row, hiding: null }))
  const hidden = hiddenFigures(await findFigures(db, roots), await findWholes(db))
  return rows.map((row) => ({ ...row, hiding: row.isOwn ? null : (hidden.get(row.row.id) ?? null) }))
}

/** All figures in these collaborations and contributions, in the order of their making. */
async function findFigures(db: Reader, roots: string[]): Promise<Figure[]> {
  const rows = await joined(
    db
      .select({ row: getTableColumns(outcomes), in: whereabouts })
      .from(outcomes)
      .$dynamic(),
  )
    .where(
      sql`${outcomes.id} in (
        select id from outcomes where collaboration_id = any(${sql.param(roots)}::uuid[])
        union all
        select o.id from contributions c join outcomes o on o.contribution_id = c.id
          where c.id = any(${sql.param(roots)}::uuid[]) or c.collaboration_id = any(${sql.param(roots)}::uuid[])
        union all
        select o.id from contributions c join allocations a on a.contribution_id = c.id join outcomes o on o.allocation_id = a.id
          where c.id = any(${sql.param(roots)}::uuid[]) or c.collaboration_id = any(${sql.param(roots)}::uuid[]))`,
    )
    .orderBy(outcomes.id)
  return rows.map(figureOf)
}

function figureOf({ row, in: place }: Pick<Found, 'row' | 'in'>): Figure {
  const { id, allocationId, metric, value, fromDay, toDay, publiclyStated } = row
  return { id, allocationId, metric, value, fromDay, toDay, publiclyStated, ...place }
}

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
  hiding: Hiding | null
}

/** A hidden figure takes its note with it: that may say it in words. */
export function toOutcome({ row, hiding }: ShownOutcome, language: keyof Words): Outcome {
  const { value, note, fromDay, toDay, ...own } = row
  return {
    ...present({ ...own, from: fromDay, to: toDay }),
    ...(hiding
      ? { hidden: true, display: displayed[hiding][language] }
      : { hidden: false, value, ...present({ note }) }),
    _links: selfLink(`/outcomes/${row.id}`),
  }
}
