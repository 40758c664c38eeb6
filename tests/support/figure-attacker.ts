/**
 * Somebody who wants to know the small figures. It shares no code with the register: it knows what was written down
 * when (that is public, the values are not), every answer that it was ever given, its own figures, and how the register
 * decides, which it may try at home (`Register`). From that it looks for worlds of whole numbers that agree with all of
 * it. A small count is safe when there is one for each of 0 to 4.
 */
import { countedBy, kindsOf, writtenIn, type Cell, type World } from './figure-worlds.ts'

/** What a figure is answered with: a number, `few` for fewer than five, or nothing at all. */
export type Answer = number | 'few' | 'nothing'

/**
 * A register at home: told what is written down in a world step by step, it answers after each step with all figures that
 * there are, as anybody sees them. It goes no further than it is listened to.
 */
export type Register = (world: World, written: readonly (number | undefined)[]) => Iterable<Map<number, Answer>>

export interface Attack {
  world: World
  register: Register
  /** The place whose partner attacks; nothing for the public. */
  partner?: number | undefined
  /** Only what was answered up to this step; all of it unless it is said. */
  upTo?: number
  /** Whether it reckons with how the register decides, beside what it was told. */
  knowsRule?: boolean
  /** What a step tells may be left out, all that the attacker has written itself stays known. */
  butAnswersAt?: number
}

export interface Narrowed {
  what: string
  truth: number
  possible: number[]
}

interface Constraint {
  kinds: number[]
  least: number
  most: number
  /** Where it is more than a range. */
  values?: ReadonlySet<number>
}

interface Version {
  figure: number
  cell: Cell
  step: number
  value: number
}

/** What it was answered, and which versions of the figures it takes for true. */
interface Heard {
  constraints: Constraint[]
  answers: Map<number, Answer>[]
  written: readonly (number | undefined)[]
  truthful: Version[]
  guesses: Constraint[]
  upTo: number
}

/** A count that nobody is to know better than "fewer than five". */
interface Secret {
  what: string
  kinds: number[]
}

const fewest = 5
/** Enough for anything to hide behind. */
const room = 40
/** Worlds that it tries, and steps on the way to them, before it gives up. */
const mostTries = 20_000
const mostSteps = 1_000_000

/** It has come to no end: what it could have told is not known. */
export class GivenUp extends Error {}

/**
 * The small counts of which it can tell more than that they are small, with what it can tell. A correction says by itself
 * that what was told before was wrong: what then follows from the others, whatever is told instead, no rule can take back.
 */
export function narrowedBy(attack: Attack): Narrowed[] {
  const found = narrowedIn(attack)
  if (found.length === 0) return []
  const byCorrection = attack.world.steps.flatMap(({ act }, at) =>
    act === 'change' ? narrowedIn({ ...attack, upTo: at, butAnswersAt: at }) : [],
  )
  return found.filter((one) =>
    byCorrection.every(({ what, possible }) => what !== one.what || possible.join() !== one.possible.join()),
  )
}

function narrowedIn(attack: Attack): Narrowed[] {
  return possibleIn(attack).filter(({ possible }) => possible.length > 0 && possible.length < fewest)
}

/**
 * What a partner can tell by one answer about another's figure that it could not before: what its own figures say of
 * others, beside what was told already, nobody can take from it.
 */
export function narrowedForPartner(attack: Attack & { partner: number }): Narrowed[] {
  const { world, partner } = attack
  const cells = new Map(world.steps.flatMap((step) => (step.act === 'record' ? [[step.figure, step.cell]] : [])))
  return world.steps.flatMap((step, upTo) => {
    if ((step.act !== 'record' && step.act !== 'change') || cells.get(step.figure)!.place === partner) return []
    const after = possibleIn({ ...attack, upTo })
    const before = possibleIn({ ...attack, upTo, butAnswersAt: upTo })
    return after.filter(
      ({ possible }, place) => possible.length > 0 && possible.join() !== before[place]!.possible.join(),
    )
  })
}

/** Of each small count that it was not told itself, which of 0 to 4 it can be; by each way to take the versions told. */
function possibleIn(attack: Attack): Narrowed[] {
  const { world } = attack
  const upTo = attack.upTo ?? world.steps.length - 1
  const written = writtenIn(world, world.truth)
  const answers = [...attack.register(world, written)]
  const versions = versionsOf(world, written).filter(({ step }) => step <= upTo)
  const guessed = versions.map((version) => guessOf(attack, version, written, answers))
  return choicesOf(versions).flatMap((truthful) => {
    const guesses = guessed.filter((_, place) => truthful.includes(versions[place]!))
    const { constraints, shown, fits } = constraintsOf(attack, truthful, answers, upTo)
    if (!fits) return []
    const heard = { constraints, answers, written, truthful, guesses, upTo }
    return (
      secretsOf(world, truthful)
        .filter(({ kinds }) => sumOf(world.truth, kinds) < fewest && !shown.some((other) => isSame(other, kinds)))
        // Its own people are no secret to it.
        .filter(({ kinds }) => kinds.some((kind) => placeOf(world, kind) !== attack.partner))
        .map((secret) => ({
          what: secret.what,
          truth: sumOf(world.truth, secret.kinds),
          possible: [0, 1, 2, 3, 4].filter((count) => isPossible(attack, heard, secret, count)),
        }))
    )
  })
}

function versionsOf(world: World, written: readonly (number | undefined)[]): Version[] {
  const cells = new Map<number, Cell>()
  return world.steps.flatMap((step, at) => {
    if (step.act === 'record') cells.set(step.figure, step.cell)
    if (step.act !== 'record' && step.act !== 'change') return []
    return [{ figure: step.figure, cell: cells.get(step.figure)!, step: at, value: written[at]! }]
  })
}

/** Of a figure that was changed, either may have been right. */
function choicesOf(versions: Version[]): Version[][] {
  let choices: Version[][] = [[]]
  for (const same of Map.groupBy(versions, ({ figure }) => figure).values()) {
    choices = choices.flatMap((choice) => same.map((version) => [...choice, version]))
  }
  return choices
}

/** What was said of the figures that it takes for true. */
function constraintsOf(
  { world, partner, butAnswersAt }: Attack,
  truthful: Version[],
  answers: Map<number, Answer>[],
  upTo: number,
) {
  const constraints: Constraint[] = []
  const shown: number[][] = []
  for (const { figure, cell, step, value } of truthful) {
    const kinds = countedBy(world, cell)
    const later = nextVersion(world, figure, step)
    if (partner !== undefined && cell.place === partner) {
      constraints.push({ kinds, least: value, most: value })
      shown.push(kinds)
      continue
    }
    for (let at = step; at <= upTo && at < later; at++) {
      const answer = at === butAnswersAt ? undefined : answers[at]!.get(figure)
      if (typeof answer === 'number') {
        constraints.push({ kinds, least: answer, most: answer })
        shown.push(kinds)
      } else if (answer === 'few') constraints.push({ kinds, least: 0, most: fewest - 1 })
    }
  }
  const isTrue = ({ kinds, least, most }: Constraint) => {
    const sum = sumOf(world.truth, kinds)
    return sum >= least && sum <= most
  }
  return { constraints, shown, fits: constraints.every(isTrue) || search(world, constraints, () => true) }
}

function nextVersion({ steps }: World, figure: number, after: number): number {
  const next = steps.findIndex((step, at) => at > after && 'figure' in step && step.figure === figure)
  return next === -1 ? steps.length : next
}

/** What was recorded, and each true count: of a place and a period, those of one metric, and those who are not. */
function secretsOf(world: World, truthful: Version[]): Secret[] {
  const recorded = truthful.map(({ figure, cell }) => ({ what: `figure ${figure}`, kinds: countedBy(world, cell) }))
  const counts: Secret[] = []
  for (let at = 0; at < world.places + Number(world.hasRest); at++) {
    for (let period = 0; period < world.periods; period++) {
      const from = (at * world.periods + period) * kindsOf(world)
      const kinds = Array.from({ length: kindsOf(world) }, (_, kind) => from + kind)
      counts.push({ what: `place ${at} period ${period}`, kinds })
      if (kinds.length > 1) for (const kind of kinds) counts.push({ what: `kind ${kind}`, kinds: [kind] })
    }
  }
  return [...recorded, ...counts]
}

function isPossible(
  { world, register, knowsRule = true, butAnswersAt }: Attack,
  { constraints, answers, written, truthful, guesses, upTo }: Heard,
  { kinds }: Secret,
  count: number,
): boolean {
  const all = [...constraints, { kinds, least: count, most: count }]
  let tries = 0
  // Where a value by itself would have been answered otherwise a world is not likely to fit: such are looked at last.
  return (knowsRule && search(world, [...all, ...guesses], fits)) || search(world, all, fits)

  function fits(truth: number[]): boolean {
    if (!knowsRule) return true
    if (++tries > mostTries) throw new GivenUp()
    // Of what it does not take for true it is held against the register that it could know the value itself.
    const tried = [...written]
    for (const { step, cell } of truthful) tried[step] = sumOf(truth, countedBy(world, cell))
    let at = 0
    for (const would of register(world, tried)) {
      if (at > upTo) break
      if (at !== butAnswersAt && !isSameAnswer(answers[at]!, would)) return false
      at++
    }
    return true
  }
}

/** Which values of one figure would have been answered in the same way, all others being what they are. */
function guessOf(
  { world, register }: Attack,
  { cell, step }: Version,
  written: readonly (number | undefined)[],
  answers: Map<number, Answer>[],
): Constraint {
  const all = Array.from({ length: room }, (_, value) => value)
  const isAnsweredSo = (value: number) => {
    let at = 0
    for (const would of register(world, written.with(step, value))) {
      if (at++ === step) return isSameAnswer(would, answers[step]!)
    }
    return false
  }
  const values = new Set(all.filter(isAnsweredSo))
  return { kinds: countedBy(world, cell), least: Math.min(...values, room), most: Math.max(...values, 0), values }
}

function isSameAnswer(one: Map<number, Answer>, other: Map<number, Answer>): boolean {
  return one.size === other.size && [...one].every(([figure, answer]) => other.get(figure) === answer)
}

/** Goes through all worlds that fit, those near the true one first, until one will do. */
function search({ truth }: World, constraints: Constraint[], willDo: (truth: number[]) => boolean): boolean {
  const now = truth.map(() => 0)
  const sums = constraints.map(() => 0)
  const of = truth.map((_, kind) => constraints.flatMap(({ kinds }, place) => (kinds.includes(kind) ? [place] : [])))
  // What is of few kinds is settled first, or all that others can be is gone through in vain.
  const bySize = constraints.map(({ kinds }) => kinds).toSorted((one, other) => one.length - other.length)
  const order = [...new Set([...bySize.flat(), ...truth.keys()])]
  const last = constraints.map(({ kinds }) => order.findLast((kind) => kinds.includes(kind)))
  let steps = 0
  const go = (depth: number): boolean => {
    if (++steps > mostSteps) throw new GivenUp()
    const kind = order[depth]
    if (kind === undefined) return willDo(now)
    const most = Math.min(room, ...of[kind]!.map((place) => constraints[place]!.most - sums[place]!))
    const least = Math.max(
      0,
      ...of[kind]!.map((place) => (last[place] === kind ? constraints[place]!.least - sums[place]! : 0)),
    )
    const inOrder = Array.from({ length: Math.max(0, most - least + 1) }, (_, step) => least + step)
    inOrder.sort((a, b) => Math.abs(a - truth[kind]!) - Math.abs(b - truth[kind]!))
    for (const value of inOrder) {
      const isOdd = (place: number) =>
        last[place] === kind && constraints[place]!.values && !constraints[place]!.values.has(sums[place]! + value)
      if (of[kind]!.some(isOdd)) continue
      now[kind] = value
      for (const place of of[kind]!) sums[place]! += value
      const found = go(depth + 1)
      for (const place of of[kind]!) sums[place]! -= value
      if (found) return true
    }
    now[kind] = 0
    return false
  }
  return go(0)
}

function sumOf(truth: readonly number[], kinds: number[]): number {
  return kinds.reduce((sum, kind) => sum + truth[kind]!, 0)
}

function placeOf(world: World, kind: number): number {
  return Math.floor(kind / (kindsOf(world) * world.periods))
}

function isSame(one: number[], other: number[]): boolean {
  return one.length === other.length && one.every((kind) => other.includes(kind))
}
