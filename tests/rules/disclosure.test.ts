import { describe, expect, test } from 'vitest'
import { broadly } from '../../src/registry/disclosures/broad.rules.ts'
import { spotOf, type Cell, type Limits, type Member } from '../../src/registry/disclosures/cells.rules.ts'
import { answerFor, mayBeToldOn, neighboursOf, tellingOf, uncoveredBy } from '../../src/registry/disclosures/rules.ts'
import { exactly } from '../../src/registry/disclosures/exact.rules.ts'
import { Pace } from '../../src/registry/disclosures/pieces.rules.ts'
import { solve, TooManySteps, valueOf } from '../../src/registry/disclosures/whole-numbers.rules.ts'
import { narrowedBy, narrowedForPartner, type Register } from '../support/figure-attacker.ts'
import { registerAtHome } from '../support/figure-register.ts'
import { atOnce, looksOf } from '../support/pieces.ts'
import { randomOf, worldOf, writtenIn, type Metric, type Step, type World } from '../support/figure-worlds.ts'

const wholes = new Map([
  ['deltagare', null],
  ['slutfort', 'deltagare'],
  ['fatt_arbete', 'deltagare'],
  ['studier', 'deltagare'],
  ['anstallda', 'fatt_arbete'],
  ['besok', null],
])
const homes = new Map(['a', 'b', 'c'].map((id) => [id, new Set(['k'])]))
const setting = { wholes, homes }

interface Given extends Partial<Cell> {
  value: number
  ownerId?: string
}
const cellOf = ({ value: _, ownerId: __, ...cell }: Given): Cell => ({
  collaborationId: 'k',
  contributionId: 'a',
  metric: 'deltagare',
  fromDay: null,
  toDay: null,
  ...cell,
})
const whole = (value: number, rest: Partial<Given> = {}): Given => ({ value, contributionId: null, ...rest })
const part = (contributionId: string, value: number, rest: Partial<Given> = {}): Given => ({
  value,
  contributionId,
  ...rest,
})
const of = (metric: string, value: number, rest: Partial<Given> = {}): Given => ({ value, metric, ...rest })

/** What is told of each figure, when they are written one after the other. */
function toldOf(figures: Given[]): (number | string)[] {
  const members: Member[] = []
  return figures.map((figure, place) => {
    const cell = cellOf(figure)
    const ownerId = figure.ownerId ?? cell.contributionId ?? 'k'
    const { answer, least, most } = answerFor(figure.value, atOnce(tellingOf(cell, ownerId, members, setting)))
    members.push({ spot: spotOf(cell, setting), outcomeId: String(place), ownerId, told: [{ least, most }] })
    return answer === 'value' ? figure.value : answer
  })
}

describe('a figure by itself', () => {
  test.each([
    [0, 'few'],
    [1, 'few'],
    [4, 'few'],
    [5, 5],
    [1_000_000_000, 1_000_000_000],
  ])('of %i', (value, told) => {
    expect(toldOf([part('a', value)])).toEqual([told])
  })
})

const year = { fromDay: '2024-01-01', toDay: '2024-12-31' }
const spring = { fromDay: '2024-01-01', toDay: '2024-06-30' }
const autumn = { fromDay: '2024-07-01', toDay: '2024-12-31' }

describe('who comes later pays', () => {
  test.each<[string, Given[], (number | string)[]]>([
    ['a part that leaves enough of its whole', [whole(20), part('a', 12)], [20, 12]],
    ['a part that leaves few', [whole(14), part('a', 12)], [14, 'nothing']],
    ['a whole with few beside its part', [part('a', 12), whole(14)], [12, 'nothing']],
    [
      'a whole that is its parts and no more: nobody is few too',
      [part('a', 12), part('b', 8), whole(20)],
      [12, 8, 'nothing'],
    ],
    [
      'a small part of a small whole is not even called small',
      [whole(8), part('a', 4), part('b', 4)],
      [8, 'nothing', 'nothing'],
    ],
    ['a small part with room beside it', [whole(40), part('a', 4), part('b', 4)], [40, 'few', 'few']],
    ['as long as there is room', [whole(13), part('a', 1), part('b', 1), part('c', 1)], [13, 'few', 'few', 'nothing']],
    ['another collaboration is another thing', [whole(12), part('z', 9, { collaborationId: 'l' })], [12, 9]],
    ['another metric too', [of('deltagare', 20), of('besok', 18)], [20, 18]],
    // That the others are few follows from the 7 that is not shown.
    ['a copy of yesterday tells no rest', [whole(10), part('a', 7), part('b', 3)], [10, 'nothing', 'few']],
    [
      'parts in time and place are not taken from a whole together',
      [whole(10, year), whole(7, spring), whole(3, autumn), part('a', 5, year)],
      [10, 'nothing', 'few', 'nothing'],
    ],
    [
      'overlapping periods',
      [
        part('a', 12, { fromDay: '2024-01-01', toDay: '2024-06-30' }),
        part('a', 10, { fromDay: '2024-04-01', toDay: '2024-09-30' }),
        part('a', 20, { fromDay: '2024-01-01', toDay: '2024-09-30' }),
        part('a', 2, { fromDay: '2024-04-01', toDay: '2024-06-30' }),
      ],
      [12, 'nothing', 'nothing', 'nothing'],
    ],
  ])('%s', (_, figures, told) => {
    expect(toldOf(figures)).toEqual(told)
  })
})

describe('a metric that is part of another', () => {
  test.each<[string, Given[], (number | string)[]]>([
    ['leaves enough', [of('deltagare', 20), of('fatt_arbete', 15)], [20, 15]],
    ['leaves few', [of('deltagare', 20), of('fatt_arbete', 16)], [20, 'nothing']],
    ['leaves nobody', [of('deltagare', 7), of('fatt_arbete', 7)], [7, 'nothing']],
    ['is small', [of('deltagare', 12), of('fatt_arbete', 3)], [12, 'few']],
    ['is small, of few', [of('deltagare', 4), of('fatt_arbete', 0)], ['few', 'few']],
    ['is small beside too few others', [of('deltagare', 8), of('fatt_arbete', 3)], [8, 'nothing']],
    ['is a part of a part', [of('deltagare', 20), of('anstallda', 18)], [20, 'nothing']],
    [
      'leaves few with another one, should nobody be in both',
      [of('deltagare', 20), of('fatt_arbete', 12), of('studier', 6)],
      [20, 12, 'nothing'],
    ],
    ['leaves enough with another one', [of('deltagare', 30), of('fatt_arbete', 12), of('studier', 6)], [30, 12, 6]],
    [
      'stands at another place',
      [whole(20), part('a', 9, { metric: 'fatt_arbete' }), part('b', 9, { metric: 'fatt_arbete' })],
      [20, 9, 'nothing'],
    ],
    ['was counted later', [of('deltagare', 7, spring), of('fatt_arbete', 6, autumn)], [7, 'nothing']],
    ['was counted later, of enough', [of('deltagare', 20, spring), of('fatt_arbete', 6, autumn)], [20, 6]],
  ])('%s', (_, figures, told) => {
    expect(toldOf(figures)).toEqual(told)
  })
})

test('what comes out by a figure is named', () => {
  const small = {
    spot: spotOf(cellOf(part('b', 3)), setting),
    outcomeId: 'small',
    ownerId: 'b',
    told: [{ least: 0, most: 4 }],
  }
  const large = {
    spot: spotOf(cellOf(part('c', 30)), setting),
    outcomeId: 'large',
    ownerId: 'c',
    told: [{ least: 30, most: 30 }],
  }
  const uncovered = (value: number) =>
    atOnce(uncoveredBy({ ...cellOf(whole(value)), ownerId: 'k', value }, [small, large], setting))
  expect(uncovered(32)).toEqual(['small'])
  expect(uncovered(50)).toEqual([])
})

const first = { periods: 1, metrics: ['deltagare'] as Metric[] }
const record = (
  figure: number,
  place: number | 'all',
  from: number,
  to: number,
  metric: Metric = 'deltagare',
): Step => ({
  act: 'record',
  figure,
  cell: { place, metric, first: from, last: to },
  error: 0,
})
/** The ways to small figures that were found from outside. */
const attacks: Record<string, World> = {
  'overlapping parts': {
    places: 1,
    hasRest: true,
    periods: 2,
    metrics: ['deltagare'],
    truth: [3, 2, 4, 1],
    steps: [record(1, 'all', 0, 1), record(2, 'all', 0, 0), record(3, 'all', 1, 1), record(4, 0, 0, 1)],
  },
  'overlapping periods': {
    places: 1,
    hasRest: false,
    periods: 3,
    metrics: ['deltagare'],
    truth: [10, 2, 8],
    steps: [record(1, 0, 0, 1), record(2, 0, 1, 2), record(3, 0, 0, 2), record(4, 0, 1, 1)],
  },
  'a part metric at another place': {
    places: 2,
    hasRest: false,
    periods: 1,
    metrics: ['deltagare', 'fatt_arbete'],
    truth: [1, 9, 1, 9],
    steps: [record(1, 'all', 0, 0), record(2, 0, 0, 0, 'fatt_arbete'), record(3, 1, 0, 0, 'fatt_arbete')],
  },
  'a part that is taken away and put back': {
    ...first,
    places: 2,
    hasRest: false,
    truth: [7, 3],
    steps: [
      record(1, 'all', 0, 0),
      record(2, 0, 0, 0),
      record(3, 1, 0, 0),
      { act: 'leave', place: 0 },
      { act: 'join', place: 0 },
    ],
  },
  'a copy of yesterday': {
    ...first,
    places: 1,
    hasRest: true,
    truth: [7, 3],
    steps: [record(1, 'all', 0, 0), record(2, 0, 0, 0)],
  },
}

describe('an attacker who knows the rule', () => {
  /** Tells all that is not small: what was shown before there was a rule for more. */
  const careless: Register = function* (world, written) {
    const shown = new Map<number, number | 'few'>()
    for (const [at, step] of world.steps.entries()) {
      if (step.act === 'record' || step.act === 'change')
        shown.set(step.figure, written[at]! < 5 ? 'few' : written[at]!)
      if (step.act === 'remove') shown.delete(step.figure)
      yield new Map(shown)
    }
  }

  test.each(Object.entries(attacks))('learns nothing by %s, and much where nothing is done', (_, world) => {
    expect(narrowedBy({ world, register: careless })).not.toEqual([])
    expect(narrowedBy({ world, register: registerAtHome() })).toEqual([])
  })

  test('learns no small figure in any of many worlds, partner or not', () => {
    const register = registerAtHome()
    let told = 0
    for (let seed = 0; seed < 40; seed++) {
      const world = worldOf(seed)
      const answers = [...register(world, writtenIn(world, world.truth))].at(-1)!
      told += [...answers.values()].filter((answer) => answer !== 'nothing').length
      expect([seed, narrowedBy({ world, register })]).toEqual([seed, []])
      if (seed % 4 > 0) continue
      expect([seed, narrowedForPartner({ world, register, partner: seed % world.places })]).toEqual([seed, []])
    }
    // Who tells nothing is not attacked.
    expect(told).toBeGreaterThan(40)
  })
})

describe('the broad rule', () => {
  /** Figures that lie within each other, told as values or as small: what there is before another one comes. */
  function systemOf(seed: number): { spot: ReturnType<typeof spotOf>; ownerId: string; members: Member[] } {
    const random = randomOf(seed)
    const figures: Given[] = []
    const places = [null, 'a', 'b', 'c']
    const periods = [year, spring, autumn]
    const pick = (): Given => {
      const contributionId = places[random(places.length)]!
      const size = (contributionId === null ? 24 : 12) + random(contributionId === null ? 30 : 12)
      return { value: random(3) === 0 ? random(5) : size, contributionId, ...periods[random(periods.length)]! }
    }
    for (let count = random(5); count >= 0; count--) figures.push(pick())
    const members: Member[] = []
    for (const figure of figures) {
      const cell = cellOf(figure)
      const ownerId = cell.contributionId ?? 'k'
      const { least, most } = answerFor(figure.value, atOnce(tellingOf(cell, ownerId, members, setting)))
      members.push({ spot: spotOf(cell, setting), outcomeId: '', ownerId, told: [{ least, most }] })
    }
    const next = cellOf(pick())
    return { spot: spotOf(next, setting), ownerId: next.contributionId ?? 'k', members }
  }

  test('tells nothing that the exact one would not', () => {
    let spoke = 0
    for (let seed = 0; seed < 400; seed++) {
      const { spot, ownerId, members } = systemOf(seed)
      const pace = new Pace()
      const near = atOnce(neighboursOf(spot, members, setting, pace))!
      const broad = atOnce(broadly(spot, near.within, near.members, setting, pace))
      if (!broad) continue
      const exact = atOnce(exactly(spot, ownerId, near.members, setting, { steps: 10_000_000, pace }))
      if (!exact.limits) continue
      spoke++
      const within = ({ least, most }: Limits): Limits | null => {
        const both = { least: Math.max(least, exact.limits!.least), most: Math.min(most, exact.limits!.most) }
        return both.least <= both.most ? both : null
      }
      for (const limits of [broad.few, ...broad.silent]) {
        const possible = limits && within(limits)
        if (possible) expect([seed, limits, atOnce(exact.isSafe(possible))]).toEqual([seed, limits, true])
      }
      const shown = broad.shown && within(broad.shown)
      if (!shown) continue
      const values = [shown.least, shown.least + 1, Math.min(shown.most, shown.least + 13), Math.min(shown.most, 900)]
      for (const value of values.filter((one) => one <= shown.most)) {
        expect([seed, value, atOnce(exact.isSafe({ least: value, most: value }))]).toEqual([seed, value, true])
      }
    }
    expect(spoke).toBeGreaterThan(100)
  })

  test('decides about a collaboration with hundreds of contributions', () => {
    const ids = Array.from({ length: 300 }, (_, place) => `c${place}`)
    const many = { wholes, homes: new Map(ids.map((id) => [id, new Set(['k'])])) }
    const members: Member[] = ids.map((id) => ({
      spot: spotOf(cellOf(part(id, 10)), many),
      outcomeId: id,
      ownerId: id,
      told: [{ least: 10, most: 10 }],
    }))
    const telling = atOnce(tellingOf(cellOf(whole(3100)), 'k', members, many))
    expect(answerFor(3100, telling).answer).toBe('value')
    expect(answerFor(3004, telling).answer).toBe('nothing')
  })
})

describe('whole numbers', () => {
  const sum = (places: number[], least: number, most = least) => ({
    of: new Map(places.map((place) => [place, 1])),
    least,
    most,
  })

  test('are found where there are any, and not where there are none', () => {
    const budget = { steps: 10_000, pace: new Pace() }
    const found = atOnce(solve(3, [sum([0, 1], 7), sum([1, 2], 9), sum([0, 2], 10)], budget))!
    expect(found).toEqual([4, 3, 6])
    // Half a person would be needed.
    expect(atOnce(solve(3, [sum([0, 1], 7), sum([1, 2], 9), sum([0, 2], 11)], budget))).toBeNull()
    expect(
      valueOf(
        new Map([
          [0, 1],
          [2, -1],
        ]),
        found,
      ),
    ).toBe(-2)
  })

  test('are looked for in so many steps, and then no longer', () => {
    const sums = Array.from({ length: 12 }, (_, at) => sum([at, (at + 5) % 12, (at + 7) % 12], 1_000 + at, 1_000 + at))
    expect(() => atOnce(solve(12, sums, { steps: 5, pace: new Pace() }))).toThrow(TooManySteps)
  })
})

describe('a decision is made in pieces', () => {
  /** Some milliseconds: no more is looked at without a pause. */
  const mostInPiece = 8_000
  const dayOf = (days: number) => new Date(Date.UTC(2024, 0, 1 + days)).toISOString().slice(0, 10)
  const memberOf = (figure: Given, told: Limits[], place: number): Member => {
    const cell = cellOf(figure)
    const ownerId = cell.contributionId ?? 'k'
    return { spot: spotOf(cell, setting), outcomeId: String(place), ownerId, told }
  }
  const metrics = ['deltagare', 'slutfort', 'fatt_arbete', 'studier', 'anstallda']
  /** As many as are looked at exactly, of crossing days and of all metrics. */
  const tangled = (toldAs: (place: number) => Limits[]): Member[] =>
    Array.from({ length: 24 }, (_, place) => {
      const [fromDay, toDay] = [dayOf((place * 7) % 50), dayOf(100 + ((place * 11) % 60))]
      const contributionId = [null, 'a', 'b', 'c'][place % 4]!
      const figure = { value: 0, contributionId, metric: metrics[place % 5]!, fromDay, toDay }
      return memberOf(figure, toldAs(place), place)
    })
  const just = (value: number): Limits => ({ least: value, most: value })
  const walls = (count: number) =>
    Array.from({ length: count }, (_, place) =>
      memberOf(whole(0, { fromDay: dayOf(-place), toDay: dayOf(9 + place) }), [just(90_000 + 9 * place)], place),
    )

  test.each<[string, Given, Member[]]>([
    ['in three hundred others', part('a', 5, { fromDay: dayOf(1), toDay: dayOf(2) }), walls(300)],
    [
      'beside four hundred others',
      whole(9_000),
      Array.from({ length: 400 }, (_, n) =>
        memberOf(part('a', 10, { fromDay: dayOf(n), toDay: dayOf(n) }), [just(10)], n),
      ),
    ],
    ['among values that cross', whole(300), tangled((place) => [just(40 + place)])],
    ['among small ones that cross', whole(300), tangled(() => [{ least: 0, most: 4 }])],
    ['among both', whole(300), tangled((place) => [place % 2 ? just(40 + place) : { least: 0, most: 4 }])],
    ['among those told twice', whole(300), tangled((place) => [just(60), ...(place < 4 ? [just(62)] : [])])],
  ])('%s', (_, figure, members) => {
    const cell = cellOf(figure)
    const told = { least: 0, most: 4 }
    for (const decision of [
      tellingOf(cell, 'k', members, setting),
      mayBeToldOn({ ...cell, ownerId: 'k', told }, members, setting),
      uncoveredBy({ ...cell, ownerId: 'k', value: figure.value }, members, setting),
    ]) {
      const { all, most } = looksOf(decision)
      expect(most).toBeLessThan(mostInPiece)
      expect(all).toBeGreaterThan(2 * mostInPiece)
    }
  })
})
