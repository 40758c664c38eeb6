import { describe, expect, test } from 'vitest'
import { RegistryError } from '../../src/errors.ts'
import {
  assertNotErased,
  consentEvents,
  contactFaults,
  isConsentWithdrawn,
  retentionFaults,
} from '../../src/registry/contacts/rules.ts'

const today = '2025-02-03'
const consent = { legalBasis: 'consent' }

describe('contacts', () => {
  test.each([
    ['nothing but the public task', {}, []],
    ['published in the public task', { legalBasis: 'public_task', publish: true }, []],
    ['consent given today', { ...consent, consentGivenOn: today, publish: true }, []],
    ['consent without a day', consent, ['/consentGivenOn required']],
    ['consent whose day is cleared', { ...consent, consentGivenOn: null }, ['/consentGivenOn required']],
    ['consent given tomorrow', { ...consent, consentGivenOn: '2025-02-04' }, ['/consentGivenOn future']],
    ['withdrawn on the day it was given', { ...consent, consentGivenOn: today, consentWithdrawnOn: today }, []],
    [
      'withdrawn before it was given',
      { ...consent, consentGivenOn: '2025-01-02', consentWithdrawnOn: '2025-01-01' },
      ['/consentWithdrawnOn too_early'],
    ],
    [
      'withdrawn tomorrow',
      { ...consent, consentGivenOn: '2025-01-02', consentWithdrawnOn: '2025-02-04' },
      ['/consentWithdrawnOn future'],
    ],
    ['withdrawn without having been given', { consentWithdrawnOn: '2025-01-01' }, ['/consentWithdrawnOn not_allowed']],
    [
      'published although withdrawn',
      { ...consent, consentGivenOn: '2025-01-01', consentWithdrawnOn: '2025-01-02', publish: true },
      ['/publish not_allowed'],
    ],
    [
      'published in the public task, an old consent withdrawn',
      { legalBasis: 'public_task', consentGivenOn: '2025-01-01', consentWithdrawnOn: '2025-01-02', publish: true },
      [],
    ],
    [
      'everything wrong at once',
      { ...consent, consentWithdrawnOn: '2025-02-04', publish: true },
      [
        '/consentGivenOn required',
        '/consentWithdrawnOn not_allowed',
        '/consentWithdrawnOn future',
        '/publish not_allowed',
      ],
    ],
  ])('a contact with %s', (_, contact, expected) => {
    expect(contactFaults(contact, today).map(({ pointer, code }) => `${pointer} ${code}`)).toEqual(expected)
  })

  test('a contact is kept beyond today, and its faults point to where it is', () => {
    expect(retentionFaults('2025-02-04', today)).toEqual([])
    const faults = [...contactFaults(consent, today, '/contacts/1'), ...retentionFaults(today, today, '/contacts/1')]
    expect(faults.map(({ pointer }) => pointer)).toEqual(['/contacts/1/consentGivenOn', '/contacts/1/retainUntil'])
  })

  test('only a consent that the contact rests on counts as withdrawn', () => {
    expect(isConsentWithdrawn({ ...consent, consentWithdrawnOn: today })).toBe(true)
    expect(isConsentWithdrawn({ ...consent, consentWithdrawnOn: null })).toBe(false)
    expect(isConsentWithdrawn({ legalBasis: 'public_task', consentWithdrawnOn: today })).toBe(false)
  })
})

describe('the log of consents', () => {
  const given = { consentGivenOn: '2025-01-15', consentEvidence: 'A' }
  const withdrawn = { ...given, consentWithdrawnOn: '2025-02-01' }
  test.each([
    ['a contact without a consent', {}, {}, []],
    ['an evidence of nothing', {}, { consentEvidence: 'A' }, []],
    ['nothing new', given, { ...given, consentWithdrawnOn: null }, []],
    ['a giving', {}, given, ['given 2025-01-15 A']],
    ['a giving and its withdrawal', {}, withdrawn, ['given 2025-01-15 A', 'withdrawn 2025-02-01 A']],
    ['a withdrawal', given, withdrawn, ['withdrawn 2025-02-01 A']],
    ['another day of withdrawal', withdrawn, { ...withdrawn, consentWithdrawnOn: today }, [`withdrawn ${today} A`]],
    ['a withdrawal that is taken back', withdrawn, { ...given, consentWithdrawnOn: null }, ['given 2025-01-15 A']],
    [
      'a new giving',
      withdrawn,
      { ...withdrawn, consentGivenOn: today, consentWithdrawnOn: null },
      [`given ${today} A`],
    ],
    ['a new evidence of a giving', given, { ...given, consentEvidence: 'B' }, ['given 2025-01-15 B']],
    ['a new evidence of a withdrawal', withdrawn, { ...withdrawn, consentEvidence: 'B' }, ['withdrawn 2025-02-01 B']],
    ['a giving that is cleared', given, { consentGivenOn: null, consentEvidence: null }, [`withdrawn ${today}`]],
  ])('says of %s what it is', (_, before, after, expected) => {
    const events = consentEvents(before, after, today)
    expect(events.map(({ event, day, evidence }) => [event, day, evidence].filter(Boolean).join(' '))).toEqual(expected)
  })
})

describe('retention', () => {
  test.each([
    [undefined, []],
    [null, []],
    ['2025-02-04', []],
    [today, ['/retainUntil past']],
    ['2020-01-01', ['/retainUntil past']],
  ])('until %s', (retainUntil, expected) => {
    expect(retentionFaults(retainUntil, today).map(({ pointer, code }) => `${pointer} ${code}`)).toEqual(expected)
  })

  test('an erased contact is not changed', () => {
    expect(() => assertNotErased({ erasedAt: null })).not.toThrow()
    expect(() => assertNotErased({ erasedAt: '2025-02-03T09:30:00.000Z' })).toThrow(RegistryError)
  })
})
