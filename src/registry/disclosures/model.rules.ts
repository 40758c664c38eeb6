// What is not known where figures hang together, written down as sums of unknowns: the true counts, of each metric, in each
// place and stretch of time that the figures tell apart.
import { isPartOf, isWithin, type Setting, type Spot } from './cells.rules.ts'
import type { InPieces, Pace } from './pieces.rules.ts'
import { unbounded, type Sum } from './whole-numbers.rules.ts'

type Terms = Map<number, number>

/** The unknowns, what holds of them whatever is told, and the counts that nobody is to know better than "fewer than 5". */
export interface Model {
  unknowns: number
  laws: Sum[]
  /** The sums that the figures are, the one asked about first. */
  totals: Terms[]
  secrets: Terms[]
}

/** What people may reasonably take for true beside what is told. Under each of these nothing may come out. */
export interface Assumption {
  /** The contributions are all there is of a collaboration, and what has no days is of the days that others name. */
  isClosed?: boolean
  /** Work that was found later was found by those who took part before. */
  isLater?: boolean
  /** Nobody is in two of these metrics at once. */
  excluding?: readonly string[]
}

/** The plain reading first, then what else somebody may think. */
export function assumptionsOf(spots: Spot[], setting: Setting): Assumption[] {
  const isLater = spots.some((spot) => earlierWholeOf(spot, spots, setting))
  const metrics = [...new Set(spots.map(({ cell }) => cell.metric))]
  const above = (metric: string) => spots.find(({ cell }) => cell.metric === metric)!.above
  const siblings = metrics.filter((metric) =>
    metrics.some((other) => other !== metric && !above(other).includes(metric) && !above(metric).includes(other)),
  )
  const pairs = siblings.flatMap((one, place) => siblings.slice(place + 1).map((other) => [one, other]))
  const exclusive = siblings.length > 2 ? [siblings, ...pairs] : pairs
  return [
    {},
    { isClosed: true },
    ...(isLater ? [{ isLater }, { isLater, isClosed: true }] : []),
    ...exclusive.flatMap((excluding) => [{ excluding }, { excluding, isClosed: true }]),
  ]
}

/** For a part metric that no whole was counted beside: the whole of earlier days that its people may be of. */
function earlierWholeOf(part: Spot, spots: Spot[], setting: Setting): Spot | undefined {
  const wholes = spots.filter(
    (whole) => whole.cell.metric !== part.cell.metric && isPartOf(part, whole) && isWithin(part, whole, setting),
  )
  if (wholes.some((whole) => part.from >= whole.from && part.to <= whole.to)) return undefined
  return wholes.filter((whole) => part.to > whole.from).toSorted((a, b) => b.from - a.from)[0]
}

export function* modelOf(
  given: Spot[],
  setting: Setting,
  { isClosed, isLater, excluding = [] }: Assumption,
  pace: Pace,
): InPieces<Model> {
  const spots = given.map((spot) => {
    const whole = isLater && earlierWholeOf(spot, given, setting)
    return whole ? { ...spot, from: whole.from, to: whole.to } : spot
  })
  // Places and stretches of time that the same figures cover are one.
  const covers = new Map<string, number[]>()
  const stretches = stretchesIn(spots, isClosed)
  for (const place of placesIn(spots, setting, isClosed)) {
    if (pace.isFull(stretches.length * spots.length)) yield
    for (const [from, to] of stretches) {
      const covering = spots.flatMap((spot, at) =>
        isWithin(place, spot, setting) && spot.from <= from && spot.to >= to ? [at] : [],
      )
      if (covering.length > 0) covers.set(covering.join(), covering)
    }
  }
  const laws: Sum[] = []
  const secrets: Terms[] = []
  const unknownsOf: Map<string, number>[] = []
  let unknowns = 0
  for (const covering of covers.values()) {
    const metrics = [...new Set(covering.map((at) => spots[at]!.cell.metric))]
    if (pace.isFull(covering.length * metrics.length)) yield
    const places = new Map(metrics.map((metric) => [metric, unknowns++]))
    unknownsOf.push(places)
    const nearest = (metric: string) =>
      spots.find(({ cell }) => cell.metric === metric)!.above.find((whole) => places.has(whole))
    for (const metric of metrics) {
      const own = new Map([[places.get(metric)!, 1]])
      secrets.push(own)
      const parts = metrics.filter((part) => nearest(part) === metric)
      for (const part of parts) addRest(places, metric, [part])
      const apart = parts.filter((part) => excluding.includes(part))
      if (apart.length > 1) addRest(places, metric, apart)
    }
  }
  const cells = [...covers.values()]
  const totals = spots.map((spot, at) => sumOver((covering) => covering.includes(at), spot.cell.metric))
  secrets.unshift(...totals)
  for (const [one, spot] of spots.entries()) {
    for (const [other, another] of spots.entries()) {
      if (one === other || !isPartOf(another, spot)) continue
      if (pace.isFull(6 * cells.length)) yield
      const isSame = spot.cell.metric === another.cell.metric
      const isBoth = (covering: number[]) => covering.includes(one) && covering.includes(other)
      if (isSame) {
        secrets.push(sumOver((covering) => covering.includes(one) && !covering.includes(other), spot.cell.metric))
        if (one < other) secrets.push(sumOver(isBoth, spot.cell.metric))
      } else if (cells.every((covering) => !covering.includes(other) || covering.includes(one))) {
        const rest: Terms = new Map(totals[one])
        for (const [place, times] of totals[other]!) rest.set(place, (rest.get(place) ?? 0) - times)
        secrets.push(rest)
      }
    }
    // What is left of it beside all others of its metric.
    const isInside = (at: number) => at !== one && spots[at]!.cell.metric === spot.cell.metric
    secrets.push(sumOver((covering) => covering.includes(one) && !covering.some(isInside), spot.cell.metric))
  }
  return { unknowns, laws, totals, secrets: yield* distinct(secrets, totals.length, pace) }

  /** Those of a metric who are in none of these parts of it: no fewer than nobody, and a secret when they are few. */
  function addRest(places: Map<string, number>, whole: string, parts: string[]): void {
    const of: Terms = new Map([[places.get(whole)!, 1], ...parts.map((part) => [places.get(part)!, -1] as const)])
    laws.push({ of, least: 0, most: unbounded })
    secrets.push(of)
  }

  function sumOver(isCounted: (covering: number[]) => boolean, metric: string): Terms {
    return new Map(
      cells.flatMap((covering, at) =>
        isCounted(covering) && unknownsOf[at]!.has(metric) ? [[unknownsOf[at]!.get(metric)!, 1] as const] : [],
      ),
    )
  }
}

/** Each of the first stays, by its place; of the others those that are something new. */
function* distinct(secrets: Terms[], first: number, pace: Pace): InPieces<Terms[]> {
  const seen = new Set<string>()
  const found: Terms[] = []
  for (const [place, terms] of secrets.entries()) {
    if (pace.isFull(4 * terms.size)) yield
    const key = [...terms].map(String).toSorted().join(' ')
    const isNew = !seen.has(key) && terms.size > 0
    seen.add(key)
    if (place < first || isNew) found.push(terms)
  }
  return found
}

/** The contributions, and the rest of each collaboration unless there is none. */
function placesIn(spots: Spot[], setting: Setting, isClosed = false): Spot[] {
  const own = new Map(spots.map((spot) => [spot.cell.contributionId ?? spot.cell.collaborationId!, spot]))
  const places = [...own.values()]
  const hasParts = (place: Spot) =>
    place.cell.contributionId === null && places.some((part) => part !== place && isWithin(part, place, setting))
  return isClosed ? places.filter((place) => !hasParts(place)) : places
}

/** The stretches of time between the days that are named. */
function stretchesIn(spots: Spot[], isClosed = false): [number, number][] {
  const ends = [...new Set(spots.flatMap(({ from, to }) => [from, to]))].toSorted((a, b) => (a < b ? -1 : 1))
  const stretches = ends.slice(1).map((to, place): [number, number] => [ends[place]!, to])
  const bounded = stretches.filter(([from, to]) => Number.isFinite(from) && Number.isFinite(to))
  const isCovered = (spot: Spot) => bounded.some(([from, to]) => spot.from <= from && spot.to >= to)
  return isClosed && spots.every(isCovered) ? bounded : stretches
}
