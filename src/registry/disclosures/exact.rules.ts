// Whether something may be told of a figure, decided exactly: over all whole numbers that agree with what is known. The
// unknowns are the true counts, of each metric, in each place and stretch of time that the figures tell apart.
import { fewest, isPartOf, isWithin, type Limits, type Member, type Setting, type Spot } from './cells.rules.ts'
import {
  boundsOf,
  narrow,
  solve,
  TooManySteps,
  unbounded,
  valueOf,
  type Budget,
  type Sum,
} from './whole-numbers.rules.ts'

type Terms = Map<number, number>

/** The unknowns, what holds of them whatever is told, and the counts that nobody is to know better than "fewer than 5". */
interface Model {
  unknowns: number
  laws: Sum[]
  /** The sums that the figures are, the one asked about first. */
  totals: Terms[]
  secrets: Terms[]
}

/** What people may reasonably take for true beside what is told. Under each of these nothing may come out. */
interface Assumption {
  /** The contributions are all there is of a collaboration, and what has no days is of the days that others name. */
  isClosed?: boolean
  /** Work that was found later was found by those who took part before. */
  isLater?: boolean
  /** Nobody is in two of these metrics at once. */
  excluding?: readonly string[]
}

/** For each secret which of 0 to 4 it can be, as bits; null when nothing fits. */
type Reach = number[] | null

const all = 2 ** fewest - 1

/** One way to take what is known: an assumption, which of several values told is right, and who knows what besides. */
interface View {
  model: Model
  known: Sum[]
}

/** How to ask about a figure among others. Throws `TooManySteps` as soon as its budget is spent. */
export interface Exactly {
  /** Between what the figure must lie. Null when nothing fits what is known already. */
  limits: Limits | null
  /** The same for whoever takes more for true than is told, each limit once. */
  ends(): { least: number[]; most: number[] }
  /** How many counts are not settled by what is known. */
  undetermined: number
  /** Whether nothing comes out when it is told that the figure lies within these limits. */
  isSafe(told: Limits): boolean
  /** Whether nothing comes out when any one value within these limits is told. */
  isSafeThroughout(values: Limits): boolean
  /** Which of the members would come to be known better if this value were told. */
  uncovered(value: number): Member[]
}

const mostChoices = 16
/** Stands for any number, where there is no end. */
const far = 3e9

export function exactly(spot: Spot, ownerId: string, members: Member[], setting: Setting, budget: Budget): Exactly {
  const spots = [spot, ...members.map((member) => member.spot)]
  const models = assumptionsOf(spots, setting).map((assumption) => {
    // To write a system down takes its part of what may be spent.
    budget.steps -= spots.length ** 2
    if (budget.steps < 0) throw new TooManySteps()
    return modelOf(spots, setting, assumption)
  })
  const choices = choicesOf(members)
  const latest = choices[0]!
  const base = models[0]!
  const views = models.flatMap((model) =>
    choices.flatMap((choice) =>
      [choice, ...partiesOf(members, choice, ownerId)].map((limits) => viewOf(model, limits)),
    ),
  )
  const open = narrow(base.unknowns, viewOf(base, latest).known, budget)
  const before = new Map<View, Reach>()
  const reachBefore = (view: View) => {
    if (!before.has(view)) before.set(view, reachOf(view, undefined, budget))
    return before.get(view)!
  }
  const isSafeIn = (view: View, told: Limits) => {
    const was = reachBefore(view)
    const becomes = was && reachOf(view, told, budget)
    return !becomes || becomes.every((reach, place) => reach === 0 || reach === was[place])
  }

  return {
    limits: limitsIn(viewOf(base, latest), budget),
    ends() {
      const found = views.flatMap((view) => limitsIn(view, budget) ?? [])
      return {
        least: [...new Set(found.map(({ least }) => least))].toSorted((a, b) => a - b),
        most: [...new Set(found.map(({ most }) => most))].toSorted((a, b) => b - a),
      }
    },
    undetermined: open ? open.least.filter((least, place) => least < open.most[place]!).length : 0,
    isSafe: (told) => views.every((view) => isSafeIn(view, told)),
    isSafeThroughout: (values) =>
      views.every((view) => {
        const limits = limitsIn(view, budget, values)
        if (!limits) return true
        const was = reachBefore(view)
        const ever = was && reachOf(view, limits, budget)
        if (!was || !ever) return true
        // What can be small lies between two convex functions of the value: full at both ends, it is full between them.
        return [limits.least, Math.min(limits.most, Math.max(far, limits.least))].every((value) => {
          const reach = reachOf(view, { least: value, most: value }, budget)
          return !reach || reach.every((is, place) => ever[place] === 0 || (is === was[place] && is === ever[place]))
        })
      }),
    uncovered: (value) => uncoveredIn(views, { least: value, most: value }, members, reachBefore, budget),
  }
}

function uncoveredIn(
  views: View[],
  told: Limits,
  members: Member[],
  reachBefore: (view: View) => Reach,
  budget: Budget,
): Member[] {
  const found = new Set<Member>()
  for (const view of views) {
    const was = reachBefore(view)
    const becomes = was && reachOf(view, told, budget)
    if (!becomes) continue
    for (const [place, member] of members.entries()) {
      // The totals of the members are the first of the secrets, after that of the figure itself.
      const reach = becomes[place + 1]!
      if (reach !== 0 && reach !== was[place + 1]) found.add(member)
    }
  }
  return [...found]
}

/** Each way to choose, of every member, one of the values that it was told with; the latest first. */
function choicesOf(members: Member[]): Limits[][] {
  let choices: Limits[][] = [[]]
  for (const { told } of members) {
    choices = choices.flatMap((choice) => told.map((limits) => [...choice, limits]))
    if (choices.length > mostChoices) throw new TooManyChoices()
  }
  return choices
}
export class TooManyChoices extends Error {}

/** What the members are to each of those who know some of them for themselves, whatever those are. */
function partiesOf(members: Member[], choice: Limits[], ownerId: string): Limits[][] {
  const isOpen = ({ least, most }: Limits) => least < most
  const owners = new Set(
    members.flatMap(({ ownerId: owner }, place) => (owner !== ownerId && isOpen(choice[place]!) ? [owner] : [])),
  )
  return [...owners].flatMap((owner) => {
    let known: Limits[][] = [[]]
    for (const [place, limits] of choice.entries()) {
      const values = members[place]!.ownerId === owner && isOpen(limits) ? valuesIn(limits) : [limits]
      known = known.flatMap((before) => values.map((value) => [...before, value]))
      if (known.length > mostKnown) throw new TooManyChoices()
    }
    return known
  })
}

const mostKnown = 100

/** Each value; of very many those next to the ends, since those between are to others as these are. */
function valuesIn({ least, most }: Limits): Limits[] {
  const next = 12
  const isNear = (value: number) => value < least + next || (value > most - next && most < unbounded)
  const last = Math.min(most, least + 10 * next)
  const near = Array.from({ length: last - least + 1 }, (_, above) => least + above).filter(isNear)
  return [...new Set([...near, most])].map((value) => ({ least: value, most: value }))
}

function viewOf(model: Model, choice: Limits[]): View {
  const told = choice.map((limits, place) => ({ of: model.totals[place + 1]!, ...limits }))
  return { model, known: [...model.laws, ...told] }
}

/** Between what the figure lies in this view, within given limits. Null where nothing fits. */
function limitsIn(
  { model, known }: View,
  budget: Budget,
  within: Limits = { least: 0, most: unbounded },
): Limits | null {
  const of = model.totals[0]!
  const someWithin = (least: number, most: number) => {
    const found = solve(model.unknowns, [...known, { of, least, most }], budget)
    return found && valueOf(of, found)
  }
  const some = someWithin(within.least, within.most)
  if (some === null) return null
  const ranges = narrow(model.unknowns, [...known, { of, ...within }], budget)!
  const bounds = boundsOf(of, ranges)
  let [least, low] = [some, Math.max(within.least, bounds.least)]
  while (low < least) {
    const middle = Math.floor((low + least) / 2)
    const found = someWithin(low, middle)
    if (found === null) low = middle + 1
    else least = found
  }
  let [most, high] = [some, Math.min(within.most, bounds.most)]
  if (high > far) {
    const found = someWithin(far, within.most)
    if (found !== null) return { least, most: Math.min(within.most, unbounded) }
    high = far
  }
  while (most < high) {
    const middle = Math.ceil((most + high) / 2)
    const found = someWithin(middle, high)
    if (found === null) high = middle - 1
    else most = found
  }
  return { least, most }
}

/** Which of 0 to 4 each secret can be: every solution found tells of all of them. */
function reachOf({ model, known }: View, told: Limits | undefined, budget: Budget): Reach {
  const sums = told ? [...known, { of: model.totals[0]!, ...told }] : known
  const first = solve(model.unknowns, sums, budget)
  if (!first) return null
  const reach = model.secrets.map(() => 0)
  const note = (values: number[]) => {
    for (const [place, of] of model.secrets.entries()) {
      const value = valueOf(of, values)
      if (value < fewest) reach[place]! |= 2 ** value
    }
  }
  note(first)
  const ranges = narrow(model.unknowns, sums, budget)!
  for (const [place, of] of model.secrets.entries()) {
    const bounds = boundsOf(of, ranges)
    for (let value = Math.max(0, bounds.least); value < fewest && value <= bounds.most; value++) {
      if (reach[place] === all) break
      if (reach[place]! & (2 ** value)) continue
      const found = solve(model.unknowns, [...sums, { of, least: value, most: value }], budget)
      if (found) note(found)
    }
  }
  return reach
}

/** The plain reading first, then what else somebody may think. */
function assumptionsOf(spots: Spot[], setting: Setting): Assumption[] {
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

function modelOf(given: Spot[], setting: Setting, { isClosed, isLater, excluding = [] }: Assumption): Model {
  const spots = given.map((spot) => {
    const whole = isLater && earlierWholeOf(spot, given, setting)
    return whole ? { ...spot, from: whole.from, to: whole.to } : spot
  })
  // Places and stretches of time that the same figures cover are one.
  const covers = new Map<string, number[]>()
  for (const place of placesIn(spots, setting, isClosed)) {
    for (const [from, to] of stretchesIn(spots, isClosed)) {
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
  return { unknowns, laws, totals, secrets: distinct(secrets, totals.length) }

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
function distinct(secrets: Terms[], first: number): Terms[] {
  const seen = new Set<string>()
  return secrets.filter((terms, place) => {
    const key = [...terms].map(String).toSorted().join(' ')
    const isNew = !seen.has(key) && terms.size > 0
    seen.add(key)
    return place < first || isNew
  })
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
