import { RRuleTemporal } from 'rrule-temporal'
import { describe, expect, test } from 'vitest'
import {
  countFaults,
  horizonDays,
  plainRule,
  scheduleFaults,
  seldomDays,
} from '../../src/registry/collaborations/schedule.rules.ts'
import { everOccurs, expand } from '../../src/registry/collaborations/schedule.ts'

const thursdays = { rule: 'FREQ=WEEKLY;BYDAY=TH', time: '18:00', timeZone: 'Europe/Stockholm' }
const anew = { from: null, known: [], goal: 'horizon', mostSteps: 200 } as const
const ever = { startedOn: null, lastDay: null }
const expanded = (rule: string, now: string, run: object = {}, schedule: object = {}) =>
  expand({ ...thursdays, ...schedule, rule }, { ...ever, ...run }, new Date(now), anew)
/** The next five. */
const starts = async (...asked: Parameters<typeof expanded>) => (await expanded(...asked)).starts.slice(0, 5)
/** `2025-10-23 16:00` and so on: what matters of an instant here. */
const short = (instants: string[]) => instants.map((instant) => instant.slice(0, 16).replace('T', ' '))

describe('the next starts', () => {
  test('are at 18 in Stockholm on both sides of the end of summer time', async () => {
    expect(await starts(thursdays.rule, '2025-10-20T10:00:00Z')).toEqual([
      '2025-10-23T16:00:00.000Z',
      '2025-10-30T17:00:00.000Z',
      '2025-11-06T17:00:00.000Z',
      '2025-11-13T17:00:00.000Z',
      '2025-11-20T17:00:00.000Z',
    ])
  })

  test('and of its beginning', async () => {
    expect(short(await starts(thursdays.rule, '2025-03-20T10:00:00Z'))).toEqual([
      '2025-03-20 17:00',
      '2025-03-27 17:00',
      '2025-04-03 16:00',
      '2025-04-10 16:00',
      '2025-04-17 16:00',
    ])
  })

  test('leave out a time that the clock jumps over, and take the first of one that comes twice', async () => {
    const night = { time: '02:30' }
    expect(short(await starts('FREQ=DAILY', '2025-03-28T20:00:00Z', {}, night)).slice(0, 3)).toEqual([
      '2025-03-29 01:30',
      '2025-03-31 00:30',
      '2025-04-01 00:30',
    ])
    expect(short(await starts('FREQ=DAILY', '2025-10-24T20:00:00Z', {}, night)).slice(0, 3)).toEqual([
      '2025-10-25 00:30',
      '2025-10-26 00:30',
      '2025-10-27 01:30',
    ])
  })

  test('follow the zone of the schedule', async () => {
    expect(short(await starts(thursdays.rule, '2025-01-01T00:00:00Z', {}, { timeZone: 'Asia/Tokyo' }))[0]).toBe(
      '2025-01-02 09:00',
    )
  })

  test.each([
    ['one that begins now', thursdays.rule, '2025-02-06T17:00:00.000Z', {}, '2025-02-06 17:00'],
    ['not one that began a moment ago', thursdays.rule, '2025-02-06T17:00:00.001Z', {}, '2025-02-13 17:00'],
    [
      'none before the first day',
      thursdays.rule,
      '2025-02-03T00:00:00Z',
      { startedOn: '2026-09-01' },
      '2026-09-03 16:00',
    ],
    [
      'every other week, from the first day on',
      'FREQ=WEEKLY;INTERVAL=2;BYDAY=TH',
      '2025-02-03T00:00:00Z',
      { startedOn: '2025-01-02' },
      '2025-02-13 17:00',
    ],
    [
      'the same, a week later',
      'FREQ=WEEKLY;INTERVAL=2;BYDAY=TH',
      '2025-02-03T00:00:00Z',
      { startedOn: '2025-01-09' },
      '2025-02-06 17:00',
    ],
    [
      'the weekday of the first day',
      'FREQ=WEEKLY',
      '2025-02-03T00:00:00Z',
      { startedOn: '2024-09-04' },
      '2025-02-05 17:00',
    ],
    ['the last Friday of the month', 'FREQ=MONTHLY;BYDAY=-1FR', '2025-02-03T00:00:00Z', {}, '2025-02-28 17:00'],
    ['the second Tuesday', 'FREQ=MONTHLY;BYDAY=2TU', '2025-02-03T00:00:00Z', {}, '2025-02-11 17:00'],
    [
      'the second of the Mondays and Tuesdays',
      'FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=2',
      '2025-02-03T00:00:00Z',
      {},
      '2025-02-04 17:00',
    ],
    ['the 31st, where there is one', 'FREQ=MONTHLY;BYMONTHDAY=31', '2025-02-03T00:00:00Z', {}, '2025-03-31 16:00'],
    ['Monday of week 6', 'FREQ=YEARLY;BYWEEKNO=6;BYDAY=MO', '2025-02-04T00:00:00Z', {}, '2026-02-02 17:00'],
    [
      'working days in term',
      'FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;BYMONTH=9,10',
      '2025-02-03T00:00:00Z',
      {},
      '2025-09-01 16:00',
    ],
    [
      'since the Middle Ages',
      'FREQ=WEEKLY;INTERVAL=2',
      '2025-02-03T00:00:00Z',
      { startedOn: '0001-01-01' },
      '2025-02-03 17:00',
    ],
  ])('%s', async (_, rule, now, run, expected) => {
    const [first] = short(await starts(rule, now, run))
    expect(first).toBe(expected)
  })

  test('end with COUNT, UNTIL and the last day of the collaboration', async () => {
    const now = '2025-02-03T00:00:00Z'
    const three = ['2025-02-06 17:00', '2025-02-13 17:00', '2025-02-20 17:00']
    expect(short(await starts('FREQ=WEEKLY;BYDAY=TH;COUNT=8', now, { startedOn: '2025-01-02' }))).toEqual(three)
    expect(short(await starts('FREQ=WEEKLY;BYDAY=TH;UNTIL=20250220', now))).toEqual(three)
    expect(short(await starts('FREQ=WEEKLY;BYDAY=TH;UNTIL=20250220T170000Z', now))).toEqual(three)
    expect(short(await starts('FREQ=WEEKLY;BYDAY=TH;UNTIL=20250220T165959Z', now))).toEqual(three.slice(0, 2))
    expect(short(await starts(thursdays.rule, now, { lastDay: '2025-02-20' }))).toEqual(three)
    expect(short(await starts(thursdays.rule, now, { lastDay: '2025-02-19' }))).toEqual(three.slice(0, 2))
  })

  test.each([
    ['a rule that has ended', 'FREQ=WEEKLY;BYDAY=TH;UNTIL=20200101', {}],
    ['a count that is used up', 'FREQ=WEEKLY;COUNT=3', { startedOn: '2024-01-04' }],
    ['a collaboration that is over', thursdays.rule, { lastDay: '2024-12-31' }],
    ['a rule that never comes', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', {}],
    ['what is no rule at all', 'EVERY=THURSDAY', {}],
  ])('are none for %s', async (_, rule, run) => {
    expect(await starts(rule, '2025-02-03T00:00:00Z', run)).toEqual([])
  })

  test('move on as time passes, forwards and back', async () => {
    const first = async (now: string) => short(await starts(thursdays.rule, now))[0]
    expect(await first('2025-05-05T08:00:00Z')).toBe('2025-05-08 16:00')
    expect(await first('2025-05-08T16:00:00Z')).toBe('2025-05-08 16:00')
    expect(await first('2025-05-08T16:01:00Z')).toBe('2025-05-15 16:00')
    expect(await first('2025-05-08T15:59:00Z')).toBe('2025-05-08 16:00')
  })
})

describe('an expansion', () => {
  const now = '2025-02-03T09:30:00.000Z'
  const later = (days: number) => new Date(Date.parse(now) + days * 86_400_000).toISOString()

  test('reaches over the horizon, and is due again when it no longer does', async () => {
    for (const rule of [thursdays.rule, 'FREQ=DAILY', 'FREQ=MONTHLY;BYDAY=1TU']) {
      const { reaches, dueAt, starts: all } = await expanded(rule, now)
      expect(reaches >= later(horizonDays), rule).toBe(true)
      expect(dueAt).toBe(new Date(Date.parse(reaches) - horizonDays * 86_400_000).toISOString())
      expect(all.every((start) => start < reaches)).toBe(true)
    }
    expect((await expanded('FREQ=DAILY', now)).starts.length).toBeGreaterThanOrEqual(horizonDays)
  })

  test('of a rule that comes seldom has one start more than is shown, and is due when that is the next', async () => {
    const { starts: all, dueAt } = await expanded('FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=6', now)
    expect(short(all)).toEqual([2025, 2026, 2027, 2028, 2029, 2030].map((year) => `${year}-06-06 16:00`))
    expect(dueAt).toBe('2025-06-06T16:00:00.000Z')
  })

  test('of one that hardly ever comes looks as far as it must', async () => {
    const { starts: all, reaches, dueAt } = await expanded('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29', now)
    expect(short(all)).toEqual(['2028-02-29 17:00', '2032-02-29 17:00'])
    expect(reaches >= later(seldomDays)).toBe(true)
    expect(dueAt! > now).toBe(true)
  })

  test('that is left off early is due at once, however far back it counts from', async () => {
    const run = { startedOn: '0001-01-01', lastDay: null }
    const counting = { ...thursdays, rule: 'FREQ=YEARLY;COUNT=500' }
    const { reaches, dueAt } = await expand(counting, run, new Date(now), { ...anew, mostSteps: 1 })
    expect([reaches.slice(0, 7), dueAt]).toEqual(['0001-02', now])
  })

  test('whose time is up is left off after a step, and due at once', async () => {
    const { steps, dueAt } = await expand(thursdays, ever, new Date(now), { ...anew, until: performance.now() })
    expect([steps, dueAt]).toEqual([1, now])
  })

  test('is never due again once the rule has ended', async () => {
    for (const [rule, run] of [
      ['FREQ=WEEKLY;COUNT=3', { startedOn: '2025-02-06' }],
      ['FREQ=WEEKLY;BYDAY=TH;UNTIL=20250220', {}],
      [thursdays.rule, { lastDay: '2025-02-20' }],
    ] as const) {
      const { starts: all, dueAt } = await expanded(rule, now, run)
      expect(short(all)).toEqual(['2025-02-06 17:00', '2025-02-13 17:00', '2025-02-20 17:00'])
      expect(dueAt).toBeNull()
    }
  })

  test.each([
    ['FREQ=DAILY;INTERVAL=5;COUNT=200', '2024-12-31'],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU', '2025-01-02'],
    ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1', '2025-01-02'],
    ['FREQ=YEARLY;INTERVAL=2;BYWEEKNO=1,53;BYDAY=MO', '2024-12-30'],
    ['FREQ=MONTHLY;INTERVAL=3;COUNT=9', '2024-01-31'],
  ])('of %s is in steps what the library says at once', async (rule, startedOn) => {
    const { starts: all, reaches } = await expanded(rule, now, { startedOn }, { time: '02:30' })
    const whole = new RRuleTemporal({
      rruleString: `DTSTART;TZID=Europe/Stockholm:${startedOn.replaceAll('-', '')}T023000\nRRULE:${rule}`,
    })
    const asked = whole.between(new Date(now), new Date(Date.parse(reaches) - 1), true)
    expect(all).toEqual(asked.map((start) => new Date(start.epochMilliseconds).toISOString()))
    expect(all.length).toBeGreaterThan(3)
  })
})

describe('a rule', () => {
  test.each([
    ['FREQ=WEEKLY;BYDAY=TH', 'FREQ=WEEKLY;BYDAY=TH'],
    ['RRULE:FREQ=WEEKLY;BYDAY=TH', 'FREQ=WEEKLY;BYDAY=TH'],
    ['rrule:freq=weekly;byday=th;', 'FREQ=WEEKLY;BYDAY=TH'],
  ])('%s is kept as %s', (sent, kept) => {
    expect(plainRule(sent)).toBe(kept)
  })

  test.each([
    'FREQ=DAILY',
    'FREQ=WEEKLY;BYDAY=MO,TH;WKST=SU',
    'FREQ=WEEKLY;BYDAY=TH;UNTIL=20251231',
    'FREQ=WEEKLY;BYDAY=TH;UNTIL=20251231T170000Z',
    'FREQ=MONTHLY;BYDAY=+1MO,-1FR',
    'FREQ=MONTHLY;BYMONTHDAY=1,-1',
    'FREQ=YEARLY;BYMONTH=6;BYDAY=1SA',
    'FREQ=YEARLY;BYYEARDAY=100',
    'FREQ=YEARLY;BYWEEKNO=6;BYDAY=MO,TU',
    'FREQ=YEARLY;BYDAY=TH;BYSETPOS=1',
    'FREQ=YEARLY;BYMONTH=12;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
    'FREQ=YEARLY;BYDAY=1MO,1TU,1WE,1TH,1FR;BYSETPOS=1',
  ])('%s is well formed, whenever the collaboration began', (rule) => {
    expect(scheduleFaults({ ...thursdays, rule }, 'unknown')).toEqual([])
  })

  test.each([
    'FREQ=WEEKLY',
    'FREQ=MONTHLY',
    'FREQ=YEARLY;BYMONTH=6',
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=TH',
    'FREQ=WEEKLY;BYDAY=TH;COUNT=10',
  ])('%s counts from a first day, which must be known', (rule) => {
    const pointers = (precision: 'day' | 'month' | 'unknown') =>
      scheduleFaults({ ...thursdays, rule }, precision).map(({ pointer }) => pointer)
    expect(pointers('day')).toEqual([])
    expect(pointers('month')).toEqual(['/startedOn'])
    expect(pointers('unknown')).toEqual(['/startedOn'])
  })

  test.each([
    'FREQ=SECONDLY',
    'FREQ=MINUTELY;INTERVAL=30',
    'FREQ=HOURLY',
    'varje torsdag',
    'BYDAY=TH',
    'FREQ=FORTNIGHTLY',
    'FREQ=',
    'FREQ=WEEKLY;BYDAY',
    'FREQ=WEEKLY;;BYDAY=TH',
    'FREQ=WEEKLY;BYDAY=TH=FR',
    'FREQ=WEEKLY;BYDAY=XX',
    'FREQ=WEEKLY;BYDAY=TH,',
    'FREQ=WEEKLY;BYDAY=2TH',
    'FREQ=WEEKLY;FREQ=DAILY',
    'FREQ=WEEKLY;BYDAY=TH;BYHOUR=10,12',
    'FREQ=WEEKLY;BYDAY=TH;X-PART=1',
    'FREQ=WEEKLY;BYDAY=TH;__PROTO__=1',
    'FREQ=WEEKLY;BYMONTHDAY=3',
    'FREQ=WEEKLY;INTERVAL=0',
    'FREQ=WEEKLY;INTERVAL=999999999',
    'FREQ=WEEKLY;INTERVAL=-1',
    'FREQ=DAILY;COUNT=0',
    'FREQ=DAILY;COUNT=99999999',
    'FREQ=DAILY;COUNT=5;UNTIL=20300101',
    'FREQ=DAILY;UNTIL=20230230',
    'FREQ=DAILY;UNTIL=20230101T250000Z',
    'FREQ=DAILY;UNTIL=20230101T180000',
    'FREQ=DAILY;UNTIL=tomorrow',
    'FREQ=MONTHLY;BYMONTHDAY=32',
    'FREQ=MONTHLY;BYMONTHDAY=0',
    'FREQ=MONTHLY;BYMONTH=13;BYDAY=MO',
    'FREQ=MONTHLY;BYYEARDAY=100',
    'FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=3',
    'FREQ=YEARLY;BYWEEKNO=6',
    'FREQ=YEARLY;BYYEARDAY=100;BYDAY=MO',
    'FREQ=DAILY;BYSETPOS=1',
    'FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=366',
    'FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
    'FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYSETPOS=-1',
    'FREQ=YEARLY;BYMONTHDAY=1,2,3,4,5,6,7,8,9;BYSETPOS=-1',
    'FREQ=DAILY;RSCALE=CHINESE',
    'FREQ=WEEKLY;BYDAY=TH\nRRULE:FREQ=SECONDLY',
    'FREQ=WEEKLY;BYDAY=TH\nDTSTART:20250101T000000Z',
  ])('%s is refused', (rule) => {
    const faults = scheduleFaults({ ...thursdays, rule: plainRule(rule) }, 'day')
    expect(faults.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual(['/schedule/rule wrong_rule'])
  })

  test('is told all that is wrong with it', () => {
    const faults = scheduleFaults(
      { ...thursdays, rule: 'FREQ=WEEKLY;BYDAY=XX;INTERVAL=0', timeZone: 'Mars/Olympus' },
      'day',
    )
    expect(faults.map(({ pointer }) => pointer)).toEqual(['/schedule/rule', '/schedule/rule', '/schedule/timeZone'])
  })

  test.each([
    ['FREQ=DAILY;COUNT=501', 'COUNT is a whole number from 1 to 500.', 'COUNT är ett heltal från 1 till 500.'],
    ['FREQ=DAILY;COUNT=', 'COUNT is a whole number from 1 to 500.', 'COUNT är ett heltal från 1 till 500.'],
    ['FREQ=DAILY;INTERVAL=367', 'INTERVAL is a whole number from 1 to 366.', 'INTERVAL är ett heltal från 1 till 366.'],
    [
      'FREQ=WEEKLY;BYDAY=MO, TH',
      'BYDAY is some of MO, TU, WE, TH, FR, SA, SU, numbered from 1 to 53 as 2TU or -1FR, with commas and no spaces between them.',
      'BYDAY är några av MO, TU, WE, TH, FR, SA, SU, numrerade från 1 till 53 som 2TU eller -1FR, med komma och inga mellanslag emellan.',
    ],
    [
      'FREQ=MONTHLY;BYMONTHDAY=1;BYMONTH=1 2',
      'BYMONTH is whole numbers from 1 to 12, with commas and no spaces between them.',
      'BYMONTH är heltal från 1 till 12, med komma och inga mellanslag emellan.',
    ],
    [
      'FREQ=MONTHLY;BYMONTHDAY=32',
      'BYMONTHDAY is whole numbers from 1 to 31, from the end as -1, with commas and no spaces between them.',
      'BYMONTHDAY är heltal från 1 till 31, från slutet som -1, med komma och inga mellanslag emellan.',
    ],
    [
      'FREQ=FORTNIGHTLY',
      'FREQ is one of DAILY, WEEKLY, MONTHLY, YEARLY.',
      'FREQ är ett av DAILY, WEEKLY, MONTHLY, YEARLY.',
    ],
    [
      'FREQ=DAILY;UNTIL=2026-12-31',
      'UNTIL is a day as 20261231, or a moment in UTC as 20261231T170000Z.',
      'UNTIL är en dag som 20261231, eller en tidpunkt i UTC som 20261231T170000Z.',
    ],
  ])('%s is refused with what the part may say', (rule, en, sv) => {
    expect(scheduleFaults({ ...thursdays, rule }, 'day').map(({ detail }) => detail)).toEqual([{ en, sv }])
  })

  // Some abbreviations are known to one library and not to the other; IST is of India, Ireland or Israel.
  const noZones = [
    'Mars/Olympus',
    '+02:00',
    '-03:00',
    '',
    'Europe/Stockholm:20250101',
    ' Europe/Stockholm',
    'Europe/',
    'IST',
    'JST',
    'PST',
    'CST',
    'ACT',
    'SST',
    'CET',
    'EST',
    'MET',
    'EST5EDT',
    'ist',
    'jst',
    'Japan',
    'GMT',
    'Z',
    'UTC+2',
    'GMT+02:00',
    'Etc/Unknown',
    'Factory',
    'CEST',
    'Sweden',
  ]
  test.each(noZones)('in the zone %s is refused', (timeZone) => {
    expect(scheduleFaults({ ...thursdays, timeZone }, 'day')).toMatchObject([
      { pointer: '/schedule/timeZone', code: 'unknown' },
    ])
  })

  test.each(['Europe/Stockholm', 'europe/stockholm', 'UTC', 'utc', 'Etc/GMT+2', 'America/Argentina/Buenos_Aires'])(
    'in the zone %s is taken, and comes to a day',
    async (timeZone) => {
      expect(scheduleFaults({ ...thursdays, timeZone }, 'day')).toEqual([])
      expect(await everOccurs({ ...thursdays, timeZone }, '2025-01-01')).toBe(true)
    },
  )

  test.each([
    ['FREQ=WEEKLY;COUNT=500', '0001-01-01', ['wrong_rule']],
    ['FREQ=WEEKLY;COUNT=500', '2015-02-02', ['wrong_rule']],
    ['FREQ=WEEKLY;COUNT=500', '2015-02-03', []],
    ['FREQ=WEEKLY;COUNT=500', '9999-12-31', []],
    ['FREQ=WEEKLY', '0001-01-01', []],
    ['FREQ=WEEKLY;BYDAY=TH', null, []],
  ])('%s from %s on: a count is gone through from its first day', (rule, startedOn, codes) => {
    expect(countFaults(rule, startedOn, '2025-02-03').map(({ code }) => code)).toEqual(codes)
  })
})

test('a rule that comes once, just after midnight, does come', async () => {
  const once = { ...thursdays, rule: 'UNTIL=20241231;FREQ=DAILY', time: '00:30' }
  expect(await everOccurs(once, '2024-09-05')).toBe(true)
  expect(await everOccurs({ ...once, rule: 'FREQ=DAILY;COUNT=1', timeZone: 'Asia/Tokyo' }, '2024-09-05')).toBe(true)
})

test('a rule may count from any day that there is', async () => {
  for (const startedOn of ['0001-01-01', '1900-01-01', '2090-01-01', '9999-12-31']) {
    expect(await everOccurs({ ...thursdays, rule: 'FREQ=WEEKLY' }, startedOn)).toBe(true)
  }
})

describe('a rule from somebody who wishes us ill', () => {
  /** Twice what the worst of them takes: a bound of the library that is lost takes a hundred times that. */
  const mostCalls = 8_000
  const allDays = 'BYDAY=MO,TU,WE,TH,FR,SA,SU'
  const never = [
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=DAILY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=31;COUNT=500',
    'FREQ=WEEKLY;BYMONTH=2;BYDAY=MO;BYSETPOS=9',
    'FREQ=MONTHLY;BYDAY=MO;BYSETPOS=9',
    'FREQ=DAILY;BYDAY=MO;BYSETPOS=2',
    'FREQ=YEARLY;BYDAY=30MO;BYMONTH=2',
    `FREQ=YEARLY;${allDays};BYMONTH=1;BYSETPOS=366`,
    'FREQ=YEARLY;BYDAY=MO,TU;BYSETPOS=366',
    `FREQ=MONTHLY;${allDays};BYSETPOS=-366`,
  ]
  /** All the work of a request that says a schedule, at most 181 steps: twice what the worst of those taken costs. */
  const mostCallsInAll = 230_000

  test('lets others work between one schedule and the next', async () => {
    const { most } = await callsOf(() => expanded('FREQ=DAILY', '2025-02-03T00:00:00Z'))
    const { most: ofMany } = await callsOf(async () => {
      for (let n = 0; n < 10; n++) await expand(thursdays, ever, new Date(), { ...anew, goal: 'shown' })
    })
    expect(ofMany).toBeLessThan(most)
  })

  test.each(never)('%s never comes, and that is found out in small pieces', async (rule) => {
    const schedule = { ...thursdays, rule }
    expect(scheduleFaults(schedule, 'day')).toEqual([])
    const { most } = await callsOf(async () => {
      expect(await everOccurs(schedule, '2025-01-01')).toBe(false)
      const { starts: none } = await expanded(rule, '2025-02-03T00:00:00Z', { startedOn: '0001-01-01' })
      expect(none).toEqual([])
    })
    expect(most).toBeLessThan(mostCalls)
  })

  test.each([
    `FREQ=YEARLY;${allDays};BYSETPOS=366`,
    'FREQ=DAILY;BYDAY=FR;BYMONTHDAY=13;COUNT=500',
    'FREQ=YEARLY;INTERVAL=366',
    'FREQ=DAILY;COUNT=500',
    `FREQ=YEARLY;${allDays}`,
    `FREQ=MONTHLY;${allDays};BYSETPOS=1,2,3,4,5,6,7,8,9,10`,
  ])('%s is expanded in small pieces', async (rule) => {
    const { most } = await callsOf(async () => {
      expect(await everOccurs({ ...thursdays, rule }, '2025-01-01')).toBe(true)
      // At a time that the clock jumps over the library takes its longest way.
      await expanded(rule, '2025-02-03T00:00:00Z', { startedOn: '2016-01-01' }, { time: '02:30' })
    })
    expect(most).toBeLessThan(mostCalls)
  })

  test.each<readonly [string, string]>([
    ...never.map((rule) => [rule, '2015-02-03'] as const),
    ['FREQ=YEARLY;BYDAY=MO,TU;BYSETPOS=105,106;COUNT=500', '2015-02-03'],
    ['FREQ=YEARLY;BYMONTH=1,2,3;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=91;COUNT=500', '2015-02-03'],
    ['FREQ=DAILY;BYDAY=FR;BYMONTHDAY=13;COUNT=500', '2015-02-03'],
    [`FREQ=YEARLY;${allDays}`, '0001-01-01'],
  ])('%s from %s on is decided, and expanded as far as a request does, in so much work', async (rule, startedOn) => {
    const schedule = { ...thursdays, rule }
    expect([...scheduleFaults(schedule, 'day'), ...countFaults(rule, startedOn, '2025-02-03')]).toEqual([])
    const { all } = await callsOf(async () => {
      await everOccurs(schedule, startedOn)
      await expand(schedule, { ...ever, startedOn }, new Date('2025-02-03T00:00:00Z'), { ...anew, mostSteps: 100 })
    })
    expect(all).toBeLessThan(mostCallsInAll)
  })

  test('that counts from the Middle Ages is gone on with where it was left, and counts right', async () => {
    const schedule = { ...thursdays, rule: 'FREQ=DAILY;BYDAY=FR;BYMONTHDAY=13;COUNT=500' }
    const run = { startedOn: '1753-01-01', lastDay: null }
    const now = new Date('2025-02-03T00:00:00Z')
    let expansion = await expand(schedule, run, now, anew)
    let goes = 1
    for (; expansion.starts.length === 0; goes++) {
      expect([expansion.steps, expansion.dueAt! <= now.toISOString()]).toEqual([200, true])
      expansion = await expand(schedule, run, now, { ...anew, from: expansion })
    }
    expect(goes).toBeGreaterThan(5)
    expect(short(expansion.starts)[0]).toBe('2025-06-13 16:00')
  })
})

/** How often something calls the methods of the library: between two turns of the event loop at most, and in all. */
async function callsOf(run: () => Promise<unknown>): Promise<{ most: number; all: number }> {
  let [calls, most, all] = [0, 0, 0]
  const { constructor: _, ...members } = Object.getOwnPropertyDescriptors(RRuleTemporal.prototype)
  const methods = Object.entries(members).filter(([, { value }]) => typeof value === 'function')
  for (const [name, { value }] of methods) {
    Object.defineProperty(RRuleTemporal.prototype, name, {
      configurable: true,
      value(this: unknown, ...given: unknown[]): unknown {
        most = Math.max(most, ++calls)
        all++
        return Reflect.apply(value, this, given)
      },
    })
  }
  let turning = setImmediate(function turn() {
    calls = 0
    turning = setImmediate(turn)
  })
  try {
    await run()
  } finally {
    clearImmediate(turning)
    Object.defineProperties(RRuleTemporal.prototype, Object.fromEntries(methods))
  }
  expect(most).toBeGreaterThan(0)
  return { most, all }
}
