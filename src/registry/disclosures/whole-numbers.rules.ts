// Systems of sums over whole numbers from nought up, small enough to be solved by branch and bound: which values a sum
// can have when others lie within limits. Bounds propagation narrows what each unknown can be; then one is tried.
import type { InPieces, Pace } from './pieces.rules.ts'

/** A sum of unknowns, by their places, each taken so many times, and what it lies between. */
export interface Sum {
  of: Map<number, number>
  least: number
  most: number
}

/** More than anything that is counted. */
export const unbounded = 1e12

/** Thrown when too many steps have been taken: nothing has been found out then. */
export class TooManySteps extends Error {}

/** What may be spent on one decision: a step is a look at one term of a sum. */
export interface Budget {
  steps: number
  pace: Pace
}

interface Ranges {
  least: number[]
  most: number[]
}

/** The unknowns with what is known of them, or null when no whole numbers fit. */
export function* narrow(unknowns: number, sums: readonly Sum[], budget: Budget): InPieces<Ranges | null> {
  const ranges = { least: Array<number>(unknowns).fill(0), most: Array<number>(unknowns).fill(unbounded) }
  return (yield* propagate(ranges, sums, budget)) ? ranges : null
}

/** Whole numbers that fit, or null when there are none. Throws `TooManySteps`. */
export function* solve(unknowns: number, sums: readonly Sum[], budget: Budget): InPieces<number[] | null> {
  const ranges = yield* narrow(unknowns, sums, budget)
  return ranges && (yield* search(ranges, sums, budget))
}

/** The value of a sum when the unknowns are these. */
export function valueOf(of: ReadonlyMap<number, number>, values: readonly number[]): number {
  let total = 0
  for (const [place, times] of of) total += times * values[place]!
  return total
}

/** Between what a sum lies while its unknowns are within their ranges; an unknown without a bound gives none. */
export function boundsOf(of: ReadonlyMap<number, number>, { least, most }: Ranges): { least: number; most: number } {
  let [low, high] = [0, 0]
  for (const [place, times] of of) {
    low += times > 0 ? times * least[place]! : times * most[place]!
    high += times > 0 ? times * most[place]! : times * least[place]!
  }
  return { least: low, most: high }
}

function* search(ranges: Ranges, sums: readonly Sum[], budget: Budget): InPieces<number[] | null> {
  let open = -1
  for (const [place, least] of ranges.least.entries()) {
    const width = ranges.most[place]! - least
    if (width > 0 && (open === -1 || width < ranges.most[open]! - ranges.least[open]!)) open = place
  }
  if (open === -1) return ranges.least
  const [least, most] = [ranges.least[open]!, ranges.most[open]!]
  const middle = Math.floor((least + 1 + most) / 2)
  // The smallest first: nearly always it will do.
  const parts = [
    [least, least],
    [least + 1, middle],
    [middle + 1, most],
  ] as const
  for (const [from, to] of parts) {
    if (from > to) continue
    const tried = { least: ranges.least.with(open, from), most: ranges.most.with(open, to) }
    const found = (yield* propagate(tried, sums, budget)) ? yield* search(tried, sums, budget) : null
    if (found) return found
  }
  return null
}

/** Narrows the ranges by each sum until nothing changes; false when one of them is empty. */
function* propagate(ranges: Ranges, sums: readonly Sum[], budget: Budget): InPieces<boolean> {
  const { least, most } = ranges
  for (let changed = true; changed;) {
    changed = false
    for (const sum of sums) {
      budget.steps -= sum.of.size
      if (budget.steps < 0) throw new TooManySteps()
      if (budget.pace.isFull(sum.of.size)) yield
      const bounds = boundsOf(sum.of, ranges)
      if (bounds.least > sum.most || bounds.most < sum.least) return false
      for (const [place, times] of sum.of) {
        const [low, high] = [least[place]!, most[place]!]
        const ownLeast = times > 0 ? times * low : times * high
        const ownMost = times > 0 ? times * high : times * low
        const room = { least: sum.least - (bounds.most - ownMost), most: sum.most - (bounds.least - ownLeast) }
        const [from, to] = times > 0 ? [room.least / times, room.most / times] : [room.most / times, room.least / times]
        const [newLow, newHigh] = [Math.max(low, Math.ceil(from)), Math.min(high, Math.floor(to))]
        if (newLow > newHigh) return false
        if (newLow === low && newHigh === high) continue
        least[place] = newLow
        most[place] = newHigh
        changed = true
      }
    }
  }
  return true
}
