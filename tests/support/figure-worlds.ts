/**
 * Small worlds in which figures are recorded, changed, removed and moved, for the attacker to look at. Nothing here knows
 * how the register decides: a world is what is true, and what is written down of it in which order.
 */

/** A count of a part of the world: of one contribution, or of all that the collaboration is. Periods are numbered. */
export interface Cell {
  place: number | 'all'
  metric: Metric
  first: number
  last: number
}
export type Metric = 'deltagare' | 'fatt_arbete' | 'studier'

export type Step =
  /** `error`: by how much it is written down wrongly. */
  | { act: 'record'; figure: number; cell: Cell; error: number }
  | { act: 'change'; figure: number; error: number }
  | { act: 'remove'; figure: number }
  /** A contribution leaves the collaboration, or comes back. */
  | { act: 'leave' | 'join'; place: number }

export interface World {
  /** Places of the collaboration that are contributions; each is of a partner of its own. */
  places: number
  /** Whether the collaboration reaches others than its contributions do. */
  hasRest: boolean
  periods: number
  metrics: Metric[]
  steps: Step[]
  /** How many people there are of each kind: in one place, one period, and of one kind (`kindsOf`). */
  truth: number[]
}

/** Kinds of people: those who only took part, and those who got work, or studies, besides. */
export const kindsOf = ({ metrics }: Pick<World, 'metrics'>) => metrics.length

/** Which of the people of the world a cell counts, as places in `truth`. */
export function countedBy(world: Omit<World, 'truth' | 'steps'>, { place, metric, first, last }: Cell): number[] {
  const all: number[] = []
  for (let at = 0; at < world.places + Number(world.hasRest); at++) {
    for (let period = 0; period < world.periods; period++) {
      for (let kind = 0; kind < kindsOf(world); kind++) {
        const isThere = (place === 'all' || place === at) && period >= first && period <= last
        const isSuch = metric === 'deltagare' || world.metrics[kind] === metric
        if (isThere && isSuch) all.push((at * world.periods + period) * kindsOf(world) + kind)
      }
    }
  }
  return all
}

/** What is written down at each step, if the truth were this. */
export function writtenIn(world: World, truth: readonly number[]): (number | undefined)[] {
  const cells = new Map(world.steps.flatMap((step) => (step.act === 'record' ? [[step.figure, step.cell]] : [])))
  return world.steps.map((step) => {
    if (step.act !== 'record' && step.act !== 'change') return undefined
    const counted = countedBy(world, cells.get(step.figure)!).reduce((sum, kind) => sum + truth[kind]!, 0)
    return Math.max(0, counted + step.error)
  })
}

/** A generator of its own, so that a world is known by its number. */
export function randomOf(seed: number) {
  let state = (seed * 2654435761) >>> 0
  return (below: number) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const shapes: Omit<World, 'steps' | 'truth'>[] = [
  { places: 2, hasRest: true, periods: 1, metrics: ['deltagare'] },
  { places: 3, hasRest: false, periods: 1, metrics: ['deltagare'] },
  { places: 1, hasRest: false, periods: 3, metrics: ['deltagare'] },
  { places: 1, hasRest: true, periods: 2, metrics: ['deltagare'] },
  { places: 2, hasRest: false, periods: 2, metrics: ['deltagare'] },
  { places: 2, hasRest: true, periods: 2, metrics: ['deltagare'] },
  { places: 2, hasRest: false, periods: 3, metrics: ['deltagare'] },
  { places: 1, hasRest: true, periods: 1, metrics: ['deltagare', 'fatt_arbete'] },
  { places: 2, hasRest: true, periods: 1, metrics: ['deltagare', 'fatt_arbete'] },
  { places: 1, hasRest: false, periods: 2, metrics: ['deltagare', 'fatt_arbete'] },
  { places: 1, hasRest: false, periods: 3, metrics: ['deltagare', 'fatt_arbete'] },
  { places: 1, hasRest: true, periods: 1, metrics: ['deltagare', 'fatt_arbete', 'studier'] },
  { places: 2, hasRest: false, periods: 1, metrics: ['deltagare', 'fatt_arbete', 'studier'] },
]

/** World number so and so. */
export function worldOf(seed: number): World {
  const random = randomOf(seed + 1)
  const shape = shapes[random(shapes.length)]!
  const kinds = (shape.places + Number(shape.hasRest)) * shape.periods * kindsOf(shape)
  // Small counts and middling ones: what is told of large ones tells nothing.
  const truth = Array.from({ length: kinds }, () => (random(2) ? random(5) : 5 + random(8)))
  const steps: Step[] = []
  const wrong = new Set<number>()
  const there = new Set<number>()
  const known = new Set<string>()
  const away = new Set<number>()
  const many = 3 + random(6)
  for (let tries = 0; steps.length < many && tries < 60; tries++) {
    const die = random(12)
    const some = [...there][random(Math.max(1, there.size))]
    if (die === 0 && some !== undefined) {
      there.delete(some)
      steps.push({ act: 'remove', figure: some })
    } else if (die === 1 && wrong.size > 0) {
      const figure = [...wrong][0]!
      wrong.delete(figure)
      if (there.has(figure)) steps.push({ act: 'change', figure, error: 0 })
    } else if (die === 2 && steps.length > 0) {
      const place = random(shape.places)
      const act = away.has(place) ? 'join' : 'leave'
      if (act === 'join') away.delete(place)
      else away.add(place)
      steps.push({ act, place })
    } else if (die > 2) {
      const first = random(shape.periods)
      const cell: Cell = {
        place: random(3) === 0 ? 'all' : random(shape.places),
        metric: shape.metrics[random(shape.metrics.length)]!,
        first,
        last: first + random(shape.periods - first),
      }
      if (known.has(JSON.stringify(cell))) continue
      known.add(JSON.stringify(cell))
      const figure = known.size
      const error = random(8) === 0 ? random(9) - 4 : 0
      if (error !== 0) wrong.add(figure)
      there.add(figure)
      steps.push({ act: 'record', figure, cell, error })
    }
  }
  return { ...shape, steps, truth }
}
