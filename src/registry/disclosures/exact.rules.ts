// Whether something may be told of a figure, decided exactly: over all whole numbers that agree with what is known
// (`model.rules.ts`).
import { fewest, type Limits, type Member, type Setting, type Spot } from './cells.rules.ts'
import { assumptionsOf, modelOf, type Model } from './model.rules.ts'
import { holdsOfAll, type InPieces } from './pieces.rules.ts'
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
  ends(): InPieces<{ least: number[]; most: number[] }>
  /** How many counts are not settled by what is known. */
  undetermined: number
  /** Whether nothing comes out when it is told that the figure lies within these limits. */
  isSafe(told: Limits): InPieces<boolean>
  /** Whether nothing comes out when any one value within these limits is told. */
  isSafeThroughout(values: Limits): InPieces<boolean>
  /** Which of the members would come to be known better if this value were told. */
  uncovered(value: number): InPieces<Member[]>
}

const mostChoices = 16
/** Stands for any number, where there is no end. */
const far = 3e9

export function* exactly(
  spot: Spot,
  ownerId: string,
  members: Member[],
  setting: Setting,
  budget: Budget,
): InPieces<Exactly> {
  const spots = [spot, ...members.map((member) => member.spot)]
  const models: Model[] = []
  for (const assumption of assumptionsOf(spots, setting)) {
    // To write a system down takes its part of what may be spent.
    budget.steps -= spots.length ** 2
    if (budget.steps < 0) throw new TooManySteps()
    models.push(yield* modelOf(spots, setting, assumption, budget.pace))
  }
  const choices = choicesOf(members)
  const latest = choices[0]!
  const base = models[0]!
  const views: View[] = []
  for (const model of models) {
    for (const choice of choices) {
      for (const limits of [choice, ...partiesOf(members, choice, ownerId)]) {
        if (budget.pace.isFull(model.laws.length + limits.length)) yield
        views.push(viewOf(model, limits))
        // Each would take a step at least.
        if (views.length > budget.steps) throw new TooManySteps()
      }
    }
  }
  const open = yield* narrow(base.unknowns, viewOf(base, latest).known, budget)
  const before = new Map<View, Reach>()
  function* reachBefore(view: View): InPieces<Reach> {
    if (!before.has(view)) before.set(view, yield* reachOf(view, undefined, budget))
    return before.get(view)!
  }
  function* isSafeIn(view: View, told: Limits): InPieces<boolean> {
    const was = yield* reachBefore(view)
    const becomes = was && (yield* reachOf(view, told, budget))
    return !becomes || becomes.every((reach, place) => reach === 0 || reach === was[place])
  }
  function* isSafeThroughoutIn(view: View, values: Limits): InPieces<boolean> {
    const limits = yield* limitsIn(view, budget, values)
    if (!limits) return true
    const was = yield* reachBefore(view)
    const ever = was && (yield* reachOf(view, limits, budget))
    if (!was || !ever) return true
    // What can be small lies between two convex functions of the value: full at both ends, it is full between them.
    return yield* holdsOfAll([limits.least, Math.min(limits.most, Math.max(far, limits.least))], function* (value) {
      const reach = yield* reachOf(view, { least: value, most: value }, budget)
      return !reach || reach.every((is, place) => ever[place] === 0 || (is === was[place] && is === ever[place]))
    })
  }

  return {
    limits: yield* limitsIn(viewOf(base, latest), budget),
    *ends() {
      const found: Limits[] = []
      for (const view of views) {
        const limits = yield* limitsIn(view, budget)
        if (limits) found.push(limits)
      }
      return {
        least: [...new Set(found.map(({ least }) => least))].toSorted((a, b) => a - b),
        most: [...new Set(found.map(({ most }) => most))].toSorted((a, b) => b - a),
      }
    },
    undetermined: open ? open.least.filter((least, place) => least < open.most[place]!).length : 0,
    isSafe: (told) => holdsOfAll(views, (view) => isSafeIn(view, told)),
    isSafeThroughout: (values) => holdsOfAll(views, (view) => isSafeThroughoutIn(view, values)),
    uncovered: (value) => uncoveredIn(views, { least: value, most: value }, members, reachBefore, budget),
  }
}

function* uncoveredIn(
  views: View[],
  told: Limits,
  members: Member[],
  reachBefore: (view: View) => InPieces<Reach>,
  budget: Budget,
): InPieces<Member[]> {
  const found = new Set<Member>()
  for (const view of views) {
    const was = yield* reachBefore(view)
    const becomes = was && (yield* reachOf(view, told, budget))
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
function* limitsIn(
  { model, known }: View,
  budget: Budget,
  within: Limits = { least: 0, most: unbounded },
): InPieces<Limits | null> {
  const of = model.totals[0]!
  function* someWithin(least: number, most: number): InPieces<number | null> {
    const found = yield* solve(model.unknowns, [...known, { of, least, most }], budget)
    return found && valueOf(of, found)
  }
  const some = yield* someWithin(within.least, within.most)
  if (some === null) return null
  const ranges = (yield* narrow(model.unknowns, [...known, { of, ...within }], budget))!
  const bounds = boundsOf(of, ranges)
  let [least, low] = [some, Math.max(within.least, bounds.least)]
  while (low < least) {
    const middle = Math.floor((low + least) / 2)
    const found = yield* someWithin(low, middle)
    if (found === null) low = middle + 1
    else least = found
  }
  let [most, high] = [some, Math.min(within.most, bounds.most)]
  if (high > far) {
    const found = yield* someWithin(far, within.most)
    if (found !== null) return { least, most: Math.min(within.most, unbounded) }
    high = far
  }
  while (most < high) {
    const middle = Math.ceil((most + high) / 2)
    const found = yield* someWithin(middle, high)
    if (found === null) high = middle - 1
    else most = found
  }
  return { least, most }
}

/** Which of 0 to 4 each secret can be: every solution found tells of all of them. */
function* reachOf({ model, known }: View, told: Limits | undefined, budget: Budget): InPieces<Reach> {
  const sums = told ? [...known, { of: model.totals[0]!, ...told }] : known
  const first = yield* solve(model.unknowns, sums, budget)
  if (!first) return null
  const reach = model.secrets.map(() => 0)
  function* note(values: number[]): InPieces<void> {
    for (const [place, of] of model.secrets.entries()) {
      if (budget.pace.isFull(of.size)) yield
      const value = valueOf(of, values)
      if (value < fewest) reach[place]! |= 2 ** value
    }
  }
  yield* note(first)
  const ranges = (yield* narrow(model.unknowns, sums, budget))!
  for (const [place, of] of model.secrets.entries()) {
    if (budget.pace.isFull(of.size)) yield
    const bounds = boundsOf(of, ranges)
    for (let value = Math.max(0, bounds.least); value < fewest && value <= bounds.most; value++) {
      if (reach[place] === all) break
      if (reach[place]! & (2 ** value)) continue
      const found = yield* solve(model.unknowns, [...sums, { of, least: value, most: value }], budget)
      if (found) yield* note(found)
    }
  }
  return reach
}
