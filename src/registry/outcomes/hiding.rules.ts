import type { Words } from '../../errors.ts'
import { wholesOf } from '../vocabularies/rules.ts'

/** Figures below this tell too much of the few whom they count. */
const fewest = 5

/** Why a figure is not shown: it is small, or with others that are shown it would tell a small one. */
export type Hiding = 'few' | 'derivable'

export const displayed: Record<Hiding, Words> = {
  few: { en: 'fewer than 5', sv: 'färre än 5' },
  derivable: { en: 'not shown', sv: 'visas inte' },
}

/** What an outcome counts: of what, when, and in which allocation of which contribution of which collaboration. */
export interface Figure {
  id: string
  collaborationId: string | null
  contributionId: string | null
  allocationId: string | null
  /** The organisation that it is about and that is shown it: who offers the contribution, or made the allocation. */
  ownerId: string | null
  metric: string
  value: number
  fromDay: string | null
  toDay: string | null
  publiclyStated: boolean
}

/**
 * Which figures are shown to nobody but coordinators and their owners. Give it all figures of the collaborations and
 * contributions concerned, those too that a caller may not know of, in an order that does not depend on their values:
 * what is hidden for the sake of others is chosen by that order, or the choice itself would tell something.
 *
 * 1. A figure below five that no public document states, nought included: "0 of fewer than 5" tells of each of them, and
 *    a hidden figure need not be anybody.
 * 2. A whole, when its parts in time or place leave fewer than five of it for somebody: for the public, or for the owner
 *    of a part, who knows that one too.
 * 3. A metric that leaves fewer than five of another that it is a part of, alone or with other parts: seven took part
 *    and six got work tells of the one who did not. So also over time: work that was found later, or quarter by quarter.
 */
export function hiddenFigures(
  figures: Figure[],
  wholes: ReadonlyMap<string, string | null>,
): ReadonlyMap<string, Hiding> {
  const hidden = new Map<string, Hiding>()
  for (const { id, value, publiclyStated } of figures) if (value < fewest && !publiclyStated) hidden.set(id, 'few')
  hideSums(figures, hidden)
  for (const same of Map.groupBy(figures, subjectAndPeriod).values()) hideRests(same, wholes, hidden)
  for (const same of Map.groupBy(figures, subjectOf).values()) hideRestsOverTime(same, wholes, hidden)
  return hidden
}

/** Rule 2. */
function hideSums(figures: Figure[], hidden: Map<string, Hiding>): void {
  const outers = outersOf(figures)
  const partsOf = new Map(figures.map((outer) => [outer, [] as Figure[]]))
  for (const [inner, around] of outers) for (const outer of around) partsOf.get(outer)!.push(inner)

  // The inner ones first: whether they are shown decides about those around them.
  for (const [whole, parts] of [...partsOf].toSorted(([, a], [, b]) => a.length - b.length)) {
    hideWhileFewAreLeft(whole, parts, null)
    const left = knownOf(whole, parts, null).left
    // Nobody knows more than the public and its own; parts of a stated whole may come to be hidden on the way.
    const secret = parts.filter((part) => whole.publiclyStated || !isShown(part))
    for (const [owner, own] of Map.groupBy(secret, ({ ownerId }) => ownerId)) {
      if (owner !== whole.ownerId && left - sumOf(own, mostOf) < fewest) hideWhileFewAreLeft(whole, parts, owner)
    }
  }

  function hideWhileFewAreLeft(whole: Figure, parts: Figure[], party: string | null): void {
    while (!hidden.has(whole.id) && leavesFew(whole, parts, party)) {
      const next = whole.publiclyStated ? parts.findLast((part) => isShown(part) && isHideable(part, party)) : whole
      if (!next) return
      hidden.set(next.id, 'derivable')
    }
  }

  /** Whether somebody who knows what is shown, and what is its own, can tell a small figure from this whole. */
  function leavesFew(whole: Figure, parts: Figure[], party: string | null): boolean {
    const { left, isSure, isAll } = knownOf(whole, parts, party)
    // Nothing left is no news, unless it tells that a part which is not shown is nought.
    return left < fewest && (left > 0 || !isSure || (left === 0 && !isAll))
  }

  /** What is left of a whole for somebody, at least; whether the parts that it knows are all, and known to everybody. */
  function knownOf(whole: Figure, parts: Figure[], party: string | null) {
    const known = new Set(parts.filter((part) => isShown(part) || (party !== null && part.ownerId === party)))
    const apart = parts.filter((part) => !outers.get(part)!.some((outer) => known.has(outer)))
    const counted = apart.filter((part) => known.has(part))
    return {
      left: whole.value - sumOf(counted, mostOf),
      isSure: counted.every(({ id }) => hidden.get(id) !== 'few'),
      isAll: counted.length === apart.length,
    }
  }

  // A small figure counts as the most that it can be: what is hidden must not follow from it, or it would tell that.
  function mostOf({ id, value }: Figure): number {
    return hidden.get(id) === 'few' ? fewest - 1 : value
  }

  // The figures of an allocation are shown to its maker alone.
  function isShown({ id, allocationId }: Figure): boolean {
    return !hidden.has(id) && allocationId === null
  }
}

function isHideable({ publiclyStated, ownerId }: Figure, party: string | null): boolean {
  return !publiclyStated && (party === null || ownerId !== party)
}

/** More parts than this at once do not exclude one another in any metrics that we know. */
const mostTogether = 4

/** Rule 3, among the figures of one subject and period. */
function hideRests(figures: Figure[], wholes: ReadonlyMap<string, string | null>, hidden: Map<string, Hiding>): void {
  for (const whole of figures) {
    const parts = figures.filter(({ id, metric }) => !hidden.has(id) && wholesOf(metric, wholes).includes(whole.metric))
    for (let size = 1; size <= Math.min(mostTogether, parts.length); size++) {
      for (const some of choicesOf(parts, size)) {
        const left = whole.value - sumOf(some)
        if (left < 0 || left >= fewest || [whole, ...some].some(({ id }) => hidden.has(id))) continue
        const next = [whole, ...some].findLast(({ publiclyStated }) => !publiclyStated)
        if (next) hidden.set(next.id, 'derivable')
      }
    }
  }
}

/**
 * Rule 3, among the figures of one subject over time. A part of another period than its whole counts against it when no
 * whole of its own period stands beside it: each such part, and all of one metric together.
 */
function hideRestsOverTime(
  figures: Figure[],
  wholes: ReadonlyMap<string, string | null>,
  hidden: Map<string, Hiding>,
): void {
  // Once for each metric and figure, not for each pair of them: a subject may have a figure for every week of years.
  const metrics = Map.groupBy(figures, ({ metric }) => metric)
  const periods = new Map(figures.map((figure) => [figure, subjectAndPeriod(figure)]))
  const known = new Map(
    [...metrics].map(([metric, same]) => [
      metric,
      {
        owned: new Set(same.map((figure) => periods.get(figure)!)),
        partMetrics: [...metrics.keys()].filter((part) => wholesOf(part, wholes).includes(metric)),
      },
    ]),
  )
  for (const whole of figures) {
    const { owned, partMetrics } = known.get(whole.metric)!
    if (partMetrics.length === 0) continue
    const apart = figures.filter(
      (part) =>
        partMetrics.includes(part.metric) &&
        !owned.has(periods.get(part)!) &&
        (part.toDay ?? 'open') >= (whole.fromDay ?? ''),
    )
    for (const parts of Map.groupBy(apart, ({ metric }) => metric).values()) {
      for (const some of [...parts.map((part) => [part]), parts]) {
        const left = whole.value - sumOf(some)
        if (left < 0 || left >= fewest || [whole, ...some].some(({ id }) => hidden.has(id))) continue
        const next = [whole, ...some].findLast(({ publiclyStated }) => !publiclyStated)
        if (next) hidden.set(next.id, 'derivable')
      }
    }
  }
}

/** Every choice of so many of them. */
function choicesOf<T>(items: T[], size: number): T[][] {
  if (size === 0) return [[]]
  return items.flatMap((item, place) => choicesOf(items.slice(place + 1), size - 1).map((rest) => [item, ...rest]))
}

/**
 * For each figure those of the same metric that count all that it counts, and more: of the same or what it lies in, over
 * the same time or longer.
 */
export function outersOf<T extends Figure>(figures: T[]): Map<T, T[]> {
  const counting = Map.groupBy(figures, (figure) => `${figure.metric} ${subjectOf(figure)}`)
  const placesOf = ({ allocationId, contributionId, collaborationId }: T) =>
    [allocationId, contributionId, collaborationId].filter((id) => id !== null)
  return new Map(
    figures.map((inner) => [
      inner,
      placesOf(inner)
        .flatMap((id) => counting.get(`${inner.metric} ${id}`) ?? [])
        .filter((outer) => outer !== inner && lasts(outer, inner)),
    ]),
  )
}

/** A day that is not known is open: such a figure may count all there is. */
function lasts(outer: Figure, inner: Figure): boolean {
  return (outer.fromDay ?? '') <= (inner.fromDay ?? '') && (outer.toDay ?? 'open') >= (inner.toDay ?? 'open')
}

function subjectOf({ allocationId, contributionId, collaborationId }: Figure): string {
  return (allocationId ?? contributionId ?? collaborationId)!
}

function subjectAndPeriod(figure: Figure): string {
  return `${subjectOf(figure)} ${figure.fromDay} ${figure.toDay}`
}

function sumOf(figures: Figure[], of = ({ value }: Figure) => value): number {
  return figures.reduce((sum, figure) => sum + of(figure), 0)
}
