// What may be told of a figure, given all that has ever been told about others (docs/decisions/0016-small-figures.md). It is
// decided before its value is looked at: who sees the answer, and knows how it is come to, learns no more than the answer.
import {
  few,
  fewest,
  familyOf,
  relationOf,
  spotOf,
  type Cell,
  type Limits,
  type Member,
  type Setting,
  type Spot,
  type Telling,
} from './cells.rules.ts'
import { broadly } from './broad.rules.ts'
import { exactly, TooManyChoices, type Exactly } from './exact.rules.ts'
import { filterInPieces, holdsOfAll, Pace, type InPieces } from './pieces.rules.ts'
import type { answers } from './table.ts'
import { TooManySteps, unbounded } from './whole-numbers.rules.ts'

export const anything: Limits = { least: 0, most: unbounded }

export type Answer = (typeof answers)[number]

/** What is told of a figure with this value, and what is known of it from then on. */
export function answerFor(value: number, { shown, few: label, silent }: Telling): { answer: Answer } & Limits {
  const isIn = (limits: Limits | null) => limits !== null && value >= limits.least && value <= limits.most
  if (isIn(shown)) return { answer: 'value', least: value, most: value }
  if (isIn(label)) return { answer: 'few', ...few }
  return { answer: 'nothing', ...(silent.find(isIn) ?? nearest(value, silent) ?? anything) }
}

/**
 * A value that cannot be, by what was told wrongly before, is taken for the nearest that could: what is decided later must
 * not follow from what nobody was told.
 */
function nearest(value: number, bands: Limits[]): Limits | undefined {
  const distance = ({ least, most }: Limits) => Math.max(least - value, value - most)
  return bands.toSorted((one, other) => distance(one) - distance(other))[0]
}

const nothingAtAll: Telling = { shown: null, few: null, silent: [anything] }

/** So many counts that are not settled, among so many figures, are looked at exactly, in so many steps. */
const mostUndetermined = 12
const mostMembers = 24
const mostSteps = 40_000
/** With more in its neighbourhood nothing is told. */
const mostNeighbours = 500

/** What may be told of a figure of this cell, known to its owner, beside all that has been told of others. */
export function* tellingOf(cell: Cell, ownerId: string, known: Member[], setting: Setting): InPieces<Telling> {
  const spot = spotOf(cell, setting)
  const pace = new Pace()
  const near = yield* neighboursOf(spot, known, setting, pace)
  if (near === null) return nothingAtAll
  try {
    if (near.members.length <= mostMembers) {
      const exact = yield* exactly(spot, ownerId, near.members, setting, { steps: mostSteps, pace })
      if (exact.undetermined <= mostUndetermined) return yield* exactTelling(exact, near.members, ownerId)
    }
  } catch (error) {
    if (!isTooMuch(error)) throw error
    return nothingAtAll
  }
  return (yield* broadly(spot, near.within, near.members, setting, pace)) ?? nothingAtAll
}

/** Whether what has been told of a figure may be told on, now that the others hang together with it otherwise than they did. */
export function* mayBeToldOn(
  { ownerId, told, ...cell }: Cell & { ownerId: string; told: Limits },
  known: Member[],
  setting: Setting,
): InPieces<boolean> {
  const spot = spotOf(cell, setting)
  const pace = new Pace()
  const near = yield* neighboursOf(spot, known, setting, pace)
  if (near === null) return false
  try {
    if (near.members.length <= mostMembers) {
      const exact = yield* exactly(spot, ownerId, near.members, setting, { steps: mostSteps, pace })
      if (exact.undetermined <= mostUndetermined) return exact.limits !== null && (yield* exact.isSafe(told))
    }
  } catch (error) {
    if (!isTooMuch(error)) throw error
    return false
  }
  const telling = yield* broadly(spot, near.within, near.members, setting, pace)
  const isWithin = (limits: Limits | null) => limits !== null && told.least >= limits.least && told.most <= limits.most
  return telling !== null && (isWithin(telling.shown) || isWithin(telling.few))
}

/**
 * Whether somebody could tell few others by a figure of which it has recorded a part for places of its own: of each such
 * part, which nobody else sees, the sum. One that is small counts as the most that it can be, or the answer would tell it.
 */
export function leavesFew(value: number, parts: number[]): boolean {
  return parts.some((part) => value - Math.max(part, few.most) < fewest)
}

/** The outcomes whose figures would come to be known better, were this value told; all beside it where that takes too long. */
export function* uncoveredBy(
  figure: Cell & { ownerId: string; value: number },
  known: Member[],
  setting: Setting,
): InPieces<string[]> {
  const spot = spotOf(figure, setting)
  const pace = new Pace()
  const members = (yield* neighboursOf(spot, known, setting, pace))?.members ?? known
  const secrets = members.filter(({ told }) => told[0]!.least < told[0]!.most).map(({ outcomeId }) => outcomeId)
  if (members.length > mostMembers) return secrets
  try {
    const exact = yield* exactly(spot, figure.ownerId, members, setting, { steps: mostSteps, pace })
    return (yield* exact.uncovered(figure.value)).map(({ outcomeId }) => outcomeId)
  } catch (error) {
    if (!isTooMuch(error)) throw error
    return secrets
  }
}

function isTooMuch(error: unknown): boolean {
  return error instanceof TooManySteps || error instanceof TooManyChoices
}

/** How wide a band next to an end may have to be, so that whoever lies in it can be any of 0 to 4. */
const bands = [0, 5, 9, 13, 17, 21, 25]

function* exactTelling(exact: Exactly, members: Member[], ownerId: string): InPieces<Telling> {
  const { limits } = exact
  // Somebody knows a figure that could be anything: nothing beside it is safe from him.
  const isUnknown = ({ told, ownerId: owner }: Member) => owner !== ownerId && told[0]!.most >= unbounded
  if (!limits || members.some(isUnknown)) return nothingAtAll
  const shown = yield* valuesToShow(exact, limits)
  const label = limits.least <= few.most && (yield* exact.isSafe(few)) ? few : null
  const start = label ? fewest : 0
  const silent = (
    shown
      ? [
          { least: start, most: shown.least - 1 },
          { least: shown.most + 1, most: limits.most },
        ]
      : [{ least: start, most: limits.most }]
  ).filter(({ least: first, most: last }) => first <= last && last >= limits.least)
  if (yield* holdsOfAll(silent, (band) => exact.isSafe(band))) return { shown, few: label, silent }
  // What is between the small ones and those that are shown gives itself away where the small ones are told of.
  if (label && shown) {
    const merged = [{ least: 0, most: shown.least - 1 }, ...silent.filter(({ least: first }) => first > shown.most)]
    if (yield* holdsOfAll(merged, (band) => exact.isSafe(band))) return { shown, few: null, silent: merged }
  }
  return nothingAtAll
}

/** The widest stretch of values any of which can be told. Null when there is none. */
function* valuesToShow(exact: Exactly, limits: Limits): InPieces<Limits | null> {
  const ends = yield* exact.ends()
  for (const end of ends.least) {
    const from = Math.max(fewest, end)
    const least = yield* firstSafe(
      exact,
      bands.map((band) => from + band).filter((value) => value <= limits.most),
    )
    if (least === undefined) continue
    for (const last of ends.most) {
      const down = bands.map((band) => last - band).filter((value) => value >= least)
      const most = last >= unbounded ? last : yield* firstSafe(exact, down)
      if (most !== undefined && (yield* exact.isSafeThroughout({ least, most }))) return { least, most }
    }
  }
  return null
}

function* firstSafe(exact: Exactly, values: number[]): InPieces<number | undefined> {
  for (const value of values) if (yield* exact.isSafe({ least: value, most: value })) return value
  return undefined
}

/**
 * Of all that is known, what can matter to a figure. A value that has been told, and that no other figure crosses, parts
 * what lies in it from what lies around it. Null when it is too much to look at.
 */
export function* neighboursOf(
  spot: Spot,
  known: Member[],
  setting: Setting,
  pace: Pace,
): InPieces<{ within: Member | null; members: Member[] } | null> {
  const family = familyOf(spot)
  const others = known.filter(
    (member) => familyOf(member.spot) === family && relationOf(member.spot, spot, setting) !== 'same',
  )
  const isSettled = ({ told }: Member) => told.every(({ least, most }) => least === most)
  const isIn = (inner: Spot, outer: Spot) => relationOf(inner, outer, setting) === 'inside'
  function* isSealed(wall: Member): InPieces<boolean> {
    if (!isSettled(wall) || relationOf(spot, wall.spot, setting) === 'crossing') return false
    if (pace.isFull(others.length)) yield
    return others.every((other) => other === wall || relationOf(other.spot, wall.spot, setting) !== 'crossing')
  }
  function* isInnermost(wall: Member, walls: Member[]): InPieces<boolean> {
    if (pace.isFull(walls.length)) yield
    return walls.every((other) => other === wall || isIn(wall.spot, other.spot))
  }

  const around = others.filter((member) => relationOf(spot, member.spot, setting) === 'inside')
  const sealed = yield* filterInPieces(around, isSealed)
  const [within = null] = yield* filterInPieces(sealed, (wall) => isInnermost(wall, sealed))
  const inRegion = within ? others.filter((member) => member === within || isIn(member.spot, within.spot)) : others
  const near = within ? inRegion : yield* connected(spot, inRegion, setting, pace)
  if (near.length > mostNeighbours) return null
  const walls = yield* filterInPieces(near, function* (member) {
    return member !== within && !isIn(spot, member.spot) && (yield* isSealed(member))
  })
  const members = yield* filterInPieces(near, function* (member) {
    if (pace.isFull(walls.length)) yield
    return !walls.some((wall) => isIn(member.spot, wall.spot))
  })
  return { within, members }
}

/** Those that the figure has somebody in common with, those that these have, and so on. */
function* connected(spot: Spot, members: Member[], setting: Setting, pace: Pace): InPieces<Member[]> {
  const found = new Set<Member>()
  const open = [spot]
  while (open.length > 0 && found.size <= mostNeighbours) {
    const next = open.pop()!
    if (pace.isFull(members.length)) yield
    for (const member of members) {
      if (found.has(member) || relationOf(member.spot, next, setting) === 'apart') continue
      found.add(member)
      open.push(member.spot)
    }
  }
  return members.filter((member) => found.has(member))
}
