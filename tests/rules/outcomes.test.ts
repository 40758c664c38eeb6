import { describe, expect, test } from 'vitest'
import { assertFollowed, followUpStates } from '../../src/registry/outcomes/follow-ups.rules.ts'
import { mustBecome } from '../../src/states.ts'
import { daysCounted } from '../../src/registry/disclosures/cells.rules.ts'
import { reportYearFaults } from '../../src/registry/periods.rules.ts'
import {
  assertFewSums,
  metricDayOf,
  mostSums,
  partFaults,
  periodFaults,
  statementFaults,
  subjectFaults,
  subjectsGiven,
} from '../../src/registry/outcomes/rules.ts'
import { partOfFaults, termFaults, wholesOf } from '../../src/registry/vocabularies/rules.ts'

const wholes = new Map([
  ['deltagare', null],
  ['slutfort', 'deltagare'],
  ['fatt_arbete', 'deltagare'],
  ['studier', 'deltagare'],
  ['anstallda', 'fatt_arbete'],
  ['besok', null],
])

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

  test.each<[string | null, string | null, number | null, string[]]>([
    [null, null, null, []],
    [null, null, 2023, []],
    [null, null, 2025, []],
    [null, null, 2026, ['/reportYear future']],
    ['2023-01-01', null, 2023, ['/reportYear not_allowed']],
    [null, '2023-12-31', 2026, ['/reportYear not_allowed', '/reportYear future']],
  ])('is known by its days or by the year of a report: %s to %s, %s', (first, last, reportYear, expected) => {
    expect(codes(reportYearFaults({ first, last, reportYear }, '2025-02-03'))).toEqual(expected)
  })

  test.each([
    [{ fromDay: '2023-02-01', toDay: '2023-05-31' }, ['2023-02-01', '2023-05-31']],
    [{ toDay: '2023-05-31', reportYear: null }, [null, '2023-05-31']],
    [{ fromDay: null, toDay: null, reportYear: 2023 }, ['2023-01-01', '2023-12-31']],
  ])('%j counts the days %j', (figure, [fromDay, toDay]) => {
    expect(daysCounted(figure)).toEqual({ fromDay, toDay })
  })

  test.each([
    [{ fromDay: '2022-01-01', toDay: '2022-12-31' }, true, '2022-12-31'],
    [{ fromDay: '2022-01-01', toDay: null }, true, '2022-01-01'],
    [{ fromDay: null, toDay: null }, true, '2025-02-03'],
    // The year of a report that has not ended.
    [{ fromDay: '2025-01-01', toDay: '2025-12-31' }, true, '2025-02-03'],
    [{ fromDay: '2022-01-01', toDay: '2022-12-31' }, false, '2025-02-03'],
  ])('%j, recorded by a coordinator: %s, wants a metric that was in use on %s', (days, byCoordinator, expected) => {
    expect(metricDayOf(days, byCoordinator, '2025-02-03')).toBe(expected)
  })

  test.each<[boolean, object[], string[]]>([
    [false, [], []],
    [true, [{ documentId: '01953d2c-5a00-7c3e-9a53-6f1d2b7e8a10' }], []],
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

test('of so many sums that none would be read there are none, and the way out', () => {
  assertFewSums(mostSums)
  expect(() => assertFewSums(mostSums + 1)).toThrow(
    expect.objectContaining({ faults: [expect.objectContaining({ pointer: '/by', code: 'too_many' })] }),
  )
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
    ['outcome-metrics', { unit: 'visit' }, []],
    ['outcome-metrics', { unit: 'hour', followUpDays: 90 }, ['/unit', '/followUpDays']],
    ['contribution-types', { unit: 'visit' }, ['/unit']],
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
