import { and, eq, gte, inArray, sql, type Column, type SQL } from 'drizzle-orm'
import type { Reader } from '../../db/connect.ts'
import { hasAnyOf, isAnyOf } from '../../db/statements/conditions.ts'
import { isCoordinator, organisationOf, type Actor } from '../../actor.ts'
import { present } from '../../representation.ts'
import { areas } from '../areas/table.ts'
import { isAvailableOn, placesLeft } from '../contributions/places.queries.ts'
import { isVisibleContribution } from '../contributions/queries.ts'
import { contributions } from '../contributions/table.ts'
import { fewest } from '../disclosures/cells.rules.ts'
import { isVisibleOrganisation } from '../organisations/queries.ts'
import { organisations } from '../organisations/table.ts'
import { contributionTypes } from '../vocabularies/table.ts'
import { dimensions, monthsIn, mostEmptyRows, spanOf, type Dimension, type Span } from './coverage.rules.ts'
import type { Coverage, CoverageQuery } from './coverage.schema.ts'
import { needs } from './table.ts'

type Numbers = Pick<
  Coverage['rows'][number],
  | 'unit'
  | 'needed'
  | 'covered'
  | 'offered'
  | 'funded'
  | 'fundingUnknown'
  | 'reserved'
  | 'filled'
  | 'available'
  | 'short'
>

interface Row extends Numbers, Record<string, unknown> {
  month: string | null
  type: string | null
  area: string | null
  /** How many have completed as far as the caller is told, and of how many offers that is not told. */
  told: number
  untold: number
}

/**
 * Needs against offers, of the organisations that the caller may know of. Each counts in full in every month that its
 * period touches, and in every area that it names, so rows of different months or areas are not to be added up.
 * Throws `invalid_request` for months that cannot be counted.
 */
export async function findCoverage(db: Reader, actor: Actor, query: CoverageQuery, today: string): Promise<Coverage> {
  const by: Dimension[] = query.by ?? [...dimensions]
  const span = spanOf(query, today)
  const isComplete = (await countTerms(db, query, span, by)) * monthsIn(span, by) <= mostEmptyRows
  const [first, last] = [sql`${span.firstDay}::date`, sql`${span.lastDay}::date`]
  const columnIfAsked = (dimension: Dimension, column: SQL) => (by.includes(dimension) ? column : sql`null::text`)
  const { rows } = await db.execute<Row>(sql`
    with counted as (${needsFor(actor, query)} union all ${offersFor(actor, query, today)}),
    figures as (
      select first_day, ${columnIfAsked('type', sql`counted.type`)} as type, ${columnIfAsked('area', sql`area.code`)} as area, unit,
        needed, covered, offered, funded, funding_unknown, reserved, filled, told, untold,
        -- What is left can be had from today on: in a month that is over, nothing can.
        case when last_day >= ${today}::date then available else 0 end as available
      from counted
        join ${contributionTypes} on ${contributionTypes.code} = counted.type
        -- Those that each touches, and not each of them with all: of 36 months that would be most of the work.
        cross join lateral (${spansBetween(sql`greatest(starts_on, ${first})`, sql`least(ends_on, ${last})`, by)}) spans
        ${by.includes('area') ? eachArea(query.area) : sql``}
      where starts_on <= ${last} and ends_on >= ${first}
        and (not is_year_alone or (${!by.includes('month')} and starts_on >= ${first} and ends_on <= ${last}))
      ${isComplete ? sql`union all select *, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 from (${emptyRows(query, spansBetween(first, last, by), by)}) nothing` : sql``})
    select ${columnIfAsked('month', sql`first_day::text`)} as month, type, area, unit,
      sum(needed) as needed, sum(covered) as covered, sum(offered) as offered, sum(funded) as funded,
      sum(funding_unknown) as "fundingUnknown", sum(reserved) as reserved, sum(filled) as filled, sum(told) as told,
      sum(untold) as untold, sum(available) as available,
      greatest(0, sum(needed) - sum(covered) - sum(available)) as short
    from figures
    group by 1, 2, 3, 4
    order by 1, 2, 3, 4`)
  return { from: span.firstDay, to: span.lastDay, by, complete: isComplete, rows: rows.map(toRow) }
}

function toRow({ month, type, area, told, untold, ...counts }: Row): Coverage['rows'][number] {
  const completed = untold === 0 ? { completed: told } : { completedAtLeast: told, withheld: ['completed' as const] }
  return { ...present({ month, type, area }), ...counts, ...completed }
}

/** How many types and areas, or units, there is a row for in each month. */
async function countTerms(db: Reader, query: CoverageQuery, { firstDay }: Span, by: Dimension[]): Promise<number> {
  const types = by.includes('type') ? sql`count(*)` : sql`count(distinct unit)`
  const { rows } = await db.execute<{ types: number; areas: number }>(sql`
    select (select ${types}::int from (${typesInUse(query.type, sql`${firstDay}::date`)}) used) as types,
      (select count(*)::int from (${areasInUse(query.area, sql`${firstDay}::date`)}) used) as areas`)
  return rows[0]!.types * (by.includes('area') ? rows[0]!.areas : 1)
}

/** A row for whatever could have been offered in each month, so that where nothing was is seen. */
function emptyRows(query: CoverageQuery, spans: SQL, by: Dimension[]): SQL {
  const types = typesInUse(query.type, sql`first_day`)
  const each = by.includes('type') ? types : sql`select distinct null::text as code, unit from (${types}) used`
  const areasOf = by.includes('area') ? areasInUse(query.area, sql`first_day`) : sql`select null::text as code`
  return sql`select first_day, of_type.code as type, of_area.code as area, of_type.unit
    from (${spans}) spans cross join lateral (${each}) of_type cross join lateral (${areasOf}) of_area`
}

function typesInUse(wanted: string[] | undefined, day: SQL): SQL {
  const { code, unit, endedOn } = contributionTypes
  return sql`select ${code}, ${unit} from ${contributionTypes} where ${and(isAnyOf(code, wanted), inUseOn(endedOn, day))}`
}

function areasInUse(wanted: string[] | undefined, day: SQL): SQL {
  return sql`select ${areas.code} from ${areas} where ${and(isAnyOf(areas.code, wanted), inUseOn(areas.endedOn, day))}`
}

function inUseOn(endedOn: Column, day: SQL): SQL {
  return sql`coalesce(${endedOn} > ${day}, true)`
}

/** The stretches of time that there are rows for, from a day to another: each month, or all of them as one. */
function spansBetween(first: SQL, last: SQL, by: Dimension[]): SQL {
  if (!by.includes('month')) return sql`select ${first} as first_day, ${last} as last_day`
  return sql`
    select month::date as first_day, (month + interval '1 month - 1 day')::date as last_day
    from generate_series(date_trunc('month', ${first}::timestamp), ${last}::timestamp, interval '1 month') month`
}

/** A row for each area named, and one without for those that name none. */
function eachArea(wanted: string[] | undefined): SQL {
  const isWanted = wanted ? sql`area.code = any(${sql.param(wanted)}::text[])` : sql`true`
  return sql`left join lateral unnest(areas) area(code) on ${isWanted}`
}

function needsFor(actor: Actor, { type, area }: CoverageQuery): SQL {
  const { quantity, covered, status } = needs
  return sql`
    select ${needs.type}, ${needs.areas}, coalesce(${needs.startsOn}, '-infinity') as starts_on,
      coalesce(${needs.endsOn}, 'infinity') as ends_on, false as is_year_alone,
      case when ${status} = 'closed' then least(${covered}, ${quantity}) else ${quantity} end as needed,
      least(${covered}, ${quantity}) as covered, 0 as offered, 0 as funded, 0 as funding_unknown, 0 as reserved,
      0 as filled, 0 as told, 0 as untold, 0 as available
    from ${needs} join ${organisations} on ${organisations.id} = ${needs.organisationId}
    where ${and(isVisibleOrganisation(actor), isAnyOf(needs.type, type), hasAnyOf(needs.areas, area)) ?? sql`true`}`
}

/** In full whatever has become of them, with that beside. */
function offersFor(actor: Actor, { type, area }: CoverageQuery, today: string): SQL {
  const { startsOn, endsOn, reportYear, publishedAt, status, offered, funded, reserved, filled, completed } =
    contributions
  const isOpen = inArray(status, ['published', 'full', 'paused'])
  const isCounted = and(
    isVisibleOrganisation(actor),
    inArray(status, ['published', 'full', 'paused', 'closed', 'followed_up']),
    isAnyOf(contributions.type, type),
    hasAnyOf(contributions.areas, area),
  )
  // As `toldOf` has it; that nobody has completed where nobody has a place is no news.
  const isTold = sql`(${filled} = 0 or ${sharesAll(actor)}
    or (${gte(completed, fewest)} and ${isVisibleContribution(actor) ?? sql`true`}))`
  return sql`
    select ${contributions.type}, ${contributions.areas},
      coalesce(${startsOn}, make_date(${reportYear}, 1, 1),
        least((${publishedAt} at time zone 'Europe/Stockholm')::date, ${endsOn})),
      -- What is closed has ended: on a day that nobody knows unless it was said.
      coalesce(${endsOn}, make_date(${reportYear}, 12, 31), case when ${isOpen} then 'infinity' else ${startsOn} end),
      ${reportYear} is not null, 0, 0, ${offered}, case when ${funded} is null then 0 else least(${funded}, ${offered}) end,
      case when ${funded} is null then ${offered} else 0 end, ${reserved}, ${filled},
      case when ${isTold} then ${completed} else 0 end, case when ${isTold} then 0 else 1 end,
      case when ${isAvailableOn(today)} then ${placesLeft} else 0 end
    from ${contributions} join ${organisations} on ${organisations.id} = ${contributions.organisationId}
    where ${isCounted}`
}

function sharesAll(actor: Actor): SQL {
  if (isCoordinator(actor)) return sql`true`
  const own = organisationOf(actor)
  return own === null ? sql`false` : eq(contributions.organisationId, own)
}
