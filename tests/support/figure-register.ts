import {
  spotOf,
  type Cell,
  type Limits,
  type Member,
  type Telling,
} from '../../src/registry/disclosures/cells.rules.ts'
import { answerFor, tellingOf } from '../../src/registry/disclosures/rules.ts'
import type { Answer, Register } from './figure-attacker.ts'
import { atOnce } from './pieces.ts'
import type { Cell as WorldCell, World } from './figure-worlds.ts'

const wholes = new Map([
  ['deltagare', null],
  ['fatt_arbete', 'deltagare'],
  ['studier', 'deltagare'],
])
const quarters = [
  ['2024-01-01', '2024-03-31'],
  ['2024-04-01', '2024-06-30'],
  ['2024-07-01', '2024-09-30'],
] as const

/** The days of a cell of a world. */
export const daysOf = ({ first, last }: Pick<WorldCell, 'first' | 'last'>) => ({
  from: quarters[first]![0],
  to: quarters[last]![1],
})

/** The register as it decides, without its database: what it remembers is what it has told. */
export function registerAtHome(): Register {
  const tellings = new WeakMap<World, Map<string, Telling>>()
  return function* (world, written) {
    const decided = tellings.get(world) ?? new Map<string, Telling>()
    tellings.set(world, decided)
    const homes = new Map(Array.from({ length: world.places }, (_, place) => [`c${place}`, new Set(['k'])]))
    const setting = { wholes, homes }
    const known = new Map<string, { cell: Cell; ownerId: string; told: Limits[] }>()
    const shown = new Map<number, { cell: WorldCell; answer: Answer }>()
    const away = new Set<number>()
    let past = ''

    for (const [at, step] of world.steps.entries()) {
      if (step.act === 'record') decide(step.figure, step.cell, written[at]!)
      if (step.act === 'change') decide(step.figure, shown.get(step.figure)!.cell, written[at]!)
      if (step.act === 'remove') shown.delete(step.figure)
      if (step.act === 'leave') away.add(step.place)
      if (step.act === 'join') away.delete(step.place)
      yield new Map([...shown].map(([figure, { answer }]) => [figure, answer]))
    }

    function decide(figure: number, cell: WorldCell, value: number): void {
      const { place, metric } = cell
      const { from: fromDay, to: toDay } = daysOf(cell)
      const contributionId = place === 'all' ? null : `c${place}`
      const collaborationId = place !== 'all' && away.has(place) ? null : 'k'
      const of = { collaborationId, contributionId, metric, fromDay, toDay }
      const ownerId = place === 'all' ? 'k' : `p${place}`
      const key = [contributionId, metric, fromDay, toDay].join()
      const moment = `${past} ${key}`
      if (!decided.has(moment)) {
        const members: Member[] = [...known].flatMap(([id, { cell: other, ...member }]) =>
          id === key ? [] : [{ ...member, outcomeId: id, spot: spotOf(other, setting) }],
        )
        decided.set(moment, atOnce(tellingOf(of, ownerId, members, setting)))
      }
      const { answer, least, most } = answerFor(value, decided.get(moment)!)
      const before = known.get(key)?.told.filter((told) => told.least !== least || told.most !== most) ?? []
      known.set(key, { cell: of, ownerId, told: [{ least, most }, ...before] })
      past += ` ${key}:${least}-${most}`
      shown.set(figure, { cell, answer: answer === 'value' ? value : answer })
    }
  }
}
