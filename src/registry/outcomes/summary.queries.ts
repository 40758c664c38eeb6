import { sql, type SQL } from 'drizzle-orm'
import type { Reader } from '../../db/connect.ts'
import { shownWhere } from '../../db/statements/conditions.ts'
import type { Actor } from '../../actor.ts'
import { present } from '../../representation.ts'
import { collaborations } from '../collaborations/table.ts'
import { isToldCollaboration } from '../contributions/queries.ts'
import { contributions } from '../contributions/table.ts'
import { outcomeMetrics } from '../vocabularies/table.ts'
import { assertFewSums, mostSums } from './rules.ts'
import { isShown, joined, outcomeList } from './queries.ts'
import type { Mixable, OutcomeFilters, OutcomeSum, SummaryKey } from './schema.ts'
import { firstCounted, lastCounted, outcomes, yearCounted } from './table.ts'

interface Row extends Record<string, unknown> {
  metric: string
  unit: OutcomeSum['unit'] | null
  collaborationId: string | null
  type: string | null
  area: string | null
  year: number | null
  outcomes: number
  withheld: number
  sum: number
  /** Collaborations, and types of offers that are in none. */
  groups: number
  years: number
}

/**
 * Sums of the figures that fit, always by metric. No sum crosses collaborations unless it is by type or area, nor years:
 * what is said in its place is what it would mix. A figure that lies within another one that is shown is left out, as
 * that one counts it already. One with several areas counts in each; one without a type, area or year in a sum without it.
 *
 * What the caller is not shown is in none of its sums: those say only that they are at least so much. They tell nothing
 * that the list does not tell, however they are divided, narrowed or compared with those of yesterday; sums with hidden
 * figures in them would, since all others are known. Throws `invalid_request` when there would be more than `mostSums`.
 */
export async function sumUpOutcomes(
  db: Reader,
  actor: Actor,
  filters: OutcomeFilters,
  by: readonly SummaryKey[],
  today: string,
): Promise<OutcomeSum[]> {
  const column = (key: SummaryKey, of: SQL) => (by.includes(key) ? of : sql`null`)
  const { rows } = await db.execute<Row>(sql`
    with figures as materialized (${figuresFor(db, actor, filters, today)}),
    counted as (
      select * from figures part where not ${isWithin('allocation_id')} and not ${isWithin('contribution_id')}
        and not ${isWithin('collaboration_id')})
    select metric, (select unit from ${outcomeMetrics} where code = metric) as unit,
      ${column('collaboration', sql`shown_collaboration_id`)} as "collaborationId", ${column('type', sql`type`)} as type,
      ${column('area', sql`area`)} as area, ${column('year', sql`year`)} as year,
      count(*)::int as outcomes, (count(*) filter (where not is_shown))::int as withheld,
      coalesce(sum(value) filter (where is_shown), 0)::float8 as sum,
      count(distinct coalesce(shown_collaboration_id::text, type))::int as groups,
      -- Of figures of no known year each may be of another.
      (count(distinct year) + count(*) filter (where year is null))::int as years
    from counted ${by.includes('area') ? sql`left join lateral unnest(areas) named(area) on true` : sql``}
    group by 1, 3, 4, 5, 6
    order by metric collate "C", 3 nulls first, 4 nulls first, 5 nulls first, 6 nulls first
    limit ${mostSums + 1}`)
  assertFewSums(rows.length)
  return rows.map((row) => toSum(row))
}

function toSum({ sum, groups, years, ...row }: Row): OutcomeSum {
  const { metric, outcomes: figures, withheld, ...of } = row
  const isOfOneKind = of.area !== null || of.type !== null
  const mixes: Mixable[] = [
    ...(groups > 1 && !isOfOneKind ? ['collaboration' as const] : []),
    ...(years > 1 ? ['year' as const] : []),
  ]
  const counted = withheld === 0 ? { value: sum } : { atLeast: sum }
  return { metric, ...present(of), outcomes: figures, withheld, ...(mixes.length > 0 ? { mixes } : counted) }
}

/** The figures as the caller is shown them, with what they are summed up by and where they lie. */
function figuresFor(db: Reader, actor: Actor, query: OutcomeFilters, today: string): SQL {
  const named = (column: SQL, name: string) => column.as(name)
  const rows = joined(
    db
      .select({
        id: named(sql`${outcomes.id}`, 'id'),
        metric: named(sql`${outcomes.metric}`, 'metric'),
        value: named(sql`${outcomes.value}`, 'value'),
        isShown: named(isShown(actor, today), 'is_shown'),
        subject: named(
          sql`coalesce(${outcomes.allocationId}, ${outcomes.contributionId}, ${outcomes.collaborationId})`,
          'subject',
        ),
        allocationId: named(sql`${outcomes.allocationId}`, 'allocation_id'),
        contributionId: named(sql`${contributions.id}`, 'contribution_id'),
        collaborationId: named(
          sql`coalesce(${outcomes.collaborationId}, ${contributions.collaborationId})`,
          'collaboration_id',
        ),
        shownCollaborationId: named(
          sql`coalesce(${outcomes.collaborationId}, ${shownWhere(contributions.collaborationId, isToldCollaboration(actor))})`,
          'shown_collaboration_id',
        ),
        // A day that is not known is open: such a figure may count all there is.
        fromDay: named(sql`coalesce(${firstCounted}, '-infinity')`, 'from_day'),
        toDay: named(sql`coalesce(${lastCounted}, 'infinity')`, 'to_day'),
        type: named(sql`${contributions.type}`, 'type'),
        areas: named(sql`coalesce(${contributions.areas}, ${collaborations.areas})`, 'areas'),
        year: named(sql`${yearCounted}`, 'year'),
      })
      .from(outcomes)
      .$dynamic(),
  )
  return rows.where(outcomeList.isWanted({ actor, today, query })).getSQL()
}

/** Whether a figure that is shown, of what the part is of or lies in, counts all that the part does. */
function isWithin(place: 'allocation_id' | 'contribution_id' | 'collaboration_id'): SQL {
  return sql`exists (select 1 from figures whole
    where whole.subject = part.${sql.identifier(place)} and whole.metric = part.metric and whole.id <> part.id
      and whole.is_shown and whole.from_day <= part.from_day and whole.to_day >= part.to_day)`
}
