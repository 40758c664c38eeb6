import { describe, expect, test } from 'vitest'
import {
  copyFaults,
  firstDayOf,
  isoWeekOf,
  movedPeriod,
  yearsOf,
  type Period,
} from '../../src/registry/contributions/series.rules.ts'

const period = (startsOn: string | null, endsOn: string | null = null, applyBy: string | null = null): Period => ({
  startsOn,
  endsOn,
  applyBy,
})

describe('the week of a day', () => {
  test.each([
    ['2025-06-16', 2025, 25, 1],
    ['2025-07-11', 2025, 28, 5],
    ['2024-12-29', 2024, 52, 7],
    ['2024-12-30', 2025, 1, 1],
    ['2021-01-03', 2020, 53, 7],
    ['2021-01-04', 2021, 1, 1],
    ['2020-12-31', 2020, 53, 4],
    ['2016-01-01', 2015, 53, 5],
    ['2024-02-29', 2024, 9, 4],
    ['0001-01-01', 1, 1, 1],
  ])('%s is in %i, week %i, day %i', (day, year, week, weekday) => {
    expect(isoWeekOf(day)).toEqual({ year, week, weekday })
  })
})

describe('the days of a copy for another year', () => {
  test.each<[string, Period, number, Period]>([
    [
      'stand on the same weekdays of the same weeks',
      period('2025-06-16', '2025-07-11', '2025-04-30'),
      2026,
      period('2026-06-15', '2026-07-10', '2026-04-29'),
    ],
    ['also in an earlier year', period('2026-06-15', '2026-07-10'), 2025, period('2025-06-16', '2025-07-11')],
    ['are the same in the same year', period('2025-06-16', '2025-07-11'), 2025, period('2025-06-16', '2025-07-11')],
    ['reach over New Year as before', period('2024-11-04', '2025-01-31'), 2025, period('2025-11-03', '2026-01-30')],
    [
      'begin in the last days of December where week 1 does',
      period('2024-12-30', '2025-01-03'),
      2026,
      period('2025-12-29', '2026-01-02'),
    ],
    [
      'are applied for in the year before, as before',
      period('2026-02-09', '2026-02-13', '2025-12-01'),
      2027,
      period('2027-02-15', '2027-02-19', '2026-11-30'),
    ],
    ['move from week 53 to 52', period('2020-12-28', '2020-12-31'), 2021, period('2021-12-27', '2021-12-30')],
    [
      'stay in week 53 where there is one',
      period('2020-12-28', '2021-01-03'),
      2026,
      period('2026-12-28', '2027-01-03'),
    ],
    ['end no earlier than they start', period('2020-12-25', '2020-12-28'), 2021, period('2021-12-31', '2021-12-31')],
    [
      'are applied for before they end',
      period('2020-12-21', '2020-12-28', '2020-12-27'),
      2021,
      period('2021-12-27', '2021-12-27', '2021-12-27'),
    ],
    ['move without a start', period(null, '2025-07-11', '2025-04-30'), 2026, period(null, '2026-07-10', '2026-04-29')],
    ['move without an end', period('2025-06-16'), 2026, period('2026-06-15')],
    ['are none where there were none', period(null), 2026, period(null)],
    ['end no later than can be written', period('2025-06-16', '9999-12-31'), 2026, period('2026-06-15', '9999-12-31')],
  ])('%s', (_, original, year, copy) => {
    expect(movedPeriod(original, { year })).toEqual(copy)
  })

  test('are those that are said, and the others follow the year', () => {
    const original = period('2025-06-16', '2025-07-11', '2025-04-30')
    expect(movedPeriod(original, { year: 2026, applyBy: '2026-03-31' })).toEqual(
      period('2026-06-15', '2026-07-10', '2026-03-31'),
    )
    expect(movedPeriod(original, { year: 2026, startsOn: '2026-06-08' })).toEqual(
      period('2026-06-08', '2026-07-10', '2026-04-29'),
    )
  })
})

describe('the days of a copy with a start', () => {
  const original = period('2025-06-16', '2025-07-11', '2025-04-30')
  test.each([
    [original, { startsOn: '2025-07-14' }, period('2025-07-14', '2025-08-08', '2025-05-28')],
    [original, { startsOn: '2025-07-14', endsOn: '2025-07-18' }, period('2025-07-14', '2025-07-18', '2025-05-28')],
    [period(null, '2025-07-11'), { startsOn: '2026-06-15' }, period('2026-06-15')],
    [period('2025-06-16', '9999-12-31'), { startsOn: '2026-06-15' }, period('2026-06-15', '9999-12-31')],
  ])('%o with %o', (from, sent, copy) => {
    expect(movedPeriod(from, sent)).toEqual(copy)
  })
})

test.each([
  [period('2025-06-16'), {}, ['/startsOn required']],
  [period('2025-06-16'), { endsOn: '2026-06-15' }, ['/startsOn required']],
  [period(null), { year: 2026 }, ['/startsOn required']],
  [period(null), { startsOn: '2026-06-15' }, []],
  [period('2025-06-16'), { startsOn: '2026-06-15' }, []],
  [period(null, '2025-06-16'), { year: 2026 }, []],
])('a copy of %o with %o: %o', (original, sent, faults) => {
  expect(copyFaults(original, sent).map(({ pointer, code }) => `${pointer} ${code}`)).toEqual(faults)
})

test('the first day of a period is its start, or what there is instead', () => {
  expect(firstDayOf(period('2025-06-16', '2025-07-11', '2025-04-30'))).toBe('2025-06-16')
  expect(firstDayOf(period(null, '2025-07-11', '2025-04-30'))).toBe('2025-07-11')
  expect(firstDayOf(period(null, null, '2025-04-30'))).toBe('2025-04-30')
  expect(firstDayOf(period(null))).toBeNull()
})

test('the years of a series are added up year by year', () => {
  const offer = (
    id: string,
    startsOn: string | null,
    offered: number,
    filled: number,
    funded: number | null = null,
  ) => ({
    ...period(startsOn),
    id,
    title: id,
    status: 'closed',
    offered,
    funded,
    filled,
    completed: filled,
    sharesAll: true,
    madeOn: '2024-05-01',
    reportYear: id === 'g' ? 2028 : null,
  })
  const offers = [
    offer('a', '2026-06-15', 8, 5),
    offer('b', '2024-12-30', 3, 1, 2),
    offer('c', '2025-06-16', 6, 2, 6),
    offer('d', null, 2, 0, 1),
    offer('e', '2026-07-13', 2, 2, 2),
    offer('f', '2027-06-14', 9, 6),
    // Placed by the report that tells of it.
    offer('g', null, 1, 1),
  ]
  const years = yearsOf(offers)
  expect(
    years.map(({ contributions, ...figures }) => ({ ...figures, ids: contributions.map(({ id }) => id) })),
  ).toEqual([
    { year: 2024, ids: ['d'], offered: 2, funded: 1, filled: 0, completed: 0, fillRate: 0 },
    { year: 2025, ids: ['b', 'c'], offered: 9, funded: 8, filled: 3, completed: 3, fillRate: 0.333 },
    { year: 2026, ids: ['a', 'e'], offered: 10, funded: null, filled: 7, completed: 7, fillRate: 0.7 },
    { year: 2027, ids: ['f'], offered: 9, funded: null, filled: 6, completed: 6, fillRate: 0.667 },
    { year: 2028, ids: ['g'], offered: 1, funded: null, filled: 1, completed: 1, fillRate: 1 },
  ])
  // Of 2026 the sum would tell of the two that are not told.
  const told = yearsOf(offers.map((one) => ({ ...one, sharesAll: false })))
  expect(told.map((year) => [year.filled, 'completed' in year ? year.completed : year.withheld])).toEqual([
    [0, ['completed']],
    [3, ['completed']],
    [7, ['completed']],
    [6, 6],
    [1, ['completed']],
  ])
  expect(yearsOf([])).toEqual([])
})
