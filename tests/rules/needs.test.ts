import { describe, expect, test } from 'vitest'
import { RegistryError, type Fault } from '../../src/errors.ts'
import { distanceKm, positionColumns, positionOf } from '../../src/registry/contributions/position.rules.ts'
import { spanOf } from '../../src/registry/needs/coverage.rules.ts'
import {
  daysBetween,
  reasonCodes,
  scoreOf,
  suggest,
  type Offer,
  type Wanted,
} from '../../src/registry/needs/matches.rules.ts'
import { assertNeedMayBecome, overFaults, remainingIn, requesterFaults } from '../../src/registry/needs/rules.ts'

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

describe('a need', () => {
  test.each([
    [{ quantity: 6, covered: 0, status: 'open' as const }, 6],
    [{ quantity: 6, covered: 2, status: 'partly_covered' as const }, 4],
    [{ quantity: 6, covered: 6, status: 'covered' as const }, 0],
    // More are held than it asks for.
    [{ quantity: 6, covered: 8, status: 'covered' as const }, 0],
    [{ quantity: 6, covered: 2, status: 'closed' as const }, 0],
  ])('%o still asks for %i', (need, remaining) => {
    expect(remainingIn(need)).toBe(remaining)
  })

  test.each([
    ['2025-02-03', []],
    ['2025-02-02', ['/endsOn past']],
  ])('that ends %s is stated on 2025-02-03: %o', (endsOn, faults) => {
    expect(said(overFaults(endsOn, '2025-02-03'))).toEqual(faults)
  })

  test.each([
    [null, null, ['/organisationId required']],
    ['id', null, ['/organisationId unknown']],
    ['id', { endedOn: null }, []],
    ['id', { endedOn: '2025-02-03' }, ['/organisationId ended']],
  ])('of %s, found %o: %o', (id, found, faults) => {
    expect(said(requesterFaults(id, found, '2025-02-03'))).toEqual(faults)
  })

  test('changes neither below what is covered, nor its type while places are held, nor once closed', () => {
    const need = { type: 'feriejobb', quantity: 6, covered: 4, status: 'partly_covered' as const }
    expect(refusal(() => assertNeedMayBecome(need, { type: 'feriejobb', quantity: 4 }))).toBeUndefined()
    const both = refusal(() => assertNeedMayBecome(need, { type: 'prao', quantity: 1 }))
    expect(both?.code).toBe('conflict')
    expect(both?.faults.map(({ pointer, detail }) => [pointer, detail.en])).toEqual([
      ['/type', 'The type stays while places are held for it: 4 are.'],
      ['/quantity', '4 are covered: quantity cannot be 1, which is 3 too few.'],
    ])
    const uncovered = { ...need, covered: 0, status: 'open' as const }
    expect(refusal(() => assertNeedMayBecome(uncovered, { type: 'prao', quantity: 1 }))).toBeUndefined()
    const closed = refusal(() => assertNeedMayBecome({ ...need, status: 'closed' }, need))
    expect(closed?.code).toBe('conflict')
  })
})

describe('a position', () => {
  const kungalv = { latitude: 57.871, longitude: 11.98 }

  test('is sent and kept whole, or cleared whole', () => {
    expect(positionColumns(undefined)).toEqual({})
    expect(positionColumns(null)).toEqual({ latitude: null, longitude: null })
    expect(positionColumns(kungalv)).toEqual(kungalv)
    expect(positionOf({ latitude: null, longitude: null })).toBeNull()
    expect(positionOf({ latitude: 0, longitude: 0 })).toEqual({ latitude: 0, longitude: 0 })
  })

  test.each([
    ['itself', kungalv, 0],
    ['Göteborg', { latitude: 57.7089, longitude: 11.9746 }, 18],
    ['Stockholm', { latitude: 59.3293, longitude: 18.0686 }, 390],
    ['the other side of the earth', { latitude: -57.871, longitude: -168.02 }, 20015],
  ])('is far from %s as the crow flies', (_, there, km) => {
    expect(Math.round(distanceKm(kungalv, there))).toBeCloseTo(km, -1)
    expect(distanceKm(there, kungalv)).toBeCloseTo(distanceKm(kungalv, there), 6)
  })
})

const need: Wanted = {
  startsOn: '2025-06-01',
  endsOn: '2025-06-20',
  areas: ['a', 'b'],
  targetGroups: ['g', 'h'],
  languages: ['sv', 'ar'],
  position: { latitude: 57.87, longitude: 11.98 },
  remaining: 4,
}
const perfect: Offer = {
  id: '1',
  startsOn: '2025-06-01',
  endsOn: '2025-06-20',
  areas: ['a', 'b', 'c'],
  targetGroups: ['h', 'g'],
  languages: ['sv', 'ar', 'en'],
  position: { latitude: 57.87, longitude: 11.98 },
  available: 4,
}
const pointsOf = (wanted: Wanted, offer: Offer) =>
  Object.fromEntries(scoreOf(wanted, offer).reasons.map(({ code, points }) => [code, points]))

describe('the score of an offer', () => {
  test('is 100 for one that has all that is asked for, and every reason says so in both languages', () => {
    const { score, reasons } = scoreOf(need, perfect)
    expect(score).toBe(100)
    expect(reasons.map(({ code }) => code)).toEqual(reasonCodes)
    expect(reasons.map(({ points, of }) => points === of)).toEqual(reasons.map(() => true))
    expect(reasons.map(({ text }) => text.en)).toEqual([
      'Of the type asked for.',
      'On 20 of the 20 days.',
      'Meets 2 of 2 target groups.',
      'Meets 2 of 2 areas.',
      'Meets 2 of 2 languages.',
      '0 km away.',
      '4 left; 4 still asked for.',
    ])
    expect(reasons.map(({ text }) => text.sv)).toContain('Under 20 av de 20 dagarna.')
  })

  const farm = (km: number) => ({ latitude: 57.87 + km / 111.195, longitude: 11.98 })
  test.each<[string, Partial<Offer>, object]>([
    ['on half of the days', { endsOn: '2025-06-10' }, { period: 13 }],
    ['on the last day only', { startsOn: '2025-06-20' }, { period: 1 }],
    ['that begins before and runs on', { startsOn: null, endsOn: null }, { period: 25 }],
    ['around the whole period', { startsOn: '2024-01-01', endsOn: '2026-01-01' }, { period: 25 }],
    ['for one of the target groups', { targetGroups: ['h', 'i'] }, { target_group: 8 }],
    ['for other target groups', { targetGroups: ['i'] }, { target_group: 0 }],
    ['that names no target group', { targetGroups: [] }, { target_group: 8 }],
    ['in one of the areas', { areas: ['b'] }, { area: 5 }],
    ['with no common language', { languages: ['fi'] }, { language: 0 }],
    ['of unknown position', { position: null }, { distance: 5 }],
    ['5 km away', { position: farm(5) }, { distance: 10 }],
    ['14 km away', { position: farm(14) }, { distance: 8 }],
    ['beyond 50 km', { position: farm(51) }, { distance: 0 }],
    ['with half of the places', { available: 2 }, { places: 3 }],
    ['with places to spare', { available: 9 }, { places: 5 }],
  ])('falls for one %s', (_, fields, points) => {
    const full = { type: 25, period: 25, target_group: 15, area: 10, language: 10, distance: 10, places: 5 }
    const offer = { ...perfect, ...fields }
    expect(pointsOf(need, offer)).toEqual({ ...full, ...points })
    const { score, reasons } = scoreOf(need, offer)
    expect(score).toBe(reasons.reduce((sum, reason) => sum + reason.points, 0))
  })

  test('does not fall for what the need does not state', () => {
    const plain = { ...need, areas: [], targetGroups: [], languages: [], position: null }
    const silent = { ...perfect, areas: [], targetGroups: [], languages: [], position: null }
    expect(scoreOf(plain, silent).score).toBe(100)
    expect(scoreOf(plain, { ...perfect, areas: ['z'], targetGroups: ['z'], languages: ['fi'] }).score).toBe(100)
    expect(scoreOf({ ...need, remaining: 0 }, perfect).score).toBe(100)
  })

  test('counts days with both ends, over months, leap days and clock changes', () => {
    expect(daysBetween('2025-06-16', '2025-06-16')).toBe(1)
    expect(daysBetween('2024-02-28', '2024-03-01')).toBe(3)
    expect(daysBetween('2025-03-29', '2025-03-31')).toBe(3)
    expect(daysBetween('2025-06-16', '2025-06-14')).toBe(-1)
  })
})

describe('the best combination', () => {
  const offer = (id: string, available: number, fields: Partial<Offer> = {}): Offer => ({
    ...perfect,
    id,
    available,
    ...fields,
  })
  const taken = (wanted: Wanted, offers: Offer[]) =>
    suggest(wanted, offers).map(({ offer: { id }, take, covers }) => [id, take, covers])

  test('takes all of the best, then of the next, until nothing remains', () => {
    const worse = { targetGroups: ['i'] }
    expect(
      taken(need, [offer('worse', 9, worse), offer('good', 3), offer('worst', 9, { ...worse, areas: [] })]),
    ).toEqual([
      ['good', 3, 3],
      ['worse', 1, 4],
      ['worst', 0, 4],
    ])
    expect(taken(need, [offer('worse', 2, worse), offer('good', 1)])).toEqual([
      ['good', 1, 1],
      ['worse', 2, 3],
    ])
    expect(taken({ ...need, remaining: 0 }, [offer('good', 3)])).toEqual([['good', 0, 0]])
    expect(suggest(need, [])).toEqual([])
  })

  test('takes larger offers before smaller ones that are as good, and then older ones', () => {
    expect(taken(need, [offer('b', 4), offer('c', 6), offer('a', 4)])).toEqual([
      ['c', 4, 4],
      ['a', 0, 4],
      ['b', 0, 4],
    ])
  })

  test('is the best there is, against every combination of small cases', () => {
    const random = randomFrom(20250203)
    for (let round = 0; round < 400; round++) {
      const wanted = { ...need, remaining: random(8) }
      const offers = Array.from({ length: 1 + random(5) }, (_, i) =>
        offer(String(i), 1 + random(4), {
          areas: [[], ['a'], ['a', 'b'], ['z']][random(4)]!,
          endsOn: ['2025-06-20', '2025-06-10'][random(2)]!,
        }),
      )
      const scores = offers.map((each) => scoreOf(wanted, each).score)
      const worth = (takes: number[]) => ({
        covers: takes.reduce((sum, take) => sum + take, 0),
        total: takes.reduce((sum, take, i) => sum + take * scores[i]!, 0),
        offers: takes.filter((take) => take > 0).length,
      })
      const best = combinations(offers.map(({ available }) => available))
        .map(worth)
        .filter(({ covers }) => covers <= wanted.remaining)
        .reduce((a, b) => (isBetter(b, a) ? b : a))
      const suggestions = suggest(wanted, offers)
      const takes = offers.map(({ id }) => suggestions.find((each) => each.offer.id === id)!.take)
      expect(takes.every((take, i) => take >= 0 && take <= offers[i]!.available)).toBe(true)
      expect(worth(takes), JSON.stringify({ wanted, offers })).toEqual(best)
      expect(suggestions.at(-1)!.covers).toBe(best.covers)
    }
  })

  type Worth = { covers: number; total: number; offers: number }
  function isBetter(a: Worth, b: Worth): boolean {
    if (a.covers !== b.covers) return a.covers > b.covers
    return a.total === b.total ? a.offers < b.offers : a.total > b.total
  }

  /** Every way to take up to so many of each. */
  function combinations([most, ...rest]: number[]): number[][] {
    if (most === undefined) return [[]]
    const others = combinations(rest)
    return Array.from({ length: most + 1 }, (_, take) => others.map((takes) => [take, ...takes])).flat()
  }

  /** The same numbers each time, from 0 to below `limit`. */
  function randomFrom(seed: number): (limit: number) => number {
    let state = seed
    return (limit) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      return Math.floor((state / 2 ** 32) * limit)
    }
  }
})

describe('the months of a question about coverage', () => {
  test.each([
    [{}, '2025-02-01', '2026-01-31'],
    [{ from: '2024-02-29' }, '2024-02-01', '2025-01-31'],
    [{ from: '2024-02-29', to: '2024-02-01' }, '2024-02-01', '2024-02-29'],
    [{ to: '2025-12-31' }, '2025-02-01', '2025-12-31'],
    [{ from: '2024-01-31', to: '2026-12-01' }, '2024-01-01', '2026-12-31'],
    [{ from: '0001-01-01', to: '0001-02-01' }, '0001-01-01', '0001-02-28'],
  ])('%o are %s to %s', (asked, firstDay, lastDay) => {
    expect(spanOf(asked, '2025-02-03')).toEqual({ firstDay, lastDay })
  })

  test.each([
    [{ from: '2025-03-01', to: '2025-02-28' }, 'before_start'],
    [{ to: '2025-01-31' }, 'before_start'],
    [{ from: '2024-01-01', to: '2027-01-01' }, 'too_long'],
  ])('%o are refused: %s', (asked, code) => {
    const refused = refusal(() => spanOf(asked, '2025-02-03'))
    expect([refused?.code, said(refused!.faults)]).toEqual(['invalid_request', [`/to ${code}`]])
  })
})
