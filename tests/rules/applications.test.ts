import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RegistryError } from '../../src/errors.ts'
import { editDistance, likeness, nameLikeness, tellingWords } from '../../src/joining/applications/duplicates.rules.ts'
import {
  agreementFaults,
  applicationStates,
  assertSameApproval,
  assertUndecided,
  contactFaults,
  inOrganisation,
  joiningFaults,
  type ApplicationStatus,
} from '../../src/joining/applications/rules.ts'
import { mustBecome } from '../../src/states.ts'

const codeOf = (rule: () => unknown) => {
  try {
    return rule()
  } catch (error) {
    if (error instanceof RegistryError) return error.code
    throw error
  }
}
const said = (faults: { pointer: string; code: string }[]) => faults.map(({ pointer, code }) => `${pointer} ${code}`)
const statuses: ApplicationStatus[] = ['received', 'in_review', 'approved', 'declined', 'withdrawn']

describe('two names', () => {
  test.each([
    ['Rädda barnen', 'Rädda Barnens lokalförening Kungälv'],
    ['Rutgerson Marin', 'Rutgersson Marin AB'],
    ['Kungälvs kommun', 'Kungälv kommun'],
    ['Kungälvsbostäder', 'Stiftelsen Kungälvsbostäder'],
    ['Kungälvs bostäder AB', 'Kungälvsbostäder'],
    ['Svenska kyrkan', 'Svenska kyrkan i Kungälv'],
    ['Equmenia kyrkan', 'EQUMENIAKYRKAN'],
    ['Pingstkyrkan', 'Pingstkyrkan i Kungälv'],
    ['Samordningsförbundet Älv & Kust', 'Samordningsforbundet Alv och Kust'],
    ["McDonald's Kungälv", 'McDonalds'],
    ['Mc Donalds', "McDonald's Kungälv"],
    ['Willy:s AB', 'Willys Kungälv'],
    ['Trekungagymnasiet', 'Trekungarymnasiet'],
    ['Röda Korsets lokalgrupp', 'Röda korset Kungälv'],
    ['Exempelbygg AB', 'Exempelbygg Aktiebolag'],
    ['Café Mötet', 'Cafe motet'],
    ['Škoda Kungälv', 'Skoda i Kungälv AB'],
    ['Łódź vänner', 'Lodz vanner'],
    ['Straße 7', 'Strasse 7'],
  ])('%s and %s are likely the same, whichever comes first', (one, other) => {
    expect(nameLikeness(one, other)).toBeGreaterThanOrEqual(60)
    expect(nameLikeness(other, one)).toBe(nameLikeness(one, other))
  })

  test.each([
    ['Svenska kyrkan', 'Svenska Hem Kungälv'],
    ['Svenska kyrkan i Kungälv', 'Equmeniakyrkan Kungälv'],
    ['Kungälvs kommun', 'Kungälvs församling'],
    ['Kungälvs kommun', 'Ale kommun'],
    ['Ytterby församling', 'Kode församling'],
    ['Ytterby församling', 'Ytterby IS'],
    ['Kungälvs IF', 'Kungälvs IK'],
    ['Exempelbygg AB', 'Exempelmåleri AB'],
    ['Rädda barnen', 'Räddningstjänsten'],
    ['Föreningen Solrosen', 'Föreningen Månen'],
    ['Sparbanken Älv', 'Samordningsförbundet Älv & Kust'],
    ['Bohus IF', 'Bosteget'],
    ['Ica', 'Ida'],
    ['!!!', '???'],
    ['!!!', 'Agora'],
    ['AB', 'HB'],
  ])('%s and %s are not', (one, other) => {
    expect(nameLikeness(one, other)).toBeLessThan(60)
    expect(nameLikeness(other, one)).toBe(nameLikeness(one, other))
  })

  test('are looked for by the words that tell most of them, so many at most', () => {
    expect(tellingWords('Rädda Barnens lokalförening Kungälv')).toEqual([
      'radda',
      'barnens',
      'raddabarnens',
      'barnenslokalforening',
    ])
    expect(tellingWords('Svenska kyrkan i Kungälv')).toEqual(['kyrkan', 'svenskakyrkan'])
    expect(tellingWords('Kungälvs AB')).toEqual(['kungalvs', 'ab'])
    expect(tellingWords('!!!')).toEqual([])
    expect(tellingWords(Array.from({ length: 50 }, (_, n) => `ord${n}x`).join(' '))).toHaveLength(8)
  })
})

test('letters that differ are counted up to a bound, and past it no further', () => {
  const count = (one: string, other: string): number => {
    if (one === '' || other === '') return one.length + other.length
    const [left, right] = [one.slice(1), other.slice(1)]
    if (one[0] === other[0]) return count(left, right)
    return 1 + Math.min(count(left, other), count(one, right), count(left, right))
  }
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 })
  fc.assert(
    fc.property(word, word, fc.nat(7), (one, other, most) => {
      expect(editDistance(one, other, most)).toBe(Math.min(count(one, other), most + 1))
    }),
    { numRuns: 500 },
  )
})

test('two are likely the same by number, by name, by a former name, or not at all', () => {
  const wanted = { names: ['Exempelbygg AB'], organisationNumber: '4999000005' }
  const than = (names: string[], organisationNumber: string | null = null) =>
    likeness(wanted, { names, organisationNumber })
  expect(than(['Helt annat namn'], '4999000005')).toEqual({ score: 100, reasons: [{ code: 'same_number' }] })
  expect(than(['Exempelbygg'], '4999000005')).toEqual({
    score: 100,
    reasons: [{ code: 'same_number' }, { code: 'same_name', name: 'Exempelbygg' }],
  })
  expect(than(['Nya namnet', 'NN', 'Exempelbyggs AB'])).toEqual({
    score: 92,
    reasons: [{ code: 'similar_name', name: 'Exempelbyggs AB' }],
  })
  expect(than(['Helt annat namn'], '4999000013')).toBeUndefined()
  expect(than([])).toBeUndefined()
  expect(
    likeness({ names: ['A'], organisationNumber: null }, { names: ['B'], organisationNumber: null }),
  ).toBeUndefined()
})

describe('an application', () => {
  const may: Record<ApplicationStatus, ApplicationStatus[]> = {
    received: ['in_review', 'approved', 'declined', 'withdrawn'],
    in_review: ['approved', 'declined', 'withdrawn'],
    approved: [],
    declined: [],
    withdrawn: [],
  }
  test.each(statuses.flatMap((from) => statuses.map((to) => [from, to] as const)))(
    'that is %s becomes %s',
    (from, to) => {
      const outcome = from === to ? false : may[from].includes(to) ? true : 'conflict'
      expect(codeOf(() => mustBecome(applicationStates, from, to))).toBe(outcome)
    },
  )

  test.each(statuses)('that is %s may be corrected, or not', (status) => {
    expect(codeOf(() => assertUndecided(status))).toBe(may[status].length > 0 ? undefined : 'conflict')
  })

  test('names somebody who can be reached', () => {
    expect(contactFaults({ email: 'kim@prov.example' })).toEqual([])
    expect(contactFaults({ phone: '0303-00 00 00' })).toEqual([])
    expect(said(contactFaults({}))).toEqual(['/contact/email required'])
    expect(said(contactFaults({ email: null, phone: null }))).toEqual(['/contact/email required'])
  })

  test.each([
    [{ status: 'open' }, true, []],
    [{ status: 'open' }, false, []],
    [{ status: 'closed' }, true, ['/agreementId not_open']],
    [undefined, true, ['/agreementId unknown']],
    [undefined, false, ['/agreementId required']],
  ])('is for an agreement that is open: %o', (agreement, isNamed, faults) => {
    expect(said(agreementFaults(agreement, isNamed))).toEqual(faults)
  })

  test('is told of its faults where they are, and of those of the approval there', () => {
    const at = (pointer: string) => ({ part: 'body' as const, pointer, code: 'x', detail: { en: '', sv: '' } })
    expect(said(inOrganisation([at('/sector'), at('/parentId')]))).toEqual(['/organisation/sector x', '/parentId x'])
    expect(said(joiningFaults({ organisationId: 'a', parentId: 'b' }))).toEqual(['/parentId not_allowed'])
    expect([...joiningFaults({ organisationId: 'a' }), ...joiningFaults({ parentId: 'b' })]).toEqual([])
  })

  test('is approved twice in the same words only', () => {
    const standing = { method: 'paper', role: 'signatory', joined: false }
    expect(codeOf(() => assertSameApproval(standing, { method: 'paper', joined: false }))).toBeUndefined()
    expect(codeOf(() => assertSameApproval(standing, { method: 'digital' }))).toBe('conflict')
    expect(codeOf(() => assertSameApproval(standing, { organisationId: 'x' }))).toBe('conflict')
  })
})
