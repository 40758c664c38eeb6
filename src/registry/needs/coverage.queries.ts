import { and, inArray, sql, type SQL } from 'drizzle-orm'
import type { Reader } from '../../db/connect.ts'
import { hasAnyOf, isAnyOf } from '../../db/statements/conditions.ts'
import type { Actor } from '../../actor.ts'
import { present } from '../../representation.ts'
import { isAvailableOn, placesInAll, placesLeft } from '../contributions/places.queries.ts'
import { contributions } from '../contributions/table.ts'
import { isVisibleOrganisation } from '../organisations/queries.ts'
import { organisations } from '../organisations/table.ts'
import { contributionTypes } from '../vocabularies/table.ts'
import { dimensions, spanOf, type Dimension, type Span } from './coverage.rules.ts'
import type { Coverage, CoverageQuery } from './coverage.schema.ts'
import { needs } from './table.ts'

/** What the two sides have in common, by the names that the counting knows them under. */
type Row = Pick<Coverage['rows'][number], 'unit' | 'needed' | 'covered' | 'offered' | 'available' | 'short'> & {
  month: string | null
  type: string | null
  area: string | null
}

/**
 * Needs against offers, of the organisations that the caller may know of. Each counts in full in every month that its
 * period touches, and in every area that it names, so rows of different months or areas are not to be added up.
 * Throws `invalid_request` for months that cannot be counted.
 */
export async function findCoverage(db: Reader, actor: Actor, query: CoverageQuery, today: string): Promise<Coverage> {
  const by: Dimension[] = query.by ?? [...dimensions]
  const span = spanOf(query, today)
  const columnIfAsked = (dimension: Dimension, column: SQL) => (by.includes(dimension) ? column : sql`null::text`)
  const { rows } = await db.execute<Row & Record<string, unknown>>(sql`
    with spans as (${spansOf(span, by)}),
    counted as (${needsFor(actor, query)} union all ${offersFor(actor, query, today)})
    select ${columnIfAsked('month', sql`first_day::text`)} as month, ${columnIfAsked('type', sql`counted.type`)} as type,
      ${columnIfAsked('area', sql`area.code`)} as area, unit,
      sum(needed) as needed, sum(covered) as covered, sum(offered) as offered, sum(left_now) as available,
      greatest(0, sum(needed) - sum(covered) - sum(left_now)) as short
    from counted
      join ${contributionTypes} on ${contributionTypes.code} = counted.type
      join spans on coalesce(starts_on, '-infinity') <= last_day and coalesce(ends_on, 'infinity') >= first_day
      -- What is left can be had from today on: in a month that is over, nothing can.
      cross join lateral (select case when last_day >= ${today}::date then available else 0 end as left_now) at_hand
      ${by.includes('area') ? eachArea(query.area) : sql``}
    group by 1, 2, 3, 4
    having sum(needed) + sum(offered) > 0
    order by 1, 2, 3, 4`)
  return {
    from: span.firstDay,
    to: span.lastDay,
    by,
    rows: rows.map(({ month, type, area, ...counts }) => ({ ...present({ month, type, area }), ...counts })),
  }
}

/** The stretches of time that there are rows for: each month, or all of them as one. */
function spansOf({ firstDay, lastDay }: Span, by: Dimension[]): SQL {
  if (!by.includes('month')) return sql`select ${firstDay}::date as first_day, ${lastDay}::date as last_day`
  return sql`
    select month::date as first_day, (month + interval '1 month - 1 day')::date as last_day
    from generate_series(${firstDay}::timestamp, ${lastDay}::timestamp, interval '1 month') month`
}

/** A row for each area named, and one without for those that name none. */
function eachArea(wanted: string[] | undefined): SQL {
  const isWanted = wanted ? sql`area.code = any(${sql.param(wanted)}::text[])` : sql`true`
  return sql`left join lateral unnest(areas) area(code) on ${isWanted}`
}

function needsFor(actor: Actor, { type, area }: CoverageQuery): SQL {
  const { quantity, covered, status } = needs
  return sql`
    select ${needs.type}, ${needs.areas}, ${needs.startsOn}, ${needs.endsOn},
      case when ${status} = 'closed' then least(${covered}, ${quantity}) else ${quantity} end as needed,
      least(${covered}, ${quantity}) as covered, 0 as offered, 0 as available
    from ${needs} join ${organisations} on ${organisations.id} = ${needs.organisationId}
    where ${and(isVisibleOrganisation(actor), isAnyOf(needs.type, type), hasAnyOf(needs.areas, area)) ?? sql`true`}`
}

function offersFor(actor: Actor, { type, area }: CoverageQuery, today: string): SQL {
  const { status, reserved, filled } = contributions
  const isCounted = and(
    isVisibleOrganisation(actor),
    inArray(status, ['published', 'full', 'paused', 'closed', 'followed_up']),
    isAnyOf(contributions.type, type),
    hasAnyOf(contributions.areas, area),
  )
  return sql`
    select ${contributions.type}, ${contributions.areas}, ${contributions.startsOn}, ${contributions.endsOn},
      0, 0, case when ${status} in ('published', 'full') then ${placesInAll} else ${reserved} + ${filled} end,
      case when ${isAvailableOn(today)} then ${placesLeft} else 0 end
    from ${contributions} join ${organisations} on ${organisations.id} = ${contributions.organisationId}
    where ${isCounted}`
}
