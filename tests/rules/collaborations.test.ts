import { describe, expect, test } from 'vitest'
import { assertOnceAtATime, participationFaults } from '../../src/registry/collaborations/participants.rules.ts'
import {
  assertMayBecome,
  collaborationFaults,
  endFaults,
  isEndedAlready,
  periodFaults,
  type CollaborationStatus,
} from '../../src/registry/collaborations/rules.ts'

const today = '2025-02-03'
const undated = { startedOn: null, startedOnPrecision: 'unknown', endedOn: null, endedOnPrecision: 'unknown' } as const
const codes = (faults: { pointer: string; code: string }[]) => faults.map(({ pointer, code }) => `${pointer} ${code}`)

describe('the status of a collaboration', () => {
  const statuses: CollaborationStatus[] = ['idea', 'planned', 'active', 'paused', 'ended']
  const allowed = ['idea planned', 'planned active', 'active paused', 'paused active']

  test.each(statuses.flatMap((from) => statuses.map((to) => [from, to] as const)))('from %s to %s', (from, to) => {
    const change = () => assertMayBecome(from, to)
    if (from === 'ended' && to === 'active') expect(change).toThrow('/correction')
    else if (from === to || allowed.includes(`${from} ${to}`)) expect(change).not.toThrow()
    else expect(change).toThrow(to === 'ended' ? '/ending' : `cannot become ${to}`)
  })

  test('an end is changed by a correction alone, once it has come', () => {
    const day = (endedOn: string | null) => ({ endedOn, endedOnPrecision: endedOn ? 'day' : 'unknown' }) as const
    const faults = (status: CollaborationStatus, was: string | null, becomes: string | null) =>
      codes(endFaults({ status, ...day(was) }, day(becomes)))
    expect(faults('active', '2025-02-02', '2025-02-03')).toEqual([])
    expect(faults('ended', '2025-02-02', '2025-02-02')).toEqual([])
    expect(faults('ended', '2025-02-02', '2025-02-03')).toEqual(['/endedOn takes_correction'])
    expect(faults('ended', '2025-02-02', null)).toEqual(['/endedOn takes_correction'])
    expect(faults('ended', null, '2025-02-02')).toEqual(['/endedOn takes_correction'])
  })

  test('an ending is done once, with one day, which has come', () => {
    const end = (status: CollaborationStatus, was: string | null, day: string) =>
      isEndedAlready(
        status,
        { ...undated, endedOn: was, endedOnPrecision: was ? 'day' : 'unknown' },
        { endedOn: day, endedOnPrecision: 'day' },
        today,
      )
    expect(end('active', null, today)).toBe(false)
    expect(end('idea', '2025-02-01', '2025-02-01')).toBe(false)
    expect(end('ended', '2025-02-01', '2025-02-01')).toBe(true)
    expect(end('ended', null, '2025-02-01')).toBe(false)
    expect(() => end('ended', '2025-02-01', '2025-02-02')).toThrow('another day')
    expect(() => end('active', null, '2025-02-04')).toThrow('still to come')
  })
})

describe('the period of a collaboration', () => {
  test.each([
    ['unknown', undated, []],
    ['a day', { startedOn: '2024-09-05', startedOnPrecision: 'day' }, []],
    ['a month', { startedOn: '2024-09-01', startedOnPrecision: 'month' }, []],
    ['a month in the middle', { startedOn: '2024-09-05', startedOnPrecision: 'month' }, ['/startedOn not_first_day']],
    ['a year', { startedOn: '2024-01-01', startedOnPrecision: 'year' }, []],
    ['a year in February', { startedOn: '2024-02-01', startedOnPrecision: 'year' }, ['/startedOn not_first_day']],
    ['an unknown date that is given', { startedOn: '2024-02-01' }, ['/startedOnPrecision not_allowed']],
    ['a precision without a date', { endedOnPrecision: 'day' }, ['/endedOn required']],
    ['one day', { startedOn: today, startedOnPrecision: 'day', endedOn: today, endedOnPrecision: 'day' }, []],
    [
      'backwards',
      { startedOn: today, startedOnPrecision: 'day', endedOn: '2025-02-02', endedOnPrecision: 'day' },
      ['/endedOn before_start'],
    ],
    [
      'begun within the month that it ended',
      { startedOn: today, startedOnPrecision: 'day', endedOn: '2025-02-01', endedOnPrecision: 'month' },
      [],
    ],
    [
      'begun after the year that it ended',
      { startedOn: today, startedOnPrecision: 'day', endedOn: '2024-01-01', endedOnPrecision: 'year' },
      ['/endedOn before_start'],
    ],
    [
      'wrong at both ends',
      { startedOn: '2024-09-05', startedOnPrecision: 'year', endedOn: '2024-09-05', endedOnPrecision: 'month' },
      ['/startedOn not_first_day', '/endedOn not_first_day'],
    ],
  ] as const)('%s', (_, period, expected) => {
    expect(codes(periodFaults({ ...undated, ...period }))).toEqual(expected)
  })

  test('half a schedule is no schedule', () => {
    const schedule = { scheduleRule: null, scheduleTime: null, scheduleTimeZone: 'Europe/Stockholm' }
    expect(codes(collaborationFaults({ ...undated, ...schedule }))).toEqual([
      '/schedule/rule required',
      '/schedule/time required',
    ])
    expect(codes(collaborationFaults({ ...undated, ...schedule, scheduleTimeZone: null }))).toEqual([])
  })
})

describe('a participant', () => {
  const org = { organisationId: 'a', role: 'driver' }

  test.each([
    ['an organisation', org, []],
    ['a description', { description: 'näringslivet', role: 'partner' }, []],
    ['neither', { role: 'driver' }, ['/organisationId required']],
    ['cleared', { role: 'driver', organisationId: null, description: null }, ['/organisationId required']],
    ['both', { ...org, description: 'näringslivet' }, ['/description not_allowed']],
    ['one day', { ...org, from: today, to: today }, []],
    ['backwards', { ...org, from: today, to: '2025-02-02' }, ['/to before_start']],
  ])('%s', (_, participation, expected) => {
    expect(codes(participationFaults(participation))).toEqual(expected)
  })

  test.each([
    ['twice without days', org, org, true],
    ['twice, written in capitals', { ...org, organisationId: 'A' }, org, true],
    ['in two roles', org, { ...org, role: 'host' }, false],
    ['with another organisation', org, { ...org, organisationId: 'b' }, false],
    ['of the same description', { description: 'x', role: 'host' }, { description: 'x', role: 'host' }, false],
    ['again, after having left', { ...org, from: '2025-01-02' }, { ...org, to: '2025-01-01' }, false],
    ['again, on the day of leaving', { ...org, from: '2025-01-01' }, { ...org, to: '2025-01-01' }, true],
    ['once more in between', { ...org, from: '2024-03-01', to: '2024-04-01' }, { ...org, from: '2024-01-01' }, true],
  ])('%s', (_, joining, present, isTwice) => {
    const join = () => assertOnceAtATime([joining], [present], () => '')
    if (isTwice) expect(join).toThrow('already takes part')
    else expect(join).not.toThrow()
  })

  test('is pointed at among those who join together', () => {
    const join = () => assertOnceAtATime([org, { ...org, role: 'host' }, org], [], (place) => `/participants/${place}`)
    expect(join).toThrow(
      expect.objectContaining({ faults: [expect.objectContaining({ pointer: '/participants/2/organisationId' })] }),
    )
  })
})
