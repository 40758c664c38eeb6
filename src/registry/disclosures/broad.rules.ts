// The rule for subjects with too many counts to look at each: it tells less than the exact one, never more.
import {
  few,
  fewest,
  relationOf,
  type Limits,
  type Member,
  type Setting,
  type Spot,
  type Telling,
} from './cells.rules.ts'
import { holdsOfAll, type InPieces, type Pace } from './pieces.rules.ts'
import { unbounded } from './whole-numbers.rules.ts'

/**
 * What may be told where figures only lie within each other, and none of them is withheld: those that were told as values
 * part the rest into regions, and each keeps room for five beside four for each small figure in it. Null otherwise.
 */
export function* broadly(
  spot: Spot,
  within: Member | null,
  members: Member[],
  setting: Setting,
  pace: Pace,
): InPieces<Telling | null> {
  const others = members.filter((member) => member !== within)
  const values = others.filter(({ told }) => told.every(({ least, most }) => least === most))
  const labels = others.filter(({ told }) => told.every(({ least, most }) => least === 0 && most === fewest - 1))
  if (values.length + labels.length < others.length) return null
  const spots = [spot, ...others.map((member) => member.spot)]
  const isNested = yield* holdsOfAll(spots.entries(), function* ([place, one]) {
    if (pace.isFull(spots.length - place)) yield
    return spots.slice(place + 1).every((other) => relationOf(one, other, setting) !== 'crossing')
  })
  if (!isNested) return null
  const isInside = ({ spot: other }: Member) => relationOf(other, spot, setting) === 'inside'
  if (others.some((member) => !isInside(member) && relationOf(spot, member.spot, setting) === 'inside')) return null

  const [inner, outer] = [values.filter(isInside), values.filter((member) => !isInside(member))]
  const innerLabels = labels.filter(isInside).length
  const outerLabels = labels.length - innerLabels
  const room = (small: number) => fewest + (fewest - 1) * small
  const least = Math.max(fewest, sumOf(inner, Math.max) + (inner.length + innerLabels > 0 ? room(innerLabels) : 0))
  const left = within ? Math.min(...within.told.map(({ least: told }) => told)) - sumOf(outer, Math.max) : unbounded
  const most = within ? left - room(outerLabels) : unbounded
  const mayLabel = inner.length + innerLabels === 0 && (!within || left >= room(outerLabels + 1))
  if (least > most) return null
  const label = mayLabel ? few : null
  const silent: Limits[] = [
    { least: label ? fewest : 0, most: least - 1 },
    { least: most + 1, most: unbounded },
  ].filter((limits) => limits.least <= limits.most)
  return { shown: { least, most }, few: label, silent }
}

/** Of those that lie in none of the others, each with the value told that makes it largest. */
function sumOf(members: Member[], largest: (...values: number[]) => number): number {
  return members.reduce((sum, { told }) => sum + largest(...told.map(({ most }) => most)), 0)
}
