import { describe, expect, test } from 'vitest'
import { assertFollowed, followUpStates } from '../../src/registry/outcomes/follow-ups.rules.ts'
import { mustBecome } from '../../src/states.ts'
import { hiddenFigures, type Figure } from '../../src/registry/outcomes/hiding.rules.ts'
import {
  partFaults,
  periodFaults,
  statementFaults,
  subjectFaults,
  subjectsGiven,
} from '../../src/registry/outcomes/rules.ts'
import { sumUp, type Summand, type SummaryKey } from '../../src/registry/outcomes/summary.rules.ts'
import { partOfFaults, termFaults, wholesOf } from '../../src/registry/vocabularies/rules.ts'

const wholes = new Map([
  ['deltagare', null],
  ['slutfort', 'deltagare'],
  ['fatt_arbete', 'deltagare'],
  ['studier', 'deltagare'],
  ['anstallda', 'fatt_arbete'],
  ['besok', null],
])

/** A figure of one contribution in one collaboration, unless it is said to be of something else. */
const figure = (id: string, value: number, rest: Partial<Figure> = {}): Figure => ({
  id,
  metric: 'deltagare',
  value,
  collaborationId: 'samarbetet',
  contributionId: 'bidraget',
  allocationId: null,
  ownerId: 'partnern',
  fromDay: null,
  toDay: null,
  publiclyStated: false,
  ...rest,
})
const of = (metric: string, value: number, rest: Partial<Figure> = {}) => figure(metric, value, { metric, ...rest })
const whole = (value: number, rest: Partial<Figure> = {}) =>
  figure('helheten', value, { contributionId: null, ownerId: null, ...rest })
const part = (id: string, value: number, rest: Partial<Figure> = {}) =>
  figure(id, value, { contributionId: id, ownerId: `${id}s`, ...rest })
const allocated = (id: string, value: number) => figure(id, value, { allocationId: id, ownerId: `${id}s` })
const stated = { publiclyStated: true }
const hiddenIn = (figures: Figure[]) => Object.fromEntries(hiddenFigures(figures, wholes))

describe('a small figure', () => {
  test.each([
    [0, 'few'],
    [1, 'few'],
    [4, 'few'],
    [5, undefined],
  ])('of %i', (value, hiding) => {
    expect(hiddenIn([figure('a', value)]).a).toBe(hiding)
    expect(hiddenIn([figure('a', value, stated)])).toEqual({})
  })
})

describe('a part whose whole is shown', () => {
  test.each<[string, Figure[], object]>([
    ['leaves enough', [of('deltagare', 20), of('fatt_arbete', 15)], {}],
    ['leaves few', [of('deltagare', 20), of('fatt_arbete', 16)], { fatt_arbete: 'derivable' }],
    ['leaves one', [of('deltagare', 7), of('fatt_arbete', 6)], { fatt_arbete: 'derivable' }],
    ['leaves nobody', [of('deltagare', 7), of('fatt_arbete', 7)], { fatt_arbete: 'derivable' }],
    ['is small itself', [of('deltagare', 7), of('fatt_arbete', 3)], { fatt_arbete: 'few' }],
    ['is small, as its whole is', [of('deltagare', 4), of('fatt_arbete', 0)], { deltagare: 'few', fatt_arbete: 'few' }],
    ['is larger, against the rule', [of('deltagare', 7), of('fatt_arbete', 9)], {}],
    ['is stated, and so is the whole', [of('deltagare', 7, stated), of('fatt_arbete', 6, stated)], {}],
    ['is stated, but not the whole', [of('deltagare', 7), of('fatt_arbete', 6, stated)], { deltagare: 'derivable' }],
    ['is of another metric', [of('deltagare', 20), of('besok', 18)], {}],
    [
      'is of a time before',
      [of('deltagare', 20, { fromDay: '2025-01-01' }), of('fatt_arbete', 18, { toDay: '2024-12-31' })],
      {},
    ],
    [
      'is of another time, with a whole of its own',
      [
        of('deltagare', 20, { toDay: '2024-12-31' }),
        figure('fler', 40, { metric: 'deltagare', fromDay: '2025-01-01' }),
        of('fatt_arbete', 18, { fromDay: '2025-01-01' }),
      ],
      {},
    ],
    [
      'was counted later',
      [of('deltagare', 7, { toDay: '2025-06-30' }), of('fatt_arbete', 6, { toDay: '2025-09-30' })],
      { fatt_arbete: 'derivable' },
    ],
    [
      'was counted quarter by quarter',
      [
        of('deltagare', 20, { fromDay: '2025-01-01', toDay: '2025-06-30' }),
        figure('vår', 10, { metric: 'fatt_arbete', fromDay: '2025-01-01', toDay: '2025-03-31' }),
        figure('sommar', 8, { metric: 'fatt_arbete', fromDay: '2025-04-01', toDay: '2025-06-30' }),
      ],
      { sommar: 'derivable' },
    ],
    ['is of another contribution', [of('deltagare', 20), of('fatt_arbete', 18, { contributionId: 'ett annat' })], {}],
    ['is a part of a part', [of('deltagare', 20), of('anstallda', 18)], { anstallda: 'derivable' }],
    [
      'makes up the whole with a small one and another',
      [of('deltagare', 20), of('fatt_arbete', 12), of('studier', 5), of('slutfort', 3)],
      { slutfort: 'few', studier: 'derivable' },
    ],
    [
      'leaves few with another one that is stated',
      [of('deltagare', 30), of('fatt_arbete', 12), of('studier', 15, stated)],
      { fatt_arbete: 'derivable' },
    ],
  ])('%s', (_, figures, expected) => {
    expect(hiddenIn(figures)).toEqual(expected)
  })
})

describe('a sum in place or time', () => {
  const year = { fromDay: '2024-01-01', toDay: '2024-12-31' }
  const spring = { fromDay: '2024-01-01', toDay: '2024-06-30' }
  const autumn = { fromDay: '2024-07-01', toDay: '2024-12-31' }
  test.each<[string, Figure[], object]>([
    ['of parts that are shown', [whole(20), part('a', 12), part('b', 8)], {}],
    ['with enough beside its parts', [whole(20), part('a', 12)], {}],
    ['with few beside its parts', [whole(14), part('a', 12)], { helheten: 'derivable' }],
    ['of a small part and another', [whole(12), part('a', 9), part('b', 3)], { helheten: 'derivable', b: 'few' }],
    ['of a nought and another', [whole(12), part('a', 12), part('b', 0)], { helheten: 'derivable', b: 'few' }],
    [
      'of two small parts, each known to its owner',
      [whole(8), part('a', 4), part('b', 4)],
      { helheten: 'derivable', a: 'few', b: 'few' },
    ],
    ['of small parts and many others', [whole(40), part('a', 4), part('b', 4)], { a: 'few', b: 'few' }],
    [
      'that is stated, of a small part and another',
      [whole(12, stated), part('a', 9), part('b', 3)],
      { a: 'derivable', b: 'few' },
    ],
    ['that is stated, of stated parts', [whole(12, stated), part('a', 9, stated), part('b', 3, stated)], {}],
    [
      'over time',
      [figure('året', 12, year), figure('våren', 9, spring), figure('hösten', 3, autumn)],
      { året: 'derivable', hösten: 'few' },
    ],
    ['over another time', [figure('året', 12, year), figure('våren', 9, { ...spring, fromDay: '2023-01-01' })], {}],
    [
      'of allocations, whose makers know their own',
      [figure('bidraget', 12), allocated('a', 9), allocated('b', 3)],
      { bidraget: 'derivable', b: 'few' },
    ],
    ['of allocations, none of which is most of it', [figure('bidraget', 20), allocated('a', 9), allocated('b', 8)], {}],
    [
      'of sums: what is hidden within is not taken from it',
      [whole(30), part('a', 12, year), part('a1', 9, { ...spring, contributionId: 'a', ownerId: 'as' }), part('b', 13)],
      { a: 'derivable' },
    ],
    [
      'of a part that is shown, and has a small part itself',
      [whole(12), part('a', 12), figure('a1', 3, { ...spring, contributionId: 'a' })],
      { a1: 'few' },
    ],
    [
      'of a part that is stated, and has small parts itself',
      [whole(30), part('a', 30, stated), figure('a1', 3, { ...spring, contributionId: 'a' })],
      { a1: 'few' },
    ],
    ['of another collaboration', [whole(12), part('a', 9, { collaborationId: 'ett annat' })], {}],
  ])('%s', (_, figures, expected) => {
    expect(hiddenIn(figures)).toEqual(expected)
  })
})

describe('from what is shown', () => {
  const most = 16
  const upTo = (n: number) => Array.from({ length: n + 1 }, (_, i) => i)
  /** Every truth of three figures where the first is the largest, by what is shown of it. */
  function viewsOf(figures: (a: number, b: number, c: number) => Figure[]) {
    const truths = upTo(most).flatMap((a) => upTo(a).flatMap((b) => upTo(a).map((c) => [a, b, c] as const)))
    return Map.groupBy(truths, (truth) => {
      const all = figures(...truth)
      const hidden = hiddenFigures(all, wholes)
      return all.map(({ id, value }) => hidden.get(id) ?? value).join()
    })
  }
  const isAtEdge = (truths: (readonly [number, number, number])[]) => truths.some(([a]) => a > most - 5)
  /** The value, when it is the same in all truths. */
  const only = (values: number[]) => (new Set(values).size === 1 ? values[0]! : undefined)

  test('no small metric, and none that is left over, can be told', () => {
    const views = viewsOf((a, b, c) => [of('deltagare', a), of('fatt_arbete', b), of('studier', c)])
    expect(views.size).toBeGreaterThan(100)
    for (const [view, truths] of views) {
      if (isAtEdge(truths)) continue
      const told = [0, 1, 2].map((place) => only(truths.map((truth) => truth[place]!)))
      expect(
        told.filter((value) => value !== undefined && value < 5),
        view,
      ).toEqual([])
      const left = [1, 2].map((place) => only(truths.map((truth) => truth[0] - truth[place]!)))
      const apart = truths.filter(([a, b, c]) => b + c <= a)
      const rest = only(apart.map(([a, b, c]) => a - b - c))
      expect(
        [...left, rest].filter((value) => value !== undefined && value > 0 && value < 5),
        view,
      ).toEqual([])
    }
  })

  test('no small part of a sum can be told', () => {
    const views = viewsOf((a, b, c) => [whole(a), part('b', b), part('c', c)])
    for (const [view, truths] of views) {
      const possible = truths.filter(([a, b, c]) => b + c <= a)
      if (possible.length === 0 || isAtEdge(truths)) continue
      const told = [1, 2].map((place) => only(possible.map((truth) => truth[place]!)))
      expect(
        told.filter((value) => value !== undefined && value < 5),
        view,
      ).toEqual([])
    }
  })
})

describe('summing up', () => {
  const row = (id: string, value: number, rest: Partial<Summand> = {}): Summand => ({
    ...part(id, value, { collaborationId: null }),
    isShown: true,
    type: 'feriejobb',
    areas: ['boende'],
    toDay: '2024-08-31',
    ...rest,
  })
  const sums = (figures: Summand[], ...by: SummaryKey[]) => sumUp(figures, by)

  test('adds up by metric, and by what else is asked for', () => {
    const figures = [
      row('a', 12),
      row('b', 9, { toDay: null, fromDay: '2023-12-01', areas: ['boende', 'halsa'] }),
      row('c', 7, { metric: 'besok', type: null, toDay: null, areas: [] }),
    ]
    expect(sums(figures)).toEqual([
      { metric: 'besok', outcomes: 1, withheld: 0, value: 7 },
      { metric: 'deltagare', outcomes: 2, withheld: 0, value: 21 },
    ])
    expect(sums(figures, 'type', 'area', 'year')).toEqual([
      { metric: 'besok', outcomes: 1, withheld: 0, value: 7 },
      { metric: 'deltagare', type: 'feriejobb', area: 'boende', year: 2023, outcomes: 1, withheld: 0, value: 9 },
      { metric: 'deltagare', type: 'feriejobb', area: 'boende', year: 2024, outcomes: 1, withheld: 0, value: 12 },
      { metric: 'deltagare', type: 'feriejobb', area: 'halsa', year: 2023, outcomes: 1, withheld: 0, value: 9 },
    ])
    expect(sums([])).toEqual([])
  })

  test('never adds what is not shown', () => {
    const figures = (small: number) => [row('a', 12), row('b', small, { isShown: false })]
    for (const small of [0, 1, 4]) {
      expect(sums(figures(small))).toEqual([{ metric: 'deltagare', outcomes: 2, withheld: 1, atLeast: 12 }])
    }
    expect(sums([row('b', 3, { isShown: false })])).toEqual([
      { metric: 'deltagare', outcomes: 1, withheld: 1, atLeast: 0 },
    ])
  })

  test('counts nobody twice: a figure stands for those within it, when it is shown', () => {
    const summed = (rest: Partial<Summand>) => [
      row('k', 30, { contributionId: null, collaborationId: 'k', toDay: null, ...rest }),
      row('a', 12, { collaborationId: 'k' }),
      row('b', 3, { collaborationId: 'k', isShown: false }),
      row('annat', 5, { collaborationId: 'l' }),
    ]
    expect(sums(summed({}))).toEqual([{ metric: 'deltagare', outcomes: 2, withheld: 0, value: 35 }])
    expect(sums(summed({ isShown: false }))).toEqual([{ metric: 'deltagare', outcomes: 4, withheld: 2, atLeast: 17 }])
  })
})

describe('an outcome', () => {
  const codes = (faults: { pointer: string; code: string }[]) => faults.map(({ pointer, code }) => `${pointer} ${code}`)

  test.each<[object, boolean, string[]]>([
    [{}, false, [' required']],
    [{ contributionId: 'a' }, true, []],
    [{ allocationId: 'a' }, false, ['/allocationId unknown']],
    [
      { contributionId: 'a', collaborationId: 'b' },
      false,
      ['/contributionId not_allowed', '/collaborationId not_allowed'],
    ],
  ])('is of one thing: %j', (body, isKnown, expected) => {
    expect(codes(subjectFaults(subjectsGiven(body), isKnown))).toEqual(expected)
  })

  test.each<[string | null, string | null, string[]]>([
    [null, null, []],
    ['2025-01-01', '2025-02-03', []],
    ['2025-02-03', null, []],
    ['2025-02-02', '2025-02-01', ['/to before_start']],
    ['2025-02-04', '2025-02-05', ['/from future', '/to future']],
    [null, '2025-02-04', ['/to future']],
  ])('has been: %s to %s', (from, to, expected) => {
    expect(codes(periodFaults({ from, to }, '2025-02-03'))).toEqual(expected)
  })

  test.each<[boolean, string[], string[]]>([
    [false, [], []],
    [true, ['Uppföljningen'], []],
    [true, [], ['/sources required']],
  ])('that is stated (%s) cites %j', (publiclyStated, sources, expected) => {
    expect(codes(statementFaults(publiclyStated, sources))).toEqual(expected)
  })

  test.each<[string, number, [string, number][], string[]]>([
    ['fatt_arbete', 7, [['deltagare', 7]], []],
    ['fatt_arbete', 8, [['deltagare', 7]], ['/value more_than_whole']],
    [
      'anstallda',
      8,
      [
        ['deltagare', 7],
        ['fatt_arbete', 6],
      ],
      ['/value more_than_whole', '/value more_than_whole'],
    ],
    [
      'deltagare',
      5,
      [
        ['fatt_arbete', 6],
        ['slutfort', 5],
      ],
      ['/value less_than_part'],
    ],
    ['besok', 900, [['deltagare', 7]], []],
    ['slutfort', 7, [['fatt_arbete', 3]], []],
  ])('%s %i is no more than its whole, beside %j', (metric, value, others, expected) => {
    const beside = others.map(([other, count]) => ({ metric: other, value: count }))
    const faults = partFaults({ metric, value }, beside, wholes)
    expect(codes(faults)).toEqual(expected)
    // What is wrong is told without any figure.
    expect(JSON.stringify(faults)).not.toMatch(/\d/)
  })
})

describe('an outcome metric', () => {
  test('is a part of those above it, also where somebody has closed a circle', () => {
    expect(wholesOf('anstallda', wholes)).toEqual(['fatt_arbete', 'deltagare'])
    const circle = new Map([
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'b'],
    ])
    expect(wholesOf('a', circle)).toEqual(['b', 'c'])
    expect(wholesOf('b', circle)).toEqual(['c'])
  })

  test.each([
    ['nytt', 'deltagare', []],
    ['nytt', 'finns_inte', ['unknown']],
    ['nytt', 'nytt', ['circular']],
    ['deltagare', 'anstallda', ['circular']],
    ['slutfort', 'fatt_arbete', []],
  ])('%s as a part of %s', (code, partOf, expected) => {
    expect(partOfFaults(code, partOf, wholes).map((fault) => fault.code)).toEqual(expected)
  })

  test.each([
    ['outcome-metrics', { partOf: 'deltagare' }, []],
    ['outcome-metrics', { unit: 'place', followUpDays: 90 }, ['/unit', '/followUpDays']],
    ['contribution-types', { unit: 'place', followUpDays: 90 }, []],
    ['contribution-types', { partOf: null }, ['/partOf']],
    ['sectors', { unit: 'place', followUpDays: 90, partOf: 'x' }, ['/unit', '/followUpDays', '/partOf']],
  ] as const)('a term of %s with %j', (vocabulary, term, expected) => {
    expect(termFaults(vocabulary, term).map(({ pointer }) => pointer)).toEqual(expected)
  })
})

describe('a follow-up', () => {
  test.each([
    ['done', 'due', true],
    ['dropped', 'due', true],
    ['done', 'done', false],
    ['dropped', 'dropped', false],
  ] as const)('%s from %s', (end, status, expected) => {
    expect(mustBecome(followUpStates, status, end)).toBe(expected)
  })

  test('comes to one end, and is done when something has been told', () => {
    expect(() => mustBecome(followUpStates, 'dropped', 'done')).toThrow('is dropped')
    expect(() => mustBecome(followUpStates, 'done', 'dropped')).toThrow('is done')
    expect(() => assertFollowed(0)).toThrow('Record')
    assertFollowed(1)
  })
})
