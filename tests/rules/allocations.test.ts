import { describe, expect, test } from 'vitest'
import { RegistryError, type Fault } from '../../src/errors.ts'
import {
  allocationStates,
  assertMayAllocate,
  assertMaySayStatus,
  assertWereLeft,
  isFree,
  isPast,
  lateFaults,
  needFaults,
  stateAfter,
  type AllocationAct,
  type AllocationStatus,
} from '../../src/registry/allocations/rules.ts'
import type { ContributionStatus } from '../../src/registry/contributions/rules.ts'
import { mustBecome } from '../../src/states.ts'

const said = (faults: Fault[]) => faults.map(({ pointer, code }) => `${pointer} ${code}`)

/** What a rule gives, or the code of what it throws. */
function outcome(rule: () => unknown): unknown {
  try {
    return rule()
  } catch (error) {
    if (error instanceof RegistryError) return error.code
    throw error
  }
}

describe('the life of an allocation', () => {
  const states: AllocationStatus[] = [
    'waiting',
    'reserved',
    'confirmed',
    'started',
    'completed',
    'cancelled',
    'expired',
    'no_show',
  ]
  const no = 'conflict'

  test.each<[AllocationAct, unknown[]]>([
    //                waiting      reserved     confirmed    started      completed cancelled expired no_show
    ['confirmation', [no, 'confirmed', null, no, no, no, no, no]],
    ['start', [no, no, 'started', null, no, no, no, no]],
    ['completion', [no, no, no, 'completed', null, no, no, no]],
    ['cancellation', ['cancelled', 'cancelled', 'cancelled', 'cancelled', no, null, no, no]],
    ['no-show', [no, no, 'no_show', 'no_show', no, no, no, null]],
  ])('%s leads from each state to %o', (act, leads) => {
    const to = stateAfter[act]
    const leadsTo = (status: AllocationStatus) => (mustBecome(allocationStates, status, to) ? to : null)
    expect(states.map((status) => outcome(() => leadsTo(status)))).toEqual(leads)
  })
})

const open = {
  status: 'published',
  endsOn: null,
  applyBy: null,
  inAll: 3,
  available: 2,
  waiting: 0,
  hasDue: false,
} as const

test.each([
  ['draft', null, 'conflict'],
  ['published', null, undefined],
  ['full', null, undefined],
  ['paused', null, 'conflict'],
  ['closed', null, 'conflict'],
  ['followed_up', null, 'conflict'],
  ['withdrawn', null, 'conflict'],
  ['published', '2025-02-03', undefined],
  ['published', '2025-02-02', 'conflict'],
] as const)(
  'of a contribution that is %s and ends %s, places are given out on 2025-02-03: %s',
  (status, endsOn, given) => {
    for (const waitlist of [true, false]) {
      const asked = { quantity: 1, waitlist }
      expect(outcome(() => assertMayAllocate({ ...open, status, endsOn }, asked, '2025-02-03'))).toBe(given)
    }
  },
)

describe('afterwards', () => {
  const none = { startsOn: null, endsOn: null }
  test.each<[ContributionStatus, { startsOn: string | null; endsOn: string | null }, boolean]>([
    ['published', { startsOn: '2022-06-13', endsOn: '2025-02-02' }, true],
    ['full', { startsOn: null, endsOn: '2025-02-02' }, true],
    ['paused', { startsOn: null, endsOn: '2025-02-02' }, true],
    ['closed', { startsOn: null, endsOn: '2025-02-02' }, true],
    ['followed_up', { startsOn: null, endsOn: '2025-02-02' }, true],
    ['published', { startsOn: null, endsOn: '2025-02-03' }, false],
    ['closed', { startsOn: null, endsOn: '2025-02-03' }, false],
    ['draft', { startsOn: null, endsOn: '2025-02-02' }, false],
    ['withdrawn', { startsOn: null, endsOn: '2025-02-02' }, false],
    ['closed', none, true],
    ['followed_up', none, true],
    ['published', none, false],
    ['paused', none, false],
    ['closed', { startsOn: '2025-02-03', endsOn: null }, true],
    ['closed', { startsOn: '2025-02-04', endsOn: null }, false],
  ])('on 2025-02-03 an offer that is %s, with days %o, has been: %s', (status, days, expected) => {
    expect(isPast({ status, ...days }, '2025-02-03')).toBe(expected)
  })

  test.each([
    [{}, true, []],
    [{ status: 'completed' }, true, []],
    [
      { status: 'completed', waitlist: true, holdMinutes: 60 },
      true,
      ['/waitlist not_allowed', '/holdMinutes not_allowed'],
    ],
    [{ waitlist: false }, true, []],
    [{ waitlist: true, holdMinutes: 60 }, false, []],
    [{ status: 'started' }, false, ['/status not_allowed']],
  ])('what is said, %o, where it is over: %s, is refused for %o', (sent, isLate, faults) => {
    expect(said(lateFaults(sent, isLate))).toEqual(faults)
  })

  test('as many are entered as were left, also past those who waited, while it is over', () => {
    const places = { ...open, startsOn: null, endsOn: '2025-02-02' }
    const enter = (given: object, quantity: number) =>
      outcome(() => assertWereLeft({ ...places, ...given }, quantity, '2025-02-03'))
    expect([enter({}, 2), enter({}, 3), enter({ waiting: 5 }, 2)]).toEqual([undefined, 'conflict', undefined])
    expect(enter({ endsOn: null }, 1)).toBe('conflict')
  })

  test('a coordinator alone says what became of them', () => {
    const matcher = { kind: 'api_key', id: 'm', scopes: ['write'], role: 'matcher', organisationId: 'o' } as const
    const coordinator = { kind: 'api_key', id: 'c', scopes: ['write'], role: 'coordinator' } as const
    expect(outcome(() => assertMaySayStatus(matcher, 'completed'))).toBe('forbidden')
    expect(outcome(() => assertMaySayStatus(matcher, undefined))).toBeUndefined()
    expect(outcome(() => assertMaySayStatus(coordinator, 'completed'))).toBeUndefined()
  })
})

describe('what is asked for', () => {
  test.each([
    [{ available: 2, waiting: 0 }, 2, true],
    [{ available: 2, waiting: 0 }, 3, false],
    [{ available: 0, waiting: 0 }, 1, false],
    [{ available: 2, waiting: 1 }, 1, false],
  ])('of places %o, %i, is had at once: %s', (given, quantity, free) => {
    const places = { ...open, ...given }
    expect(isFree(places, quantity)).toBe(free)
    expect(outcome(() => assertMayAllocate(places, { quantity }, '2025-02-03'))).toBe(free ? undefined : 'conflict')
    // Who queues for what there is is never refused, and nobody before it is known what is free.
    expect(outcome(() => assertMayAllocate(places, { quantity, waitlist: true }, '2025-02-03'))).toBeUndefined()
    expect(outcome(() => assertMayAllocate({ ...places, hasDue: true }, { quantity }, '2025-02-03'))).toBeUndefined()
  })

  test('is refused, also to one who queues, when it is more than there are in all: it would wait for ever', () => {
    for (const places of [open, { ...open, available: 0, waiting: 1 }]) {
      expect(() => assertMayAllocate(places, { quantity: 4, waitlist: true }, '2025-02-03')).toThrow(
        expect.objectContaining({ faults: [expect.objectContaining({ pointer: '/quantity', code: 'not_enough' })] }),
      )
    }
  })

  test.each([
    ['2025-02-03', 3, undefined],
    ['2025-02-02', 3, '/waitlist past'],
    // What is free is given out until the last day, whoever sends waitlist with it.
    ['2025-02-02', 2, undefined],
  ])('on 2025-02-03, after applying by %s, %i are queued for: %s', (applyBy, quantity, refused) => {
    const places = { ...open, applyBy }
    const faults = (asked: { quantity: number; waitlist?: boolean }) => {
      try {
        assertMayAllocate(places, asked, '2025-02-03')
      } catch (error) {
        return said((error as RegistryError).faults).join()
      }
      return undefined
    }
    expect(faults({ quantity, waitlist: true })).toBe(refused)
  })

  test('is told of the queue only while one may join it', () => {
    const refusal = (applyBy: string) => () => assertMayAllocate({ ...open, applyBy }, { quantity: 3 }, '2025-02-03')
    expect(refusal('2025-02-03')).toThrow('2 are left, not 3. Send waitlist to join the queue.')
    expect(refusal('2025-02-02')).toThrow(/^2 are left, not 3\.$/)
  })

  test.each([
    [{ available: 2, waiting: 0 }, 'not_enough'],
    [{ available: 2, waiting: 4 }, 'queue'],
  ])('and is not there, %o, is refused with how many are left and how many wait: %s', (given, code) => {
    expect(() => assertMayAllocate({ ...open, ...given }, { quantity: 3 }, '2025-02-03')).toThrow(
      expect.objectContaining({ extensions: given, faults: [expect.objectContaining({ pointer: '/quantity', code })] }),
    )
  })

  test.each([
    [undefined, []],
    [null, ['/needId unknown']],
    [{ type: 'praktikplats', status: 'open' as const }, ['/needId other_type']],
    [{ type: 'feriejobb', status: 'closed' as const }, ['/needId closed']],
    [{ type: 'feriejobb', status: 'open' as const }, []],
    [{ type: 'feriejobb', status: 'covered' as const }, []],
  ])('for the need %o of a feriejobb: %o', (need, faults) => {
    expect(said(needFaults(need, 'feriejobb'))).toEqual(faults)
  })
})
