import { describe, expect, test } from 'vitest'
import { RegistryError, type Fault } from '../../src/errors.ts'
import { overFaults, periodFaults, reportedFaults, termsDayOf } from '../../src/registry/contributions/period.rules.ts'
import {
  assertCopiedAs,
  assertMayChange,
  assertMayRemove,
  assertRoom,
  contributionMustBecome,
  languageFaults,
  offererFaults,
  placesLeft,
  publishesWhenSentAgain,
  referenceFaults,
  withdrawalFaults,
  type ContributionStatus,
} from '../../src/registry/contributions/rules.ts'

const places = (offered: number, funded: number | null, reserved: number, filled: number) => ({
  offered,
  funded,
  reserved,
  filled,
})
const said = (faults: Fault[]) => faults.map(({ pointer, code }) => `${pointer} ${code}`)

/** What a rule throws, or undefined. */
function refusal(rule: () => unknown): RegistryError | undefined {
  try {
    rule()
  } catch (error) {
    if (error instanceof RegistryError) return error
    throw error
  }
  return undefined
}

describe('places of a contribution', () => {
  test.each([
    [places(8, null, 0, 0), 8],
    [places(8, 5, 0, 0), 5],
    [places(5, 8, 0, 0), 5],
    [places(8, null, 3, 2), 3],
    [places(8, 5, 3, 2), 0],
    [places(8, 0, 0, 0), 0],
    // Past the commands: never less than nothing.
    [places(2, null, 3, 0), 0],
  ])('%o leave %i', (given, left) => {
    expect(placesLeft(given)).toBe(left)
  })

  test('are never lowered below what is taken, and the refusal says by how much', () => {
    expect(refusal(() => assertRoom(places(5, null, 2, 3)))).toBeUndefined()
    expect(refusal(() => assertRoom(places(5, 5, 2, 3)))).toBeUndefined()
    const both = refusal(() => assertRoom(places(4, 2, 2, 3)))
    expect(both?.code).toBe('conflict')
    expect(both?.faults.map(({ pointer, detail }) => [pointer, detail.en])).toEqual([
      ['/capacity/offered', '5 are taken: offered cannot be 4, which is 1 too few.'],
      ['/capacity/funded', '5 are taken: funded cannot be 2, which is 3 too few.'],
    ])
  })
})

describe('an offer that is sent again', () => {
  const refusedFor = (rule: () => unknown) =>
    refusal(rule)
      ?.faults.map(({ pointer, code }) => `${pointer} ${code}`)
      .join()
  const [yesterday, today] = ['2025-02-02', '2025-02-03']

  test.each([
    ['draft', null, true],
    ['published', null, false],
    ['full', null, false],
    ['paused', null, '/status not_allowed'],
    ['closed', null, '/status not_allowed'],
    ['closed', today, '/status not_allowed'],
    // It has been what is asked for, and time has gone on.
    ['closed', yesterday, false],
    ['followed_up', yesterday, false],
    ['followed_up', null, '/status not_allowed'],
    ['withdrawn', yesterday, '/status not_allowed'],
  ] as const)('to be published, while it is %s and ends %s: %s', (status, endsOn, expected) => {
    const rule = () => publishesWhenSentAgain('published', { status, endsOn }, today)
    expect(refusedFor(rule) ?? rule()).toBe(expected)
    // A copy that is there is not changed, so it is not published either.
    const copied = () => assertCopiedAs('published', { id: 'x', status, endsOn }, today)
    expect(refusedFor(copied)).toBe(expected === false ? undefined : '/status not_allowed')
  })

  test('says nothing of a state that is not asked for, and never un-publishes', () => {
    expect(publishesWhenSentAgain(undefined, { status: 'withdrawn', endsOn: null }, today)).toBe(false)
    expect(publishesWhenSentAgain('draft', { status: 'draft', endsOn: null }, today)).toBe(false)
    expect(refusedFor(() => publishesWhenSentAgain('draft', { status: 'published', endsOn: null }, today))).toBe(
      '/status not_allowed',
    )
  })

  test.each([
    ['closed', ', or POST /contributions/{contributionId}/publication.'],
    ['withdrawn', 'Leave status out.'],
  ] as const)('and is %s is told the way out', (status, wayOut) => {
    const refused = refusal(() => publishesWhenSentAgain('published', { status, endsOn: null }, today))
    expect(refused?.message).toContain(wayOut)
  })
})

describe('the life of a contribution', () => {
  const states: ContributionStatus[] = ['draft', 'published', 'full', 'paused', 'closed', 'followed_up', 'withdrawn']
  test.each([
    //             draft       published  full       paused     closed      followed_up withdrawn
    ['published', [true, false, false, true, true, 'conflict', 'conflict']],
    ['paused', ['conflict', true, true, false, 'conflict', 'conflict', 'conflict']],
    ['closed', ['conflict', true, true, true, false, 'conflict', 'conflict']],
    ['withdrawn', ['conflict', true, true, true, 'conflict', 'conflict', false]],
  ] as const)('leads to %s from each state, or not: %o', (wanted, leads) => {
    const rule = (status: ContributionStatus) => () => contributionMustBecome(wanted, status)
    expect(states.map((status) => refusal(rule(status))?.code ?? rule(status)())).toEqual(leads)
  })

  test('ends by removal only for a draft', () => {
    const removable = states.filter((status) => !refusal(() => assertMayRemove(status)))
    expect(removable).toEqual(['draft'])
    expect(refusal(() => assertMayRemove('published'))?.detail.en).toContain('withdrawal')
  })

  test('needs a reason for a withdrawal when places are taken', () => {
    expect(withdrawalFaults(undefined, places(3, null, 0, 0))).toEqual([])
    expect(said(withdrawalFaults(undefined, places(3, null, 1, 0)))).toEqual(['/reason required'])
    expect(withdrawalFaults('Flytt.', places(3, null, 1, 1))).toEqual([])
  })

  test('ends changes by a partner when it is told and done, and changes of type once published', () => {
    const refused = (fields: string[], byCoordinator: boolean) =>
      states.filter((status) => refusal(() => assertMayChange(status, fields, byCoordinator)))
    expect(refused(['title'], false)).toEqual(['followed_up', 'withdrawn'])
    expect(refused(['title'], true)).toEqual([])
    expect(refused(['type'], true)).toEqual(['published', 'full', 'paused', 'closed', 'followed_up', 'withdrawn'])
  })
})

describe('what is wrong with a contribution', () => {
  test.each([
    [{}, []],
    [{ startsOn: '2025-06-16', endsOn: '2025-06-16', applyBy: '2025-06-16' }, []],
    [{ startsOn: '2025-06-16', endsOn: '2025-06-15' }, ['/endsOn before_start']],
    [{ endsOn: '2025-06-15', applyBy: '2025-06-16' }, ['/applyBy after_end']],
    [{ startsOn: '2025-06-16', endsOn: null, applyBy: '2026-01-01' }, []],
    [
      { startsOn: '2025-06-16', endsOn: '2025-06-15', applyBy: '2025-06-17' },
      ['/endsOn before_start', '/applyBy after_end'],
    ],
  ])('days %o: %o', (days, faults) => {
    expect(said(periodFaults(days))).toEqual(faults)
  })

  test.each([
    [{}, []],
    [{ endsOn: null, reportYear: null }, []],
    [{ endsOn: '2025-02-03' }, []],
    [{ endsOn: '2025-02-02' }, ['/endsOn past']],
    [{ reportYear: 2025 }, ['/reportYear past']],
  ])('offering again on 2025-02-03 what ends %o: %o', (ending, faults) => {
    expect(said(overFaults(ending, '2025-02-03'))).toEqual(faults)
  })

  test.each<[object, ContributionStatus, string[]]>([
    [{ startsOn: '2023-01-01', endsOn: null }, 'published', []],
    [{ reportYear: 2025 }, 'draft', []],
    [{ reportYear: 2023 }, 'closed', []],
    [{ reportYear: 2026 }, 'draft', ['/reportYear future']],
    [{ reportYear: 2023, endsOn: '2023-05-31' }, 'draft', ['/reportYear not_allowed']],
    [{ reportYear: 2023 }, 'published', ['/reportYear not_allowed']],
    [{ reportYear: 2023 }, 'full', ['/reportYear not_allowed']],
    [{ reportYear: 2023 }, 'paused', ['/reportYear not_allowed']],
  ])('known on 2025-02-03 from a report: %o, while it is %s: %o', (offer, status, faults) => {
    expect(said(reportedFaults(offer, status, '2025-02-03'))).toEqual(faults)
  })

  test.each([
    // Entered afterwards by a coordinator: the terms of then.
    [{ startsOn: '2021-03-01' }, true, '2021-03-01'],
    [{ startsOn: '2021-03-01' }, false, '2025-02-03'],
    [{ reportYear: 2023 }, true, '2023-01-01'],
    [{ reportYear: 2023 }, false, '2025-02-03'],
    [{ startsOn: '2025-06-16' }, true, '2025-06-16'],
    [{ startsOn: '2025-06-16' }, false, '2025-06-16'],
    [{ startsOn: null }, true, '2025-02-03'],
  ])('of %o, by a coordinator: %s, terms must be in use on %s', (offer, byCoordinator, day) => {
    expect(termsDayOf(offer, byCoordinator, '2025-02-03')).toBe(day)
  })

  test.each([
    [null, null, ['/organisationId required']],
    ['id', null, ['/organisationId unknown']],
    ['id', { endedOn: null }, []],
    ['id', { endedOn: '2025-02-04' }, []],
    ['id', { endedOn: '2025-02-03' }, ['/organisationId ended']],
  ])('offered by %s, found %o: %o', (id, found, faults) => {
    expect(said(offererFaults(id, found, '2025-02-03'))).toEqual(faults)
  })

  test('languages are those of ISO 639, each by its shortest code', () => {
    const known = ['sv', 'ar', 'ckb', 'prs', 'kmr', 'fit', 'rom', 'sma', 'swl']
    expect(said(languageFaults([...known, 'xx', 'swe', 'qqq', 'sme']))).toEqual([
      '/languages/9 unknown',
      '/languages/10 not_allowed',
      '/languages/11 unknown',
      '/languages/12 not_allowed',
    ])
  })

  test('it refers to what exists, and keeps what it had', () => {
    const wanted = { type: 'a', areas: ['b', 'c'], targetGroups: ['d'], collaborationId: 'e', supervisorContactId: 'f' }
    const unusable = (...codes: string[]) => ({ codes, inUse: [], path: '/' })
    const nothing = {
      unusable: { types: unusable('a'), areas: unusable('c'), targetGroups: unusable('d') },
      collaboration: false,
      takesPart: false,
      supervisor: false,
    }
    expect(said(referenceFaults(wanted, nothing))).toEqual([
      '/type unknown',
      '/areas/1 unknown',
      '/targetGroups/0 unknown',
      '/collaborationId unknown',
      '/supervisorContactId unknown',
    ])
    const all = { ...nothing, collaboration: true, takesPart: true, supervisor: true }
    expect(
      said(referenceFaults({ ...wanted, type: '' }, { ...all, takesPart: false }, { ...wanted, collaborationId: '' })),
    ).toEqual(['/collaborationId not_allowed'])
    expect(referenceFaults(wanted, all, wanted)).toEqual([])
    // A supervisor who is erased since.
    expect(referenceFaults(wanted, { ...all, supervisor: false }, wanted)).toEqual([])
    expect(said(referenceFaults(wanted, all, { ...wanted, type: '' }))).toEqual(['/type unknown'])
    expect(referenceFaults({ ...wanted, collaborationId: null, supervisorContactId: null }, nothing, wanted)).toEqual(
      [],
    )
  })
})
