import { daysOfYear } from '../periods.rules.ts'
import { wholesOf } from '../vocabularies/rules.ts'

/** Figures below this tell too much of the few whom they count. */
export const fewest = 5

/** A subject has no more figures of one metric: every figure is looked at beside the others. */
export const mostFigures = 200

/** Between what a figure lies, both counted. */
export interface Limits {
  least: number
  most: number
}

export const few: Limits = { least: 0, most: fewest - 1 }

/** What a figure counts: of which metric, of what, and when. Of a contribution, unless that is null. */
export interface Cell {
  collaborationId: string | null
  contributionId: string | null
  metric: string
  fromDay: string | null
  toDay: string | null
}

/** The days that a figure counts: one of which only the year of its report is known counts all of that year. */
export function daysCounted(figure: {
  fromDay?: string | null | undefined
  toDay?: string | null | undefined
  reportYear?: number | null | undefined
}): Pick<Cell, 'fromDay' | 'toDay'> {
  const { fromDay = null, toDay = null, reportYear } = figure
  if (!reportYear) return { fromDay, toDay }
  const { first, last } = daysOfYear(reportYear)
  return { fromDay: first, toDay: last }
}

/** How cells lie to each other: which metric is part of which, and the collaborations that a contribution was ever in. */
export interface Setting {
  wholes: ReadonlyMap<string, string | null>
  homes: ReadonlyMap<string, ReadonlySet<string>>
}

/** A cell, its days as numbers (the last not counted, an unknown one open) and the metrics that count all it counts. */
export interface Spot {
  cell: Cell
  from: number
  to: number
  above: readonly string[]
}

/** A cell of which something has been told, the latest first, and who knows its figure besides. */
export interface Member {
  spot: Spot
  outcomeId: string
  ownerId: string
  told: Limits[]
}

/** What is to be told of a figure, by its value: of those in `shown` the value, of those in `few` that, of others nothing. */
export interface Telling {
  shown: Limits | null
  few: Limits | null
  /** What somebody can conclude from hearing nothing: that it is within one of these. */
  silent: Limits[]
}

/** `apart`: they count nobody in common. `crossing`: they may, and neither is known to count all of the other. */
export type Relation = 'same' | 'inside' | 'around' | 'apart' | 'crossing'

export function spotOf(cell: Cell, { wholes }: Setting): Spot {
  const { fromDay, toDay, metric } = cell
  return {
    cell,
    from: fromDay === null ? -Infinity : dayNumber(fromDay),
    to: toDay === null ? Infinity : dayNumber(toDay) + 1,
    above: wholesOf(metric, wholes),
  }
}

function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / 86_400_000
}

/** The metric that all others of its family are parts of: figures of another family tell nothing of these. */
export function familyOf({ cell, above }: Spot): string {
  return above.at(-1) ?? cell.metric
}

/** Whether all that the metric of one counts is counted in that of the other. */
export function isPartOf(one: Spot, other: Spot): boolean {
  return one.cell.metric === other.cell.metric || one.above.includes(other.cell.metric)
}

/** Whether one is of the same as the other, or of something in it. */
export function isWithin({ cell: inner }: Spot, { cell: outer }: Spot, { homes }: Setting): boolean {
  if (outer.contributionId !== null) return inner.contributionId === outer.contributionId
  if (inner.contributionId === null) return inner.collaborationId === outer.collaborationId
  return homes.get(inner.contributionId)?.has(outer.collaborationId!) ?? false
}

/** How `one` lies to `other`. */
export function relationOf(one: Spot, other: Spot, setting: Setting): Relation {
  if (familyOf(one) !== familyOf(other)) return 'apart'
  const isInPlace = isWithin(one, other, setting)
  const isPlaceOf = isWithin(other, one, setting)
  if (!isInPlace && !isPlaceOf && !shareHome(one, other, setting)) return 'apart'
  const isPart = isPartOf(one, other)
  const isWhole = isPartOf(other, one)
  if (one.to <= other.from || other.to <= one.from) {
    // Work that was found later tells of those who took part before.
    const isLater = (isPart && one.from >= other.to) || (isWhole && other.from >= one.to)
    return isPart !== isWhole && isLater ? 'crossing' : 'apart'
  }
  const isInside = isInPlace && isPart && one.from >= other.from && one.to <= other.to
  const isAround = isPlaceOf && isWhole && one.from <= other.from && one.to >= other.to
  if (isInside && isAround) return 'same'
  if (isInside) return 'inside'
  return isAround ? 'around' : 'crossing'
}

/** Whether a contribution has been in both of two collaborations: they may count the same people. */
function shareHome({ cell: one }: Spot, { cell: other }: Spot, { homes }: Setting): boolean {
  if (one.contributionId !== null || other.contributionId !== null) return false
  return [...homes.values()].some((of) => of.has(one.collaborationId!) && of.has(other.collaborationId!))
}
